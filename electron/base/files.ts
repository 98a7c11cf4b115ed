import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { lstat, open, opendir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { closingInherited } from './close-inherited.ts';
import { errnoOf } from './values.ts';

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

/** Writes a new file that only its owner may read (0600); rejects with EEXIST where one is. */
export const writeNewFile = async (path: string, content: string): Promise<void> => {
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(content);
  } finally {
    await handle.close();
  }
};

/**
 * The path of a file or folder directly in `folder`, named by what came from outside. Throws for a
 * name that would lead anywhere else: `.`, `..`, one with a slash or NUL in it, the empty one.
 */
export const childPath = (folder: string, name: string): string => {
  if (name === '' || name === '.' || name === '..' || /[/\0]/.test(name)) {
    throw new Error('a name that is no file name');
  }
  return join(folder, name);
};

/** True for a folder, or a link to one, that can be looked at. */
export const isFolder = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
};

/** A file that is not what is to be read: no regular one, or too large. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
}

/**
 * Reads a regular file of at most `maxBytes`. Follows no link, unless `links` says so for a file that
 * is the person's own, and waits for nobody: a FIFO, a device or a larger file is an
 * `UnreadableFile`. Rejects else with what the system says.
 */
export const readRegularFile = async (
  path: string,
  maxBytes: number,
  links: 'none' | 'followed' = 'none',
): Promise<Buffer> => {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  const handle = await open(path, O_RDONLY | O_NONBLOCK | (links === 'none' ? O_NOFOLLOW : 0));
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw new UnreadableFile('it is no regular file');
    if (found.size > maxBytes) throw new UnreadableFile(`it has ${found.size} bytes`);
    const content = await handle.readFile();
    if (content.length > maxBytes) throw new UnreadableFile('it grew while it was read');
    return content;
  } finally {
    await handle.close();
  }
};

/** What the system says when the trouble is ours or passes: the file itself may be a good one. */
const passing: ReadonlySet<unknown> = new Set(['ENOENT', 'EMFILE', 'ENFILE', 'ENOMEM', 'EIO']);

/** True for what `readRegularFile` throws of a file that will never be read, whoever tries. Pure. */
export const isUnreadable = (thrown: unknown): boolean => !passing.has(errnoOf(thrown));

/**
 * Puts a file or folder that cannot be read out of the way: renames it to `<path>.broken`, or to
 * `.broken-2` and so on where that is taken. Answers its new path; rejects with what the disk says.
 */
export const setAside = async (path: string): Promise<string> => {
  for (let n = 1; ; n += 1) {
    const aside = n === 1 ? `${path}.broken` : `${path}.broken-${n}`;
    const isTaken = await lstat(aside).then(
      () => true,
      () => false,
    );
    if (isTaken) continue;
    await rename(path, aside);
    return aside;
  }
};

// A folder that may not be written in, as Go's cache of modules, keeps what is in it: then it may.
const removeScript = `
rm -rf --one-file-system -- "$1" 2>/dev/null && exit
chmod -R u+rwX -- "$1" 2>/dev/null
exec rm -rf --one-file-system -- "$1"
`;

/** How long a folder may take to go; one of a million files takes some ten seconds. */
const removeMs = 120_000;

/** So many entries are gone sooner than a process is started for them, which holds this one up. */
const fewEntries = 200;

const holdsFew = async (path: string): Promise<boolean> => {
  const folders = [path];
  let entries = 0;
  for (const folder of folders) {
    for await (const entry of await opendir(folder)) {
      entries += 1;
      if (entries > fewEntries) return false;
      if (entry.isDirectory()) folders.push(join(folder, entry.name));
    }
  }
  return true;
};

/**
 * Removes a folder that others have filled, with all that is in it; twice is safe. Where there is
 * much, or what cannot be removed as it is, a process of its own does it: however deep it is and
 * however long it hangs, no thread of ours waits for it, and what is mounted in it is left alone.
 * Rejects when any of it is left.
 */
export const removeFolder = async (path: string): Promise<void> => {
  try {
    if (await holdsFew(path)) {
      await rm(path, { recursive: true, force: true });
      return;
    }
  } catch {
    const isGone = await lstat(path).then(
      () => false,
      (thrown: unknown) => errnoOf(thrown) === 'ENOENT',
    );
    if (isGone) return;
    // It cannot be read, or keeps what is in it: the process has other means.
  }
  const [file, args] = closingInherited('/bin/sh', ['-c', removeScript, 'sh', path]);
  await promisify(execFile)(file, args, {
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
    timeout: removeMs,
    killSignal: 'SIGKILL',
  });
};
