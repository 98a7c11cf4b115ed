import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { projectRoot } from '../../build/electron/pinned.mjs';

/** One place of the sources that is written otherwise. */
export interface Edit {
  /** Relative to the project. */
  readonly file: string;
  /** Must be there exactly once. */
  readonly from: string;
  readonly to: string;
}

/** The text of a file as an edit leaves it; throws when the edit does not find its place there. */
export const edited = async ({ file, from, to }: Edit, root = projectRoot): Promise<string> => {
  const text = await readFile(join(root, file), 'utf8');
  if (text.split(from).length !== 2) {
    throw new Error(`${file} does not hold this text exactly once:\n${from}`);
  }
  return text.replace(from, () => to);
};
