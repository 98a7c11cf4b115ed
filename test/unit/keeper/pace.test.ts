import { describe, expect, it } from 'vitest';

import type { Log } from '../../../electron/base/log.ts';
import type { RunEvent } from '../../../electron/codex/client.ts';
import {
  Pace,
  pacedLog,
  pacedNews,
  paceLimits,
  WaitingEvents,
} from '../../../electron/keeper/pace.ts';

const note = (text: string): RunEvent => ({ kind: 'note', text });

describe('what waits to be told of a run', () => {
  it('is its beginning and its newest count, in whatever flood they come', () => {
    const waiting = new WaitingEvents();
    for (let n = 0; n < 1_000; n += 1) waiting.add(note(`${n}`));
    waiting.add({ kind: 'thread', threadId: 't' });
    waiting.add({ kind: 'tokens', total: 1 });
    for (let n = 0; n < 1_000; n += 1) waiting.add(note(`${n}`));
    waiting.add({ kind: 'turn', threadId: 't', turnId: 'u' });
    waiting.add({ kind: 'tokens', total: 2 });
    const told = waiting.take();
    expect(told.length).toBeLessThanOrEqual(paceLimits.events + 4);
    expect(told).toContainEqual({ kind: 'thread', threadId: 't' });
    expect(told).toContainEqual({ kind: 'turn', threadId: 't', turnId: 'u' });
    expect(told.filter(({ kind }) => kind === 'tokens')).toEqual([{ kind: 'tokens', total: 2 }]);
    expect(told.at(-1)).toEqual(note('1960 more of its steps and warnings, not shown'));
    expect(waiting.isEmpty).toBe(true);
  });

  it('cuts no character in two', () => {
    const waiting = new WaitingEvents();
    waiting.add({ kind: 'delta', text: `${'x'.repeat(paceLimits.text - 1)}😀` });
    expect(waiting.take()).toEqual([{ kind: 'delta', text: 'x'.repeat(paceLimits.text - 1) }]);
    expect(waiting.take()).toEqual([{ kind: 'delta', text: '😀' }]);
  });
});

/** A clock that stands where it is put. */
const clockAt = (): { at: number; monotonic: () => number } => ({
  at: 0,
  monotonic() {
    return this.at;
  },
});

describe('what is said to the log, and of sign-ins', () => {
  it('has an end in each second, and the log says so', () => {
    const lines: string[] = [];
    const say = (event: string): void => void lines.push(event);
    const log: Log = { info: say, warn: say, error: say };
    const clock = clockAt();
    const paced = pacedLog(log, clock);
    for (let n = 0; n < 1_000; n += 1) paced.warn('odd');
    expect(lines).toEqual([...Array<string>(paceLimits.aSecond).fill('odd'), 'log-left-out']);
    clock.at = 1_000;
    paced.info('well');
    expect(lines.at(-1)).toBe('well');
  });

  it('is told of as many ends as an app-server has', () => {
    const told: number[] = [];
    const clock = clockAt();
    const tell = pacedNews((n: number) => told.push(n), clock);
    for (let n = 0; n < 1_000; n += 1) tell(n);
    expect(told).toHaveLength(paceLimits.aSecond);
    clock.at = 1_000;
    tell(7);
    expect(told.at(-1)).toBe(7);
  });
});

const at = (): { now: number; readonly pace: Pace } => {
  const time = { now: 5_000 };
  return Object.assign(time, { pace: new Pace({ monotonic: () => time.now }) });
};

it('lets the first pieces of news leave at once: nobody waits for a text that is there', () => {
  const { pace } = at();
  expect([pace.next(), pace.next(), pace.next()]).toEqual([0, 0, 0]);
  expect(pace.next()).toBeGreaterThan(0);
});

it('lets a flood through 30 times in its first second, and less often then', () => {
  const time = at();
  const left: number[] = [];
  while (time.now < 8_000) {
    time.now += time.pace.next();
    left.push(time.now - 5_000);
  }
  const within = (from: number): number =>
    left.filter((one) => one >= from && one < from + 1_000).length;
  expect(within(0)).toBe(30);
  expect(within(1_000)).toBeLessThanOrEqual(28);
});

it('saves up no more than that, however long nothing was said', () => {
  const time = at();
  for (let n = 0; n < 10; n += 1) time.now += time.pace.next();
  time.now += 60_000;
  expect([1, 2, 3].map(() => time.pace.next())).toEqual([0, 0, 0]);
  expect(time.pace.next()).toBeGreaterThan(0);
});
