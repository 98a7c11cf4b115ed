const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const two = (value: number): string => String(value).padStart(2, '0');

/** Local time of an event, 24 h: `14:02`, or `14:02:06` with seconds. `at` in epoch ms. */
export const clockTime = (at: number, precision: 'minutes' | 'seconds' = 'minutes'): string => {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return 'unknown time';
  const short = `${two(date.getHours())}:${two(date.getMinutes())}`;
  return precision === 'seconds' ? `${short}:${two(date.getSeconds())}` : short;
};

/** `14:02` for today, `22 Nov 14:02` for another day (with its year when that differs). */
export const dayTime = (
  at: number,
  now: number,
  precision: 'minutes' | 'seconds' = 'minutes',
): string => {
  const date = new Date(at);
  const today = new Date(now);
  const time = clockTime(at, precision);
  if (Number.isNaN(date.getTime()) || date.toDateString() === today.toDateString()) return time;
  const year = date.getFullYear() === today.getFullYear() ? '' : ` ${date.getFullYear()}`;
  return `${date.getDate()} ${months[date.getMonth()] ?? ''}${year} ${time}`;
};

/** ISO 8601 for a machine to read; undefined for what is no time. `at` in epoch ms. */
export const machineTime = (at: number): string | undefined => {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
};

/** A length of time in its largest unit: `2 s`, `4 min`, `3 h`, `9 d`. Never negative. */
export const duration = (ms: number): string => {
  if (!Number.isFinite(ms) || ms < second) return '0 s';
  if (ms < minute) return `${Math.floor(ms / second)} s`;
  if (ms < hour) return `${Math.floor(ms / minute)} min`;
  if (ms < day) return `${Math.floor(ms / hour)} h`;
  return `${Math.floor(ms / day)} d`;
};

/** How long ago something happened: `4 min ago`; `now` within a second or when clocks disagree. */
export const age = (at: number, now: number): string =>
  now - at < second ? 'now' : `${duration(now - at)} ago`;

/** A running time: `0:42`, `6:12`, `1:02:03`. Never negative. */
export const stopwatch = (ms: number): string => {
  const seconds = Number.isFinite(ms) ? Math.max(0, Math.floor(ms / second)) : 0;
  const tail = two(seconds % 60);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${tail}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${tail}`;
};

/** What is left: `8 s` under a minute, `14:32` above; rounds up so that it ends at `0 s`. */
export const countdown = (ms: number): string => {
  const seconds = Number.isFinite(ms) ? Math.max(0, Math.ceil(ms / second)) : 0;
  return seconds < 60 ? `${seconds} s` : stopwatch(seconds * second);
};

/** A size in its largest unit: `640 kB`, `310 MB`, `1.2 GB`. */
export const bytes = (n: number): string => {
  if (n < 1e6) return `${Math.round(n / 1e3)} kB`;
  return n < 1e9 ? `${Math.round(n / 1e6)} MB` : `${(n / 1e9).toFixed(1)} GB`;
};

/** A number with its noun: `1 helper`, `4 helpers`, `2 entries` with an irregular plural given. */
export const count = (n: number, noun: string, plural = `${noun}s`): string =>
  `${n} ${n === 1 ? noun : plural}`;

/** Joins as a sentence does: `a`, `a and b`, `a, b and c`. */
export const listed = (items: readonly string[]): string =>
  items.length < 2
    ? (items[0] ?? '')
    : `${items.slice(0, -1).join(', ')} and ${items[items.length - 1] ?? ''}`;

/** The text with a capital first letter. */
export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The text with a small first letter, unless it starts with `name` or a word such as `OpenAI`. */
export const lowered = (text: string, name = ''): string =>
  (name === '' || !text.startsWith(name)) && /^[A-Z][a-z'-]*(?:[\s,:.]|$)/.test(text)
    ? text.charAt(0).toLowerCase() + text.slice(1)
    : text;

/** The ends that isolations of a cut text have lost. */
const endsOf = (cut: string): string => {
  let open = 0;
  for (const [mark] of cut.matchAll(/[\u2066-\u2069]/g)) open += mark === '\u2069' ? -1 : 1;
  return '\u2069'.repeat(Math.max(0, open));
};

/** The text cut to `max` characters with an ellipsis, on one line; an isolation in it still ends. */
export const oneLine = (text: string, max: number): string => {
  const flat = text.replace(/\s+/g, ' ').trim();
  if (flat.length <= max) return flat;
  const cut = flat.slice(0, Math.max(0, max - 1)).trimEnd();
  return `${cut}…${endsOf(cut)}`;
};

/** The longest run without white space that `cutText` takes for one word. */
const longestWord = 512;

/**
 * The text with at most `max` characters, an ellipsis behind what was cut. It is cut between words:
 * half a word may be half of a secret, which nobody would know again.
 */
export const cutText = (text: string, max: number): string => {
  if (text.length <= max) return text;
  const head = text.slice(0, Math.max(0, max - 1));
  const nearest = Math.max(0, head.length - longestWord);
  let end = head.length;
  while (end > nearest && !/\s/.test(head.charAt(end - 1))) end -= 1;
  return `${end > nearest ? head.slice(0, end).trimEnd() : head}…`;
};

/** The text without the characters of `gone` that it ends with; time in line with their number. */
export const withoutEnd = (text: string, gone: string): string => {
  let end = text.length;
  while (end > 0 && gone.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
};

/** `host:port` of an address, or the address itself when it is not one. */
export const hostOf = (address: string): string => {
  const found = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/@?#]*@)?([^/?#]+)/i.exec(address);
  return found?.[1] ?? address;
};
