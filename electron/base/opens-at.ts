const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** A limit that lasts longer is none that anybody meant. */
const longestLimitMs = 366 * day;

/** Of a text this much is read. */
const readLength = 8 * 1024;

const within = (at: number, now: number): number | null =>
  at > now - longestLimitMs && at <= now + longestLimitMs ? at : null;

/** Seconds or a date, as HTTP's `Retry-After` has it; null when neither can be read, or it is years away. */
export const opensAtOf = (retryAfter: string | null, now: number): number | null => {
  if (retryAfter === null || retryAfter.trim() === '') return null;
  const seconds = Number(retryAfter);
  return within(Number.isFinite(seconds) ? now + seconds * second : Date.parse(retryAfter), now);
};

/** Epoch seconds, epoch milliseconds, or a date in words. */
const moment = (text: string, now: number): number | null => {
  const value = Number(text);
  if (!Number.isFinite(value)) return within(Date.parse(text), now);
  return within(value < 1e11 ? value * second : value, now);
};

const units: readonly (readonly [RegExp, number])[] = [
  [/^(?:ms|milliseconds?)$/, 1],
  [/^(?:s|secs?|seconds?)$/, second],
  [/^(?:m|mins?|minutes?)$/, minute],
  [/^(?:h|hrs?|hours?)$/, hour],
  [/^(?:d|days?)$/, day],
];

/** `6m0s`, `1.5 seconds`, `4 days 2 hours 3 minutes`; null for anything else. */
const span = (text: string): number | null => {
  let ms = 0;
  let parts = 0;
  for (const [, value = '', unit = ''] of text.matchAll(
    /(\d{1,9}(?:\.\d{1,9})?)\s{0,3}([a-z]{1,12})/g,
  )) {
    const size = units.find(([name]) => name.test(unit))?.[1];
    if (size === undefined) break;
    ms += Number(value) * size;
    parts += 1;
  }
  return parts === 0 ? null : ms;
};

/** The clock of this computer at `3:04 PM`, today or else tomorrow. */
const nextClock = (text: string, now: number): number | null => {
  const found = /^(\d{1,2}):(\d{2})\s?([ap])m/i.exec(text);
  if (found === null) return null;
  const [, hours = '', minutes = '', half = ''] = found;
  const date = new Date(now);
  date.setHours(
    (Number(hours) % 12) + (half.toLowerCase() === 'p' ? 12 : 0),
    Number(minutes),
    0,
    0,
  );
  // A minute that has just begun is this one.
  if (date.getTime() < now - minute) date.setDate(date.getDate() + 1);
  return date.getTime();
};

/** `Nov 30th, 2026 3:04 PM`, as codex has it. */
const dated = (text: string, now: number): number | null => {
  const found =
    /^([a-z]{3,9} \d{1,2})(?:st|nd|rd|th)?,? (\d{4})(?:,| at)? (\d{1,2}:\d{2} ?[ap]m)/i.exec(text);
  return found === null ? null : within(Date.parse(`${found[1]}, ${found[2]} ${found[3]}`), now);
};

/**
 * When a limit opens again (epoch ms), by the text of whoever refused: a member `resets_at` or
 * `resets_in_seconds`, a header `Retry-After`, or “try again in 6m0s” and “try again at 3:04 PM” as
 * OpenAI and codex have them. Null when no time is in it, or one years away. It may be past. Pure.
 */
export const opensAtIn = (text: string, now: number): number | null => {
  const read = text.slice(0, readLength);
  const at = /["']?resets?_?at["']?\s{0,3}[:=]\s{0,3}["']?([0-9TZ:.+-]{8,35})/i.exec(read)?.[1];
  const left =
    /["']?(?:resets?_in_seconds|retry[_-]after(?:_seconds)?)["']?\s{0,3}[:=]\s{0,3}["']?(\d{1,9}(?:\.\d{1,6})?)(?![\d:-])/i.exec(
      read,
    )?.[1];
  const when = /again (in|at|after) ([^"\n]{1,80})/i.exec(read);
  const words = (when?.[2] ?? '').trim();
  const inMs = when?.[1]?.toLowerCase() === 'at' ? null : span(words.toLowerCase());
  return (
    (at === undefined ? null : moment(at, now)) ??
    (left === undefined ? null : opensAtOf(left, now)) ??
    (inMs === null ? null : within(now + inMs, now)) ??
    dated(words, now) ??
    nextClock(words, now)
  );
};
