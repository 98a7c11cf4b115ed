import { cp, mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises';
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

const parts = [
  ...['electron', 'renderer', 'shared', 'build', 'test'],
  ...['package.json', 'tsconfig.json', 'README.md', 'LICENSE'],
];

/**
 * Copies the sources beside the project's own modules and writes `edits` into the copy: a product
 * that is broken on purpose. Answers its folder; throws when an edit no longer finds its place.
 */
export const copyProject = async (edits: readonly Edit[]): Promise<string> => {
  const root = await mkdtemp(join(process.env.TMPDIR ?? '/tmp', 'project-'));
  for (const part of parts) {
    await cp(join(projectRoot, part), join(root, part), { recursive: true });
  }
  await symlink(join(projectRoot, 'node_modules'), join(root, 'node_modules'));
  for (const { file, from, to } of edits) {
    const text = await readFile(join(root, file), 'utf8');
    if (text.split(from).length !== 2) {
      throw new Error(`${file} does not hold this text exactly once:\n${from}`);
    }
    await writeFile(
      join(root, file),
      text.replace(from, () => to),
    );
  }
  return root;
};
