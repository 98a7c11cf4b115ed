import { describe, expect, it } from 'vitest';

import { remindLater } from '../../../electron/panel/remind-later.ts';
import { refusedCredential, scriptedPanel } from '../../support/scripted-panel.ts';

const minute = 60_000;
const now = 1_000_000_000;

const endingIn = (ms: number) => {
  const { store } = scriptedPanel();
  const state = { phase: 'ends-soon', endsAt: now + ms } as const;
  store.setCredentials([{ ...refusedCredential(0), state, generation: 4 }]);
  return store;
};

describe('a reminder that a sign-in ends soon', () => {
  it.each([
    [20 * 60, 19 * 60],
    [121, 61],
    [60, 30],
    [2, 1],
  ])('comes, %i min before the end, %i min later', (left, later) => {
    const store = endingIn(left * minute);
    expect(remindLater(store, 'openai', now)).toEqual({ ok: true, value: null });
    const at = now + later * minute;
    expect(store.get().app.reminders).toEqual([{ credentialId: 'openai', generation: 4, at }]);
  });

  it('takes the place of the one before', () => {
    const store = endingIn(60 * minute);
    remindLater(store, 'openai', now);
    remindLater(store, 'openai', now + 30 * minute);
    expect(store.get().app.reminders.map(({ at }) => at)).toEqual([now + 45 * minute]);
  });

  it.each([
    ['nobody', endingIn(minute), 'unknown-id'],
    ['openai', endingIn(0), 'invalid-input'],
  ] as const)('is refused for what does not end soon (%s)', (id, store, kind) => {
    expect(remindLater(store, id, now)).toMatchObject({ ok: false, failure: { kind } });
    expect(store.get().app.reminders).toEqual([]);
  });
});
