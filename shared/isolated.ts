const TURNS =
  /[\p{Bidi_Control}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const ISOLATES = /[\u2066-\u2069]/g;

/**
 * A name as it may stand in a sentence: one that is written from right to left, or that has characters
 * which turn others round, moves nothing beside it. Any other is as it was. Pure.
 */
export const isolated = (name: string): string =>
  TURNS.test(name) ? `\u2068${name.replace(ISOLATES, '')}\u2069` : name;
