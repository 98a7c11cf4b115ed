import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';

import { childPath, replaceFile, type ReplaceFile } from '../../base/files.ts';
import type { Log } from '../../base/log.ts';
import { placesIn } from '../../base/paths.ts';
import { parseRecord, type HistoryRecord } from './history-record.ts';

/** The few file operations that the history needs; tests give some that fail. */
export interface HistoryFiles {
  /** The names in a folder, which is made when it is not there. */
  list(folder: string): Promise<readonly string[]>;
  read(file: string): Promise<string>;
  readonly replace: ReplaceFile;
  rename(from: string, to: string): Promise<void>;
  remove(file: string): Promise<void>;
}

/** The real files. */
export const historyFiles: HistoryFiles = {
  list: async (folder) => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return readdir(folder);
  },
  read: (file) => readFile(file, 'utf8'),
  replace: replaceFile,
  rename: (from, to) => rename(from, to),
  remove: (file) => rm(file, { force: true }),
};

export interface HistoryDeps {
  readonly home: string;
  readonly files: HistoryFiles;
  readonly log: Log;
  /** A write failed, or works again. The app goes on either way. */
  readonly onTrouble: (thrown: unknown) => void;
  readonly onBroken: (file: string) => void;
}

const suffix = '.json';

/** The helpers of this and earlier runs, one file each under `helpers/`, written atomically. */
export class HistoryStore {
  readonly #deps: HistoryDeps;
  readonly #folder: string;
  /** Newest wanted content per helper; null removes it. */
  readonly #wanted = new Map<string, HistoryRecord | null>();
  #writing: Promise<void> | null = null;

  constructor(deps: HistoryDeps) {
    this.#deps = deps;
    this.#folder = placesIn(deps.home).helpers;
  }

  /** All records, oldest first. A file that is none is kept beside as `<name>.broken`. */
  async load(): Promise<readonly HistoryRecord[]> {
    const { files } = this.#deps;
    try {
      const names = await files.list(this.#folder);
      const records = await Promise.all(
        names.filter((name) => name.endsWith(suffix)).map((name) => this.#read(name)),
      );
      return records
        .filter((record) => record !== null)
        .sort((a, b) => a.view.queuedAt - b.view.queuedAt);
    } catch (thrown) {
      this.#deps.onTrouble(thrown);
      return [];
    }
  }

  /** Saves soon; only the newest of several is written. */
  save(record: HistoryRecord): void {
    this.#want(record.view.id, record);
  }

  remove(id: string): void {
    this.#want(id, null);
  }

  /** Settles when everything wanted so far was written, or could not be. */
  async flush(): Promise<void> {
    while (this.#writing !== null) await this.#writing;
  }

  #want(id: string, record: HistoryRecord | null): void {
    this.#wanted.set(id, record);
    this.#writing ??= this.#writeAll();
  }

  async #writeAll(): Promise<void> {
    for (;;) {
      // Several changes of one turn of the event loop become one write.
      await Promise.resolve();
      const [next] = this.#wanted;
      if (next === undefined) {
        this.#writing = null;
        return;
      }
      const [id, record] = next;
      this.#wanted.delete(id);
      await this.#write(id, record).catch((thrown: unknown) => {
        this.#deps.log.warn('history.not-written', { id, error: String(thrown) });
        this.#deps.onTrouble(thrown);
      });
    }
  }

  async #write(id: string, record: HistoryRecord | null): Promise<void> {
    const { files } = this.#deps;
    const file = childPath(this.#folder, id + suffix);
    if (record === null) await files.remove(file);
    else await files.replace(file, JSON.stringify(record));
  }

  async #read(name: string): Promise<HistoryRecord | null> {
    const { files, log } = this.#deps;
    const file = path.join(this.#folder, name);
    try {
      const record = parseRecord(await files.read(file));
      if (record?.view.id === name.slice(0, -suffix.length)) return record;
      await files.rename(file, `${file}.broken`);
      this.#deps.onBroken(`${file}.broken`);
    } catch (thrown) {
      log.warn('history.not-read', { name, error: String(thrown) });
    }
    return null;
  }
}
