import { endsItsOwn } from './isolated.ts';

// Joiners (200C, 200D) are left: Persian words and emoji are written with them, and they turn nothing round.
const UNSEEN = /[\p{Cc}\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF]/gu;

/**
 * A path or command as it may be shown: each character that is not seen, or that turns the direction of
 * others, as its code (`<U+202E>`). For the eye only: what is copied or run stays as it was. Pure.
 */
export const showCodes = (text: string): string =>
  text.replace(UNSEEN, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return `<U+${code}>`;
  });

const ISOLATION = /([\u2066-\u2069]+)/;

/**
 * A text as one line for places that know no markup: spaces where it had a new line or tab, and the code
 * of each other character that is not seen. Isolations stay where each ends in the text. Pure.
 */
export const plainLine = (text: string): string => {
  const line = text.replaceAll(/[\t-\r\u0085\u2028\u2029]+/g, ' ').trim();
  if (!endsItsOwn(line)) return showCodes(line);
  const parts = line.split(ISOLATION);
  return parts.map((part) => (ISOLATION.test(part) ? part : showCodes(part))).join('');
};
