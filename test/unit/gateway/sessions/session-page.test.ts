import { expect, it } from 'vitest';

import { readSessionPage } from '../../../../electron/gateway/sessions/session-roster.ts';

it('a page says how many sessions there are in all, where the gateway does', () => {
  const sessions = [{ key: 'agent:main:main', kind: 'direct' }, 'no row'];
  expect(readSessionPage({ sessions, totalCount: 9, hasMore: true, nextOffset: 2 })).toMatchObject({
    total: 9,
    skipped: 1,
    nextOffset: 2,
  });
  expect(readSessionPage({ sessions, hasMore: true, nextOffset: 2 })).toMatchObject({
    total: null,
  });
});
