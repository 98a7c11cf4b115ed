import type { OutputChunk } from '../../shared/state.ts';

/** Characters that are kept on the page. */
export const KEPT = 1_000_000;

/** Characters of one block: small enough to lay out at once, and never changed once it is full. */
export const BLOCK = 8_192;

/** A stretch of output in blocks; all but the last are at least `BLOCK` long and end with a line. */
export interface OutputText {
  /** Cursor of the first character kept. */
  readonly from: number;
  /** Cursor after the last character. */
  readonly end: number;
  readonly blocks: readonly OutputBlock[];
}

export interface OutputBlock {
  readonly at: number;
  readonly text: string;
}

export const emptyText: OutputText = { from: 0, end: 0, blocks: [] };

/** Cuts after the first line end behind `BLOCK`, or hard at twice that. */
const firstCut = (text: string): number | null => {
  if (text.length <= BLOCK) return null;
  const line = text.indexOf('\n', BLOCK - 1);
  if (line >= 0 && line < 2 * BLOCK) return line + 1;
  return text.length > 2 * BLOCK ? 2 * BLOCK : null;
};

const blocked = (at: number, text: string): readonly OutputBlock[] => {
  const blocks: OutputBlock[] = [];
  let start = 0;
  for (;;) {
    const rest = text.slice(start);
    const cut = firstCut(rest);
    if (cut === null || cut === rest.length) {
      if (rest !== '') blocks.push({ at: at + start, text: rest });
      return blocks;
    }
    blocks.push({ at: at + start, text: rest.slice(0, cut) });
    start += cut;
  }
};

const bounded = (text: OutputText): OutputText => {
  const { blocks, end } = text;
  const first = blocks.findIndex(({ at, text: { length } }) => end - (at + length) < KEPT);
  if (first <= 0) return text;
  const kept = blocks.slice(first);
  return { ...text, blocks: kept, from: kept[0]?.at ?? end };
};

/**
 * The text with a chunk added at its end. An overlap is taken once; a chunk that begins later means
 * that what lies between is not kept anywhere, and the text starts anew there. The same object when
 * nothing is new. Pure.
 */
export const appendText = (old: OutputText, chunk: OutputChunk): OutputText => {
  const end = chunk.from + chunk.text.length;
  if (end <= old.end) return old;
  if (chunk.from > old.end) {
    return bounded({ from: chunk.from, end, blocks: blocked(chunk.from, chunk.text) });
  }
  const fresh = chunk.text.slice(old.end - chunk.from);
  const last = old.blocks.at(-1);
  const tail =
    last === undefined ? blocked(old.end, fresh) : [...blocked(last.at, last.text + fresh)];
  return bounded({
    from: old.blocks.length === 0 ? old.end : old.from,
    end,
    blocks: [...old.blocks.slice(0, -1), ...tail],
  });
};
