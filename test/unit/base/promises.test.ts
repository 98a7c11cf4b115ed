import { getEventListeners } from 'node:events';

import { describe, expect, it } from 'vitest';

import { aborted, raceAbort } from '../../../electron/base/promises.ts';

describe('waiting beside a signal that outlives it', () => {
  it('is told of the abort, and leaves no listener once it is over', async () => {
    const lasting = new AbortController();
    for (let n = 0; n < 20; n += 1) {
      const over = new AbortController();
      void aborted(lasting.signal, over.signal);
      over.abort();
    }
    const told = aborted(lasting.signal);
    expect(getEventListeners(lasting.signal, 'abort')).toHaveLength(1);
    lasting.abort();
    await told;
  });

  it('leaves none either where work ends first', async () => {
    const lasting = new AbortController();
    expect(await raceAbort(Promise.resolve(7), lasting.signal)).toBe(7);
    expect(getEventListeners(lasting.signal, 'abort')).toHaveLength(0);
  });
});
