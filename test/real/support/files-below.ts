import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Place } from './places-of.ts';

/** Every file below a folder, byte for byte; what goes while it is looked at is left out. */
export const filesBelow = async (folder: string): Promise<readonly Place[]> => {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found = entries.map(async (entry): Promise<readonly Place[]> => {
    const name = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(name);
    if (!entry.isFile()) return [];
    return [{ name, text: await readFile(name, 'latin1').catch(() => '') }];
  });
  return (await Promise.all(found)).flat();
};
