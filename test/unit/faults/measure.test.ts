import { describe, expect, it } from 'vitest';

import { BystanderEar, LoopWatch, p99 } from '../../../electron/faults/measure.ts';
import { eventually } from '../../support/eventually.ts';

describe('the watch on a loop', () => {
  it('sees how long it stood still, also while it still does, and then begins anew', async () => {
    const watch = new LoopWatch();
    try {
      const until = performance.now() + 120;
      while (performance.now() < until);
      const { stoodMs, ownMs, waitedMs } = watch.take();
      expect(stoodMs).toBeGreaterThan(100);
      expect(stoodMs).toBeLessThanOrEqual(ownMs + waitedMs + 1);
      await eventually(() => expect(watch.take().stoodMs).toBeLessThan(100));
    } finally {
      watch.close();
    }
  });
});

/** Stands for `ms` without a processor, as behind a lock. */
const blocks = (ms: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
};

describe.each([false, true])('the watch on a loop, told of other threads: %s', (threads) => {
  it('excuses nothing of what the thread was at work', async () => {
    const watch = new LoopWatch(threads);
    try {
      const from = process.cpuUsage().user;
      while (process.cpuUsage().user - from < 200_000);
      const { ownMs, busyMs } = watch.take();
      expect(busyMs).toBeGreaterThan(80);
      expect(ownMs).toBeGreaterThanOrEqual(busyMs);
      await eventually(() => expect(watch.take().stoodMs).toBeLessThan(100));
    } finally {
      watch.close();
    }
  });

  it('counts what was waited for something else than a processor, but not as work', async () => {
    const watch = new LoopWatch(threads);
    try {
      blocks(300);
      const { stoodMs, ownMs, busyMs, waitedMs } = watch.take();
      expect(stoodMs).toBeGreaterThan(250);
      expect(busyMs).toBeLessThan(250);
      // Of other threads no more is taken off than is told, and of this one what it waited itself.
      expect(ownMs).toBeLessThanOrEqual(stoodMs);
      if (!threads) expect(ownMs).toBeGreaterThan(stoodMs - waitedMs - 20);
      await eventually(() => expect(watch.take().stoodMs).toBeLessThan(100));
    } finally {
      watch.close();
    }
  });
});

describe('an ear for bystanders', () => {
  it('tells how late each piece came, and how late their own loops were', () => {
    const ear = new BystanderEar();
    ear.hear('a', '1000:2.5 1020:0.0 ', 1_030);
    ear.hear('b', '1010:7.0 ', 1_030);
    expect(ear.take()).toEqual({ pieces: [30, 10, 20], machineMs: 7 });
    expect(ear.take()).toEqual({ pieces: [], machineMs: 0 });
  });

  it('puts together what was cut, for each by itself', () => {
    const ear = new BystanderEar();
    ear.hear('a', '10', 0);
    ear.hear('b', '2000:1.0 30', 2_005);
    ear.hear('a', '00:3.0 ', 1_040);
    expect(ear.take()).toEqual({ pieces: [5, 40], machineMs: 3 });
  });

  it('hears nothing in what is no time', () => {
    const ear = new BystanderEar();
    ear.hear('a', 'hello 12 :: x:y ', 5);
    expect(ear.take()).toEqual({ pieces: [], machineMs: 0 });
  });
});

describe('p99', () => {
  it('is the number that 99 of 100 do not exceed', () => {
    expect(p99([])).toBe(0);
    expect(p99([7])).toBe(7);
    expect(p99(Array.from({ length: 1_000 }, (_, n) => n))).toBe(990);
  });
});
