import { describe, expect, it } from 'vitest';

import { StartQueue, type Slot } from '../../../electron/helpers/start-queue.ts';
import { ManualClock, settle } from '../../fakes/manual-clock.ts';

const never = new AbortController().signal;

describe('StartQueue', () => {
  it('lets only so many start at once, in the order they came', async () => {
    const queue = new StartQueue(() => ({ alive: 10, starting: 2 }), new ManualClock());
    const entered: number[] = [];
    const slots: Slot[] = [];
    for (let n = 0; n < 4; n += 1) {
      void queue.enter(never).then((slot) => {
        entered.push(n);
        slots.push(slot);
      });
    }
    await settle();
    expect(entered).toEqual([0, 1]);
    expect(queue.isFull).toBe(true);
    slots[0]?.started();
    slots[0]?.started();
    await settle();
    expect(entered).toEqual([0, 1, 2]);
  });

  it('lets only so many live, and a leaving one makes room once', async () => {
    let alive = 1;
    const queue = new StartQueue(() => ({ alive, starting: 5 }), new ManualClock());
    const first = await queue.enter(never);
    first.started();
    let second = false;
    void queue.enter(never).then(() => {
      second = true;
    });
    await settle();
    expect(second).toBe(false);
    first.leave();
    first.leave();
    await settle();
    expect(second).toBe(true);
    alive = 2;
    queue.advance();
    expect(queue.isFull).toBe(false);
  });

  it('takes who gave up out of the line without losing a place', async () => {
    const queue = new StartQueue(() => ({ alive: 1, starting: 1 }), new ManualClock());
    const first = await queue.enter(never);
    const impatient = new AbortController();
    const gone = queue.enter(impatient.signal);
    const next = queue.enter(never);
    impatient.abort();
    await expect(gone).rejects.toThrow();
    first.leave();
    await expect(next).resolves.toBeDefined();
  });

  it('gives the place of a start that hangs to the next after ten seconds, and never twice', async () => {
    const clock = new ManualClock();
    const queue = new StartQueue(() => ({ alive: 20, starting: 2 }), clock);
    const entered: number[] = [];
    const slots: Slot[] = [];
    for (let n = 0; n < 9; n += 1) {
      void queue.enter(never).then((slot) => {
        entered.push(n);
        slots.push(slot);
      });
    }
    await clock.advance(9_999);
    expect(entered).toEqual([0, 1]);
    await clock.advance(1);
    expect(entered).toEqual([0, 1, 2, 3]);
    // What hung goes on, or is ended: it has no second place to give.
    slots[0]?.started();
    slots[1]?.leave();
    await settle();
    expect(entered).toEqual([0, 1, 2, 3]);
    slots[2]?.started();
    await settle();
    expect(entered).toEqual([0, 1, 2, 3, 4]);
    await clock.advance(10_000);
    expect(entered).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it.each([
    { tookMs: 300, givesWayAtMs: 4_000 },
    { tookMs: 1_500, givesWayAtMs: 7_500 },
    { tookMs: 6_000, givesWayAtMs: 10_000 },
  ])('takes a start for hanging by how long others took: $tookMs', async (row) => {
    const clock = new ManualClock();
    const queue = new StartQueue(() => ({ alive: 10, starting: 1 }), clock);
    const first = await queue.enter(never);
    await clock.advance(row.tookMs);
    first.started();
    await queue.enter(never);
    let hasEntered = false;
    void queue.enter(never).then(() => {
      hasEntered = true;
    });
    await clock.advance(row.givesWayAtMs - 1);
    expect(hasEntered).toBe(false);
    await clock.advance(1);
    expect(hasEntered).toBe(true);
  });

  it('learns nothing from starts that were given up, and from slow ones that they are slow', async () => {
    const clock = new ManualClock();
    const queue = new StartQueue(() => ({ alive: 10, starting: 1 }), clock);
    const givenUp = await queue.enter(never);
    await clock.advance(300);
    givenUp.leave();
    givenUp.started();
    const slow = await queue.enter(never);
    await clock.advance(9_999);
    expect(queue.isFull).toBe(true);
    await clock.advance(5_000);
    expect(queue.isFull).toBe(false);
    slow.started();
    await queue.enter(never);
    await clock.advance(9_999);
    expect(queue.isFull).toBe(true);
  });

  it('counts what hangs while starting among those alive', async () => {
    const clock = new ManualClock();
    const queue = new StartQueue(() => ({ alive: 2, starting: 1 }), clock);
    const entered: number[] = [];
    for (let n = 0; n < 3; n += 1) void queue.enter(never).then(() => entered.push(n));
    await clock.advance(60_000);
    expect(entered).toEqual([0, 1]);
  });

  it('waits for nothing once a start is over', async () => {
    const clock = new ManualClock();
    const queue = new StartQueue(() => ({ alive: 2, starting: 1 }), clock);
    const slot = await queue.enter(never);
    expect(clock.waiting).toBe(1);
    slot.started();
    await settle();
    expect(clock.waiting).toBe(0);
  });
});
