import { describe, expect, it } from 'vitest';
import {
  age,
  bytes,
  clockTime,
  count,
  countdown,
  dayTime,
  duration,
  hostOf,
  listed,
  lowered,
  oneLine,
  stopwatch,
} from '../../../shared/format.ts';

const at = new Date(2026, 10, 22, 14, 2, 6).getTime();

describe('times', () => {
  it('are clock times for today and carry the day otherwise', () => {
    expect(clockTime(at)).toBe('14:02');
    expect(clockTime(at, 'seconds')).toBe('14:02:06');
    expect(dayTime(at, at + 60_000)).toBe('14:02');
    expect(dayTime(at, new Date(2026, 10, 23).getTime())).toBe('22 Nov 14:02');
    expect(dayTime(at, new Date(2027, 0, 1).getTime(), 'seconds')).toBe('22 Nov 2026 14:02:06');
    expect(clockTime(Number.NaN)).toBe('unknown time');
  });

  it.each([
    [-5, '0 s'],
    [999, '0 s'],
    [2_000, '2 s'],
    [59_999, '59 s'],
    [240_000, '4 min'],
    [3 * 3_600_000, '3 h'],
    [9 * 86_400_000, '9 d'],
    [Number.NaN, '0 s'],
  ])('a length of %d ms is %s', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });

  it('are ages for activity, and never in the future', () => {
    expect(age(at, at + 240_000)).toBe('4 min ago');
    expect(age(at, at + 10)).toBe('now');
    expect(age(at, at - 3_600_000)).toBe('now');
  });

  it.each([
    [42_000, '0:42', '42 s'],
    [372_000, '6:12', '6:12'],
    [872_000, '14:32', '14:32'],
    [3_723_000, '1:02:03', '1:02:03'],
    [-1, '0:00', '0 s'],
    [400, '0:00', '1 s'],
  ])('%d ms run as %s and count down as %s', (ms, running, left) => {
    expect(stopwatch(ms)).toBe(running);
    expect(countdown(ms)).toBe(left);
  });
});

describe('words', () => {
  it('count and list as a sentence does', () => {
    expect([0, 1, 2].map((n) => count(n, 'helper'))).toEqual([
      '0 helpers',
      '1 helper',
      '2 helpers',
    ]);
    expect(count(2, 'entry', 'entries')).toBe('2 entries');
    expect(listed([])).toBe('');
    expect(listed(['a'])).toBe('a');
    expect(listed(['a', 'b', 'c'])).toBe('a, b and c');
  });

  it('become small at the beginning unless they are names', () => {
    expect(lowered('Sign-in refused by OpenAI')).toBe('sign-in refused by OpenAI');
    expect(lowered('OpenAI answered with an error (500)')).toBe(
      'OpenAI answered with an error (500)',
    );
    expect(lowered('Anthropic reported an error', 'Anthropic')).toBe('Anthropic reported an error');
    expect(lowered('127.0.0.1:1 refused')).toBe('127.0.0.1:1 refused');
  });

  it('are sizes in their largest unit', () => {
    expect([640_000, 310_000_000, 1_240_000_000].map(bytes)).toEqual([
      '640 kB',
      '310 MB',
      '1.2 GB',
    ]);
  });

  it('are cut to one line, and addresses to their host', () => {
    expect(oneLine('a\n  b\tc', 10)).toBe('a b c');
    expect(oneLine('abcdefghij', 5)).toBe('abcd…');
    expect(hostOf('wss://nas.local:18789/x')).toBe('nas.local:18789');
    expect(hostOf('https://ana:pw@example.org/v1')).toBe('example.org');
    expect(hostOf('OpenAI')).toBe('OpenAI');
  });
});
