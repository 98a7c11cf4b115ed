import { describe, expect, it } from 'vitest';

import { StartQueue, type Slot } from '../../../electron/helpers/start-queue.ts';
import { settle } from '../../fakes/manual-clock.ts';

const never = new AbortController().signal;

describe('StartQueue', () => {
  it('lets only so many start at once, in the order they came', async () => {
    const queue = new StartQueue(() => ({ alive: 10, starting: 2 }));
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
    const queue = new StartQueue(() => ({ alive, starting: 5 }));
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
    const queue = new StartQueue(() => ({ alive: 1, starting: 1 }));
    const first = await queue.enter(never);
    const impatient = new AbortController();
    const gone = queue.enter(impatient.signal);
    const next = queue.enter(never);
    impatient.abort();
    await expect(gone).rejects.toThrow();
    first.leave();
    await expect(next).resolves.toBeDefined();
  });
});
