import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../../electron/base/clock.ts';
import { Paced } from '../../../electron/base/paced.ts';

describe('Paced', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const start = (merge?: (older: number, newer: number) => number) => {
    const sent: number[] = [];
    const ended = new AbortController();
    const paced = new Paced<number>({
      clock: systemClock,
      intervalMs: 33,
      signal: ended.signal,
      send: (value) => sent.push(value),
      ...(merge === undefined ? {} : { merge }),
    });
    return { sent, ended, paced };
  };

  it('sends the first at once and then the newest, once per interval', async () => {
    const { sent, paced } = start();
    for (let value = 0; value < 100; value += 1) {
      paced.offer(value);
      await vi.advanceTimersByTimeAsync(1);
    }
    await vi.advanceTimersByTimeAsync(33);
    expect(sent).toEqual([0, 32, 65, 98, 99]);
  });

  it('sends at once again after a pause', async () => {
    const { sent, paced } = start();
    paced.offer(1);
    await vi.advanceTimersByTimeAsync(100);
    paced.offer(2);
    expect(sent).toEqual([1, 2]);
  });

  it('merges what waits when it is told how', async () => {
    const { sent, paced } = start((older, newer) => older + newer);
    for (const value of [1, 2, 3]) paced.offer(value);
    await vi.advanceTimersByTimeAsync(33);
    expect(sent).toEqual([1, 5]);
  });

  it('sends nothing after its end', async () => {
    const { sent, paced, ended } = start();
    paced.offer(1);
    paced.offer(2);
    ended.abort();
    await vi.advanceTimersByTimeAsync(100);
    paced.offer(3);
    await vi.advanceTimersByTimeAsync(100);
    expect(sent).toEqual([1]);
  });
});
