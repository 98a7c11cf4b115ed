import { expect, it } from 'vitest';

import { silentLog } from '../../../electron/base/log.ts';
import { createRecentLog } from '../../../electron/base/recent-log.ts';

it('hands every line on, and remembers when the last were written and what they are called', () => {
  const written: unknown[] = [];
  let now = 0;
  const under = {
    ...silentLog,
    warn: (event: string, data?: unknown) => void written.push([event, data]),
  };
  const { log, recent } = createRecentLog(under, { now: () => now });
  for (now = 1; now <= 250; now += 1) log.warn('helper.broke', { prompt: 'red door' });
  expect(written).toHaveLength(250);
  expect(written[0]).toEqual(['helper.broke', { prompt: 'red door' }]);
  expect(recent()).toHaveLength(200);
  expect(recent()[0]).toEqual({ at: 51, level: 'warn', event: 'helper.broke' });
  expect(recent().at(-1)).toEqual({ at: 250, level: 'warn', event: 'helper.broke' });
});
