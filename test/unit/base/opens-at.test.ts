import { describe, expect, it } from 'vitest';
import { opensAtIn, opensAtOf } from '../../../electron/base/opens-at.ts';

const now = new Date(2026, 10, 29, 14, 0, 0).getTime();
const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const local = (...parts: readonly [number, number, number, number, number]): number =>
  new Date(...parts).getTime();

describe('when a limit opens again', () => {
  it.each([
    ['Please try again in 11.054s. Visit https://platform.openai.com', 11_054],
    ['Please try again in 6m0s.', 6 * minute],
    ['Please try again in 20ms.', 20],
    ['try again in 1h2m3s', hour + 2 * minute + 3 * second],
    ['Try again in 4 days 2 hours 3 minutes.', 98 * hour + 3 * minute],
    ['You have hit your usage limit. Try again in 2 minutes.', 2 * minute],
    ['{"error":{"type":"usage_limit_reached","resets_in_seconds":3600}}', hour],
    ['Retry-After: 30', 30 * second],
    ['{"retry_after":1.5}', 1_500],
    [`{"error":{"resets_at":${(now + hour) / 1_000}}}`, hour],
    [`{"error":{"resets_at":${now + hour}}}`, hour],
    [`{"resetsAt":"${new Date(now + hour).toISOString()}"}`, hour],
    [`{"resets_at":${(now - hour) / 1_000}}`, -hour],
  ])('%s', (text, ms) => {
    expect((opensAtIn(text, now) ?? NaN) - now).toBeCloseTo(ms, 3);
  });

  it.each([
    ['or try again at 3:04 PM.', local(2026, 10, 29, 15, 4)],
    ['or try again at 9:30 AM.', local(2026, 10, 30, 9, 30)],
    ['try again at 12:00 AM', local(2026, 10, 30, 0, 0)],
    ['try again at Dec 5th, 2026 3:04 PM.', local(2026, 11, 5, 15, 4)],
    ['Try again at January 1st, 2027 12:30 AM.', local(2027, 0, 1, 0, 30)],
  ])('%s', (text, at) => {
    expect(opensAtIn(text, now)).toBe(at);
  });

  it.each([
    '',
    'You exceeded your current quota, please check your plan.',
    'try again in a while',
    'try again later',
    'It happened again in 2026.',
    '{"resets_at":99999999999999999}',
    '{"resets_at":null}',
    '{"retry_after":99999999999}',
    'try again at noon',
  ])('is not known from “%s”', (text) => {
    expect(opensAtIn(text, now)).toBeNull();
  });

  it('is read as HTTP has it', () => {
    expect(opensAtOf('30', now)).toBe(now + 30 * second);
    expect(opensAtOf(new Date(now + hour).toUTCString(), now)).toBe(now + hour);
    for (const odd of [null, '', 'soon', '1e300']) expect(opensAtOf(odd, now)).toBeNull();
  });
});
