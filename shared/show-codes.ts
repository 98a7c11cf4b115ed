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
