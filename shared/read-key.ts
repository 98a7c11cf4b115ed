/** A key as somebody pasted it: what is certain is cleaned, what is not is said. */
export type ReadKey =
  | { readonly kind: 'key'; readonly key: string }
  /** `what` is in it that no key has, in words that go on a sentence. */
  | { readonly kind: 'foreign'; readonly what: string };

/** Nobody sees these, and no key has them. */
const unseen = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/g;

/** A name before it, as a shell, an .env file or a header of HTTP has it. */
const name =
  /^(?:export[ \t]{1,8}|set[ \t]{1,8}|\$env:)?[A-Za-z][A-Za-z0-9_-]{0,63}(?:key|token|authorization)[ \t]{0,8}[=:][ \t]{0,8}/i;
const headerName = /^authorization[ \t]{0,8}:[ \t]{0,8}/i;
const bearer = /^bearer[ \t]{1,8}/i;

const quotes: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '`': '`',
  '“': '”',
  '‘': '’',
  '„': '“',
  '«': '»',
  '<': '>',
};

const unquoted = (text: string): string => {
  const last = quotes[text.charAt(0)];
  return last !== undefined && text.length > 1 && text.endsWith(last)
    ? text.slice(1, -1).trim()
    : text;
};

/** UTF-16 that was read as UTF-8 has a NUL beside each character. */
const narrowed = (text: string): string => {
  const whole = text.replace(/^(?:\uFFFD{2}|\uFEFF)/, '');
  return /^(?:[^\0]\0)+$/.test(whole) || /^(?:\0[^\0])+$/.test(whole)
    ? whole.replaceAll('\0', '')
    : text;
};

/** Beginnings of keys that are long enough to be there twice only when there are two. */
const beginnings = ['sk-proj-', 'sk-svcacct-', 'sk-ant-', 'sk-or-v1-', 'practice-'];

const isTwice = (text: string): boolean => {
  const half = text.length / 2;
  if (text.length >= 40 && text.slice(0, half) === text.slice(half)) return true;
  return beginnings.some((begin) => text.startsWith(begin) && text.indexOf(begin, 1) > 0);
};

/** Quotes around a name before quotes around a word: there are not more about a key. */
const layers = 5;

const foreign = (what: string): ReadKey => ({ kind: 'foreign', what });

/**
 * Reads a key as people paste it. Zero-width characters, quotes around it, a name in front
 * (`OPENAI_API_KEY=`, `Bearer`) and UTF-16 are taken off; a line break, a space, a control or any other
 * character within it is said. Pure.
 */
export const readKey = (text: string): ReadKey => {
  let key = narrowed(text).replaceAll(unseen, '').trim();
  for (let layer = 0; layer < layers; layer += 1) {
    const named = key.replace(headerName, '').replace(name, '').replace(bearer, '');
    // Of a name that is all there is, nothing would be left.
    key = unquoted(named === key ? key : named.replace(/;$/, '').trim());
  }
  if (key === '') return foreign('nothing is left of it without its name and quotes');
  if (key.includes('\0')) return foreign('there is a NUL in it, as of a file in another encoding');
  if (/[\r\n]/.test(key)) {
    return foreign('there is a line break in it, as between two keys: paste one key alone');
  }
  if (/\s/.test(key)) return foreign('there is a space in it: paste the key alone');
  if (/[\0-\x1F\x7F-\x9F]/.test(key)) return foreign('there is a control character in it');
  const odd = /[^\x21-\x7E]/u.exec(key)?.[0];
  if (odd !== undefined) return foreign(`“${odd}” is in it, which no key has`);
  if (isTwice(key)) return foreign('these are two keys: paste one alone');
  return { kind: 'key', key };
};
