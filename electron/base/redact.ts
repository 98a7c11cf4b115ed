import {
  secretForms,
  isGrantCode,
  isSecretKey,
  removed,
  withoutPatterns,
} from './secret-shapes.ts';

/** Shorter secrets are not looked for across white space: words beside words would match. */
const wrappedMin = 12;
const textLimit = 64 * 1024;
const inputLimit = 1024 * 1024;
const depthLimit = 8;
const entryLimit = 200;

/** Takes known secrets out of text that comes in pieces, also one that lies in two of them. */
export interface KnownInStream {
  /** The text up to where a secret may have begun; the rest waits for what comes. */
  push(piece: string): string;
  /** What waits still: nothing more comes. */
  flush(): string;
}

/** Takes secrets out of what is about to be written, shown or sent. */
export interface Redactor {
  /** Remembers a secret by value from now on; values under six characters are not looked for. */
  know(secret: string): void;
  /** The text without secrets, at most 64 KiB of it. */
  text(text: string): string;
  /** The whole text without the secrets that are known by value; shapes and names stay. */
  known(text: string): string;
  /** For text that comes in pieces. */
  stream(): KnownInStream;
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
  let ordered: readonly string[] = [];

  /** Known secrets with white space between their characters, as a mail or a terminal wraps them. */
  const withoutWrapped = (text: string): string => {
    if (!/\s/.test(text)) return text;
    const squeezed = text.replaceAll(/\s+/g, '');
    const wrapped = ordered.filter((form) => form.length >= wrappedMin && squeezed.includes(form));
    if (wrapped.length === 0) return text;
    const at: number[] = [];
    for (let n = 0; n < text.length; n += 1) if (!/\s/.test(text.charAt(n))) at.push(n);
    const gone: (readonly [from: number, to: number])[] = [];
    for (const form of wrapped) {
      for (let from = squeezed.indexOf(form); from !== -1;) {
        const last = from + form.length - 1;
        gone.push([at[from] ?? 0, (at[last] ?? 0) + 1]);
        from = squeezed.indexOf(form, last + 1);
      }
    }
    let clean = '';
    let from = 0;
    for (const [start, end] of gone.sort(([a], [b]) => a - b)) {
      if (start >= from) clean += text.slice(from, start) + removed;
      from = Math.max(from, end);
    }
    return clean + text.slice(from);
  };

  const withoutKnown = (text: string): string =>
    known === null ? text : withoutWrapped(text.replace(known, removed));

  /** How much of the end of a text may be the beginning of a known secret. */
  const begun = (text: string): number => {
    for (let length = Math.min(text.length, longest - 1); length > 0; length -= 1) {
      const end = text.slice(-length);
      if (ordered.some((form) => form.length > length && form.startsWith(end))) return length;
    }
    return 0;
  };

  const text = (input: string): string => {
    const tooLong = input.length > inputLimit;
    const head = tooLong ? input.slice(0, inputLimit) : input;
    const clean = withoutPatterns(withoutKnown(head));
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
      ordered = [...forms].sort((a, b) => b.length - a.length);
      longest = ordered[0]?.length ?? 0;
      known = new RegExp(ordered.map(escaped).join('|'), 'g');
    },
    text,
    known: withoutKnown,
    stream: () => {
      let waiting = '';
      return {
        push: (piece) => {
          if (known === null && waiting === '') return piece;
          const clean = withoutKnown(waiting + piece);
          const length = begun(clean);
          waiting = length === 0 ? '' : clean.slice(-length);
          return length === 0 ? clean : clean.slice(0, -length);
        },
        flush: () => {
          const rest = waiting;
          waiting = '';
          return rest;
        },
      };
    },
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
