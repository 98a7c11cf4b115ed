import { beforeEach, describe, expect, it, test } from 'vitest';

import { Alarm } from '../../../../electron/base/alarm.ts';
import { Outage, RetryWait, type WaitEnd } from '../../../../electron/gateway/link/retry-wait.ts';
import { gatewayTimings } from '../../../../electron/gateway/link/timings.ts';
import { ManualClock } from '../../../fakes/manual-clock.ts';

let clock: ManualClock;
let alarm: Alarm;
let ready: boolean;
let asked: number;
let wait: RetryWait;
const never = new AbortController().signal;

beforeEach(() => {
  clock = new ManualClock();
  alarm = new Alarm();
  ready = false;
  asked = 0;
  wait = new RetryWait({
    clock,
    timings: gatewayTimings,
    alarm,
    isReady: () => {
      asked += 1;
      return Promise.resolve(ready);
    },
  });
});

const watch = (waiting: Promise<WaitEnd>): (() => WaitEnd | null) => {
  let end: WaitEnd | null = null;
  void waiting.then((how) => (end = how));
  return () => end;
};

test('ends when its time has come, asking every half second meanwhile', async () => {
  const end = watch(wait.until(clock.now() + 3_000, clock.now(), never));
  await clock.advance(2_900);
  expect(end()).toBeNull();
  await clock.advance(100);
  expect(end()).toBe('due');
  expect(asked).toBe(6);
});

test('ends within half a second of the change to ready', async () => {
  const end = watch(wait.until(clock.now() + 15_000, clock.now(), never));
  await clock.advance(2_000);
  ready = true;
  await clock.advance(500);
  expect(end()).toBe('ready');
});

test('a listener that was ready all along ends nothing, from wait to wait', async () => {
  ready = true;
  const first = watch(wait.until(clock.now() + 3_000, clock.now(), never));
  await clock.advance(3_000);
  expect(first()).toBe('due');
  const second = watch(wait.until(clock.now() + 3_000, clock.now(), never));
  await clock.advance(2_900);
  expect(second()).toBeNull();
});

test('a change between two waits is seen at the beginning of the second', async () => {
  const first = watch(wait.until(clock.now() + 1_000, clock.now(), never));
  await clock.advance(1_000);
  expect(first()).toBe('due');
  ready = true;
  const second = watch(wait.until(clock.now() + 15_000, clock.now(), never));
  await clock.advance(0);
  expect(second()).toBe('ready');
});

test('after five minutes it asks every five seconds', async () => {
  const since = clock.now() - 300_000;
  const end = watch(wait.until(clock.now() + 15_000, since, never));
  await clock.advance(14_999);
  expect(end()).toBeNull();
  expect(asked).toBe(3);
});

test('a ring ends it at once', async () => {
  const end = watch(wait.until(clock.now() + 15_000, clock.now(), never));
  await clock.advance(700);
  alarm.ring();
  await clock.advance(0);
  expect(end()).toBe('act');
});

test('waking up ends it', async () => {
  const end = watch(wait.until(clock.now() + 15_000_000, clock.now(), never));
  await clock.advance(100);
  clock.leap(3_600_000);
  await clock.advance(500);
  expect(end()).toBe('slept');
});

test('a clock set back by hours makes it no longer', async () => {
  const end = watch(wait.until(clock.now() + 3_000, clock.now(), never));
  await clock.advance(1_000);
  clock.leap(-5 * 3_600_000);
  await clock.advance(1_900);
  expect(end()).toBeNull();
  await clock.advance(100);
  expect(end()).toBe('due');
});

test('an abort ends it', async () => {
  const stop = new AbortController();
  const end = watch(wait.until(clock.now() + 15_000, clock.now(), stop.signal));
  await clock.advance(100);
  stop.abort();
  await clock.advance(0);
  expect(end()).toBe('over');
});

const here = 'ws://127.0.0.1:18789';
const elsewhere = 'wss://gateway.example.org';
const newOutage = (): Outage => new Outage(gatewayTimings, () => 0.5);
const rests = (outage: Outage, url: string, times: number): readonly number[] =>
  Array.from({ length: times }, () => outage.wait(url, null, 0).retryAt);

describe('an outage', () => {
  it('rests longer each time, at most 15 s on this computer and 30 s elsewhere', () => {
    expect(rests(newOutage(), here, 7)).toEqual([800, 1440, 2592, 4666, 8398, 15_000, 15_000]);
    expect(rests(newOutage(), elsewhere, 8).at(-1)).toBe(30_000);
  });

  it('rests no less than the other side asks for', () => {
    expect(newOutage().wait(here, 40_000, 1_000)).toEqual({ since: 1_000, retryAt: 41_000 });
  });

  it('is told since its first failure, until it is over', () => {
    const outage = newOutage();
    expect(outage.wait(here, null, 5_000).since).toBe(5_000);
    expect(outage.wait(here, null, 9_000).since).toBe(5_000);
    outage.over();
    expect(outage.wait(here, null, 12_000)).toEqual({ since: 12_000, retryAt: 12_000 + 2_592 });
    outage.startOver();
    expect(outage.wait(here, null, 20_000)).toEqual({ since: 12_000, retryAt: 20_800 });
  });
});
