import {
  secretForms,
  isGrantCode,
  isSecretKey,
  removed,
  withoutPatterns,
} from './secret-shapes.ts';

const textLimit = 64 * 1024;
const inputLimit = 1024 * 1024;
const depthLimit = 8;
const entryLimit = 200;

/** Takes secrets out of what is about to be written, shown or sent. */
export interface Redactor {
  /** Remembers a secret by value from now on; values under six characters are not looked for. */
  know(secret: string): void;
  /** The text without secrets, at most 64 KiB of it. */
  text(text: string): string;
  /** A plain copy of the data without secrets: bounded in depth, width and length; never throws. */
  data(value: unknown): unknown;
}

const escaped = (text: string): string => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&');

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** Makes a redactor that knows the patterns and names, and no value yet. */
export const createRedactor = (): Redactor => {
  const forms = new Set<string>();
  let known: RegExp | null = null;
  let longest = 0;

  const text = (input: string): string => {
    const tooLong = input.length > inputLimit;
    const head = tooLong ? input.slice(0, inputLimit) : input;
    const clean = withoutPatterns(known === null ? head : head.replace(known, removed));
    if (!tooLong && clean.length <= textLimit) return clean;
    // What was cut may have split a secret: its beginning must not stay behind at the end.
    const end = Math.min(textLimit, tooLong ? Math.max(0, clean.length - longest) : clean.length);
    return `${clean.slice(0, end)}… [cut]`;
  };

  const member = (
    key: string,
    value: unknown,
    depth: number,
    above: ReadonlySet<object>,
  ): unknown => {
    if (isSecretKey(key)) {
      if (typeof value === 'string') return value === '' ? '' : removed;
      if (typeof value === 'number' && !/tokens$/i.test(key)) return removed;
      if (Array.isArray(value)) {
        return value.map((item: unknown) =>
          typeof item === 'string' ? removed : walk(item, depth + 1, above),
        );
      }
    }
    if (typeof value === 'string' && isGrantCode(key, value)) return removed;
    return walk(value, depth + 1, above);
  };

  const entries = (
    pairs: Iterable<readonly [unknown, unknown]>,
    depth: number,
    above: ReadonlySet<object>,
  ): Record<string, unknown> => {
    const copy: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    let taken = 0;
    for (const [key, value] of pairs) {
      if ((taken += 1) > entryLimit) {
        copy['…'] = 'cut';
        break;
      }
      const name = typeof key === 'string' ? key : String(walk(key, depth + 1, above));
      copy[text(name)] = member(name, value, depth, above);
    }
    return copy;
  };

  const thrown = (error: Error, depth: number, above: ReadonlySet<object>): unknown => ({
    name: text(error.name),
    message: text(error.message),
    ...(error.stack === undefined ? {} : { stack: text(error.stack) }),
    ...(error.cause === undefined ? {} : { cause: walk(error.cause, depth + 1, above) }),
    ...entries(Object.entries(error), depth, above),
  });

  const walk = (value: unknown, depth: number, above: ReadonlySet<object>): unknown => {
    if (typeof value === 'string') return text(value);
    if (typeof value === 'bigint') return String(value);
    if (typeof value === 'function' || typeof value === 'symbol') return `[${typeof value}]`;
    if (!isRecord(value)) return value;
    if (above.has(value)) return '[circular]';
    if (depth > depthLimit) return '[deep]';
    const inside = new Set([...above, value]);
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
      return `[${value.byteLength} bytes]`;
    }
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
    if (value instanceof URL) return text(value.href);
    if (value instanceof Error) return thrown(value, depth, inside);
    if (value instanceof Map) return entries(value, depth, inside);
    if (value instanceof Set || Array.isArray(value)) {
      return [...value].slice(0, entryLimit).map((item) => walk(item, depth + 1, inside));
    }
    return entries(Object.entries(value), depth, inside);
  };

  return {
    know: (secret) => {
      for (const form of secretForms(secret)) forms.add(form);
      if (forms.size === 0) return;
      const longestFirst = [...forms].sort((a, b) => b.length - a.length);
      longest = longestFirst[0]?.length ?? 0;
      known = new RegExp(longestFirst.map(escaped).join('|'), 'g');
    },
    text,
    data: (value) => {
      try {
        return walk(value, 0, new Set());
      } catch {
        // A getter of the value threw; its text is not worth a crash.
        return '[unreadable]';
      }
    },
  };
};

/** Takes secrets out of a text. */
export type Redact = (text: string) => string;

/**
 * The same data with every text in it redacted: what a gateway says may repeat what it was sent.
 * Plain data only; names of members and what is no text stay as they are.
 */
export const redactedTexts = <T>(data: T, redact: Redact): T => {
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return redact(value);
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, walk(one)]));
  };
  // Texts are exchanged for texts and nothing else, so that the shape is the same.
  return walk(data) as T;
};
