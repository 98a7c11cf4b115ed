import { readdir, realpath, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { readRegularFile, UnreadableFile } from '../../electron/base/files.ts';
import type { Looks } from '../../electron/base/folder-look.ts';
import { errnoOf } from '../../electron/base/values.ts';

const list: Looks['list'] = async (folder, names) => {
  try {
    const there = await readdir(folder);
    return names.filter((name) => there.includes(name));
  } catch {
    return null;
  }
};

/** Looks that cost no process, for places that are known to answer. */
export const promptLooks: Looks = {
  look: async (path) => {
    try {
      const found = await stat(path);
      return found.isDirectory()
        ? { kind: 'folder', realPath: await realpath(path) }
        : { kind: 'no-folder' };
    } catch {
      return { kind: 'missing' };
    }
  },
  resolve: (paths) =>
    Promise.all(
      paths.map((path) =>
        realpath(path).then(
          (real) => ({ path: real, exists: true }),
          () => ({ path, exists: false }),
        ),
      ),
    ),
  readFile: async ({ path, maxBytes }) => {
    try {
      return { kind: 'read', content: await readRegularFile(path, maxBytes, 'followed') };
    } catch (thrown) {
      return thrown instanceof UnreadableFile
        ? { kind: 'no-file' }
        : { kind: 'failed', code: String(errnoOf(thrown)) };
    }
  },
  list,
  clear: async (folder, names) => {
    // What is no empty folder stays.
    for (const name of names) await rmdir(join(folder, name)).catch(() => undefined);
    return list(folder, names);
  },
};
