import { cp, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { projectRoot } from '../../build/electron/pinned.mjs';
import { edited } from './edited.ts';
import type { Edit } from './edited.ts';

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
  for (const edit of edits) await writeFile(join(root, edit.file), await edited(edit, root));
  return root;
};
