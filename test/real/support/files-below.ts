import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Place } from './places-of.ts';

/** Every file below a folder, byte for byte; what went meanwhile is empty. */
export const filesBelow = async (folder: string): Promise<readonly Place[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(
    names.map(async (name) => ({ name, text: await readFile(name, 'latin1').catch(() => '') })),
  );
};
