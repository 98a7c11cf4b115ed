import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes a whole file. */
export type ReplaceFile = (path: string, content: string | Uint8Array) => Promise<void>;

const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/**
 * Replaces a file as a whole (0600), through to the disk: after a crash or on a full disk the old
 * content is there, never a part of the new one. Two writes to one path must not overlap.
 */
export const replaceFile: ReplaceFile = async (path, content) => {
  const draft = `${path}.draft`;
  try {
    await rm(draft, { force: true });
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncFolder(dirname(path));
};
