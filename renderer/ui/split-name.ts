const KEPT_WHOLE = 20;
const END = 8;

const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * A name as a start that may be cut and an end that stays, where names that differ do so most often.
 * A short one is all start. No character is cut in two, and both together are the name. Pure.
 */
export const splitName = (name: string): { readonly start: string; readonly end: string } => {
  const all = Array.from(characters.segment(name), ({ segment }) => segment);
  if (all.length <= KEPT_WHOLE) return { start: name, end: '' };
  return { start: all.slice(0, -END).join(''), end: all.slice(-END).join('') };
};
