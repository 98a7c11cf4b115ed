import { describe, expect, it } from 'vitest';

import {
  descendants,
  endRemains,
  kinKey,
  remainsOf,
  sharedLook,
  type Belonging,
  type SeenProcess,
} from '../../../../electron/helpers/client/orphans.ts';
import { systemClock } from '../../../../electron/base/clock.ts';

const one = (pid: number, also: Partial<SeenProcess> = {}): SeenProcess => ({
  pid,
  parent: 1,
  uid: 1000,
  startedAt: 500,
  mark: null,
  scope: null,
  ...also,
});

const ours: Belonging = {
  mark: '/c/1',
  scope: 'c1',
  madeAt: 400,
  uid: 1000,
  kin: new Set(),
};
const found = (table: readonly SeenProcess[], belonging = ours): readonly number[] =>
  remainsOf(table, belonging).map(({ pid }) => pid);

describe('what is left of a compartment', () => {
  it('bears its mark, is of the same user, and is not older', () => {
    expect(
      found([
        one(10, { mark: '/c/1' }),
        one(11, { mark: '/c/12' }),
        one(12),
        one(13, { mark: '/c/1', uid: 0 }),
        one(14, { mark: '/c/1', startedAt: 399 }),
        one(15, { mark: '/c/1', startedAt: 400 }),
      ]),
    ).toEqual([10, 15]);
  });

  it('is in its scope, whatever its environment says', () => {
    const table = [one(10, { scope: 'c1' }), one(11, { scope: 'c12' }), one(12)];
    expect(found(table)).toEqual([10]);
    expect(found(table, { ...ours, scope: null })).toEqual([]);
  });

  it('is what descends from that as well, and what was known as kin, by pid and start', () => {
    const table = [
      one(10, { mark: '/c/1' }),
      one(20, { parent: 10 }),
      one(30, { parent: 20 }),
      one(40, { parent: 30, startedAt: 450 }),
      one(50),
      one(60),
    ];
    const kin = new Set([kinKey(one(50)), kinKey(one(60, { startedAt: 499 }))]);
    expect(found(table, { ...ours, kin })).toEqual([10, 50, 20, 30]);
  });

  it('is never this process, nor the first one', () => {
    expect(found([one(process.pid, { mark: '/c/1' }), one(1, { mark: '/c/1' })])).toEqual([]);
  });

  it('that cannot be ended is named after a while', async () => {
    const stuck = one(2 ** 22 + 7, { mark: '/c/1' });
    const hurried = {
      now: () => 0,
      monotonic: () => 0,
      pause: () => systemClock.pause(0, AbortSignal.timeout(100)),
    };
    const left = await endRemains(ours, {
      look: () => Promise.resolve([stuck]),
      clock: hurried,
      signal: AbortSignal.timeout(5_000),
    });
    expect(left).toEqual([stuck]);
  });
});

describe('descendants', () => {
  it('are followed to the end, without the first', () => {
    const table = [one(5), one(6, { parent: 5 }), one(7, { parent: 6 }), one(8, { parent: 4 })];
    expect(descendants(table, 5).map(({ pid }) => pid)).toEqual([6, 7]);
  });

  it('stop where parents go round in a circle', () => {
    const table = [one(5, { parent: 6 }), one(6, { parent: 5 })];
    expect(descendants(table, 5).map(({ pid }) => pid)).toEqual([6]);
  });
});

describe('a shared look', () => {
  it('is one for all who ask while another one is under way', async () => {
    let looks = 0;
    const look = sharedLook(() => Promise.resolve([one((looks += 1))]));
    const first = look();
    const same = look();
    await first;
    const late = look();
    expect(await same).toEqual(await first);
    expect(await late).not.toEqual(await first);
    expect(looks).toBe(2);
  });
});
