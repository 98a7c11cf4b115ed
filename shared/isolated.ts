const TURNS =
  /[\p{Bidi_Control}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const ISOLATES = /[\u2066-\u2069]/g;
const END = '\u2069';

/** True where each isolation in the text ends in it, and none ends that began before it. Pure. */
export const endsItsOwn = (text: string): boolean => {
  let open = 0;
  for (const [mark] of text.matchAll(ISOLATES)) {
    open += mark === END ? -1 : 1;
    if (open < 0) return false;
  }
  return open === 0;
};

const isOnePiece = (text: string): boolean =>
  text.startsWith('\u2068') && text.endsWith(END) && endsItsOwn(text.slice(1, -1));

/**
 * A name as it may stand in a sentence: one that is written from right to left, or that has characters
 * which turn others round, moves nothing beside it. Any other is as it was, and so is one that is
 * isolated already. Pure.
 */
export const isolated = (name: string): string => {
  if (!TURNS.test(name) || isOnePiece(name)) return name;
  return `\u2068${endsItsOwn(name) ? name : name.replace(ISOLATES, '')}${END}`;
};
