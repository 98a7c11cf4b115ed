import { beforeEach, describe, expect, test } from 'vitest';

import { Liveness } from '../../../../electron/gateway/link/liveness.ts';
import { gatewayTimings } from '../../../../electron/gateway/link/timings.ts';
import { ManualClock } from '../../../fakes/manual-clock.ts';

let clock: ManualClock;
let start: number;
let probes: number[];
let told: string[];
let answers: boolean;
let liveness: Liveness;
let stop: AbortController;
let outcome: Promise<string>;

beforeEach(() => {
  clock = new ManualClock();
  start = clock.now();
  probes = [];
  told = [];
  answers = true;
  stop = new AbortController();
  liveness = new Liveness({
    clock,
    timings: gatewayTimings,
    probe: () => {
      probes.push(clock.now() - start);
      if (answers) liveness.frame();
    },
    onStalled: (since) => told.push(`stalled since ${since - start} at ${clock.now() - start}`),
    onRecovered: () => told.push(`recovered at ${clock.now() - start}`),
  });
  outcome = liveness.run(stop.signal);
  return async () => {
    stop.abort();
    await outcome;
  };
});

const frames = async (count: number, everyMs: number): Promise<void> => {
  for (let n = 0; n < count; n += 1) {
    await clock.advance(everyMs);
    liveness.frame();
  }
};

describe('liveness', () => {
  test('asks nothing while frames arrive', async () => {
    await frames(30, 9_000);
    expect(probes).toEqual([]);
  });

  test('asks after ten seconds of silence, and an answer is all it takes', async () => {
    await clock.advance(35_000);
    expect(probes).toEqual([10_000, 20_000, 30_000]);
    expect(told).toEqual([]);
  });

  test('is stalled 15 s after the last frame and says since when', async () => {
    answers = false;
    await clock.advance(16_000);
    expect(told).toEqual(['stalled since 0 at 15000']);
  });

  test('a late answer, or any frame, ends the stall', async () => {
    answers = false;
    await clock.advance(50_000);
    liveness.frame();
    answers = true;
    await clock.advance(30_000);
    expect(told).toEqual(['stalled since 0 at 15000', 'recovered at 50000']);
  });

  test('a gateway frozen for 60 s is not given up, one frozen for longer is', async () => {
    await frames(1, 9_999);
    answers = false;
    await clock.advance(65_000);
    let over: string | null = null;
    void outcome.then((how) => (over = how));
    await clock.advance(0);
    expect(over).toBeNull();
    await clock.advance(20_000);
    expect(over).toBe('dead');
    expect(probes.length).toBeGreaterThanOrEqual(3);
  });

  test('a night asleep is no silence: it asks at once and counts anew', async () => {
    answers = false;
    clock.leap(8 * 3_600_000);
    await clock.advance(1_000);
    expect(probes.length).toBe(1);
    expect(told).toEqual([]);
  });

  test.each([-5, 5])('a clock set by %i hours ends and delays nothing', async (hours) => {
    await frames(1, 5_000);
    clock.leap(hours * 3_600_000);
    await frames(1, 5_000);
    answers = false;
    probes = [];
    let over: string | null = null;
    void outcome.then((how) => (over = how));
    await clock.advance(9_000);
    expect(over).toBeNull();
    await clock.advance(6_500);
    expect(probes).toHaveLength(1);
    expect(told).toHaveLength(1);
    await clock.advance(70_000);
    expect(over).toBe('dead');
    expect(liveness.silentMs).toBeLessThan(90_000);
  });

  test('is over when aborted', async () => {
    stop.abort();
    await expect(outcome).resolves.toBe('over');
  });
});
