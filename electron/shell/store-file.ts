import { copyFileSync, lstatSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Store from 'electron-store';
import { isRecord } from '../base/values.ts';

/** A small JSON file that is written whole and atomically. */
export interface StoreFile {
  /** What is in the file; undefined when there is none. Throws when it cannot be read or parsed. */
  read(): unknown;
  /** Replaces all that is in the file. Throws what the disk says, and then the old one is whole. */
  write(value: unknown): void;
  /**
   * Keeps what is there beside the file (`<name>.broken-<time>.json`) and answers its path. Only then
   * may a broken file be replaced by the next write.
   */
  quarantine(): string;
}

/** Far more than a person sets, and read at once. */
const mostBytes = 4 * 1024 * 1024;

/** A link that leads nowhere is there too. */
const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

/** The library opens what it is given and waits for it: a FIFO would hold the start for good. */
const mustBeReadable = (path: string): void => {
  const found = statSync(path);
  if (!found.isFile()) throw new Error(`${path} is no regular file`);
  if (found.size > mostBytes) throw new Error(`${path} has ${found.size} bytes`);
};

/** A store file `<name>.json` in `folder` (absolute), readable by its owner only. */
export const createStoreFile = (options: {
  readonly folder: string;
  readonly name: string;
  readonly now: () => number;
}): StoreFile => {
  const { folder, name, now } = options;
  const path = join(folder, `${name}.json`);
  let opened: Store | null = null;
  // Opening reads the file, and throws when it is broken: with `clearInvalidConfig` the library
  // would empty it instead.
  const open = (): Store => {
    if (isThere(path)) mustBeReadable(path);
    return (opened ??= new Store({
      cwd: folder,
      name,
      clearInvalidConfig: false,
      accessPropertiesByDotNotation: false,
      configFileMode: 0o600,
    }));
  };
  let isKept = false;
  const openToWrite = (): Store => {
    try {
      return open();
    } catch (error) {
      if (!isKept) throw error;
      rmSync(path, { force: true });
      return open();
    }
  };
  return {
    read: () => (isThere(path) ? { ...open().store } : undefined),
    write: (value) => {
      if (!isRecord(value)) throw new TypeError(`${name}.json holds an object`);
      openToWrite().store = value;
    },
    quarantine: () => {
      const aside = join(folder, `${name}.broken-${now()}.json`);
      isKept = true;
      if (!isThere(path)) return aside;
      try {
        mustBeReadable(path);
        copyFileSync(path, aside);
      } catch {
        // What cannot be copied can be moved.
        renameSync(path, aside);
      }
      return aside;
    },
  };
};
