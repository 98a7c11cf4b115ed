import type { OutputChunk } from '../../shared/state.ts';

/** Both lists in order, where a chunk that continues the last one of its helper is joined to it. */
export const mergeOutput = (
  older: readonly OutputChunk[],
  newer: readonly OutputChunk[],
): readonly OutputChunk[] => {
  const merged = [...older];
  for (const chunk of newer) {
    const index = merged.findLastIndex(({ helperId }) => helperId === chunk.helperId);
    const last = merged[index];
    if (last !== undefined && last.from + last.text.length === chunk.from) {
      merged[index] = { ...last, text: last.text + chunk.text };
    } else {
      merged.push(chunk);
    }
  }
  return merged;
};
