import { realpath, stat } from 'node:fs/promises';

import type { Looks } from '../../electron/base/folder-look.ts';

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
};
