import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';

import type { Clock } from '../../base/clock.ts';
import {
  childPath,
  isUnreadable,
  readRegularFile,
  replaceFile,
  setAside,
  UnreadableFile,
  type ReplaceFile,
} from '../../base/files.ts';
import type { Log } from '../../base/log.ts';
import { placesIn } from '../../base/paths.ts';
import { parseRecord, type HistoryRecord } from './history-record.ts';

/** The few file operations that the history needs; tests give some that fail. */
export interface HistoryFiles {
  /** The names in a folder, which is made when it is not there. */
  list(folder: string): Promise<readonly string[]>;
  /** Waits for nobody: what is no regular file, or too large, is an `UnreadableFile`. */
  read(file: string): Promise<string>;
  readonly replace: ReplaceFile;
  /** Answers where it is now. */
  setAside(file: string): Promise<string>;
  remove(file: string): Promise<void>;
}

/** Of one record; a real one has 16 KiB of output and a timeline. */
const mostBytes = 4 * 1024 * 1024;
/** Of all records, in UTF-16 units: more would hold up the start. */
const mostInAll = 64 * 1024 * 1024;
/** What could not be written is tried again after this time. */
const againMs = 10_000;

/** The real files. */
export const historyFiles: HistoryFiles = {
  list: async (folder) => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return readdir(folder);
  },
  read: async (file) => (await readRegularFile(file, mostBytes)).toString('utf8'),
  replace: replaceFile,
  setAside,
  remove: (file) => rm(file, { force: true }),
};

export interface HistoryDeps {
  readonly home: string;
  readonly files: HistoryFiles;
  readonly clock: Clock;
  readonly log: Log;
  /** A write failed; null: all that could not be written is. The app goes on either way. */
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
  /** What could not be written, to be tried again. */
  readonly #unsaved = new Map<string, HistoryRecord | null>();
  readonly #ended = new AbortController();
  #isTroubled = false;
  #isToTryAgain = false;
  #writing: Promise<void> | null = null;

  constructor(deps: HistoryDeps) {
    this.#deps = deps;
    this.#folder = placesIn(deps.home).helpers;
  }

  /** All records, oldest first. What is none, or cannot be read, is kept beside as `<name>.broken`. */
  async load(): Promise<readonly HistoryRecord[]> {
    const { files } = this.#deps;
    try {
      const names = await files.list(this.#folder);
      const records: HistoryRecord[] = [];
      let read = 0;
      // One after the other: a list of broken ones must not take all descriptors and memory.
      for (const name of names.filter((one) => one.endsWith(suffix))) {
        const found = await this.#read(name, mostInAll - read);
        if (found === null) continue;
        read += found.length;
        records.push(found.record);
      }
      return records.sort((a, b) => a.view.queuedAt - b.view.queuedAt);
    } catch (thrown) {
      this.#trouble(thrown);
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

  /** Settles when everything wanted so far was written, or could not be; tries nothing later. */
  async flush(): Promise<void> {
    this.#ended.abort();
    await this.#written();
    this.#tryAgain();
    await this.#written();
  }

  async #written(): Promise<void> {
    while (this.#writing !== null) await this.#writing;
  }

  #want(id: string, record: HistoryRecord | null): void {
    this.#unsaved.delete(id);
    this.#wanted.set(id, record);
    this.#writing ??= this.#writeAll();
  }

  #tryAgain(): void {
    for (const [id, record] of [...this.#unsaved]) this.#want(id, record);
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
      try {
        await this.#write(id, record);
        if (this.#isTroubled) this.#roomAgain();
      } catch (thrown) {
        this.#deps.log.warn('history.not-written', { id, error: String(thrown) });
        if (!this.#wanted.has(id)) this.#unsaved.set(id, record);
        this.#trouble(thrown);
        void this.#tryLater();
      }
    }
  }

  /** One was written: so may those be that could not. */
  #roomAgain(): void {
    if (this.#unsaved.size > 0) {
      this.#tryAgain();
      return;
    }
    if (this.#wanted.size > 0) return;
    this.#isTroubled = false;
    this.#deps.onTrouble(null);
  }

  #trouble(thrown: unknown): void {
    // Said once, not with every try.
    if (!this.#isTroubled) this.#deps.onTrouble(thrown);
    this.#isTroubled = true;
  }

  async #tryLater(): Promise<void> {
    const { signal } = this.#ended;
    const isOver = (): boolean => signal.aborted;
    if (this.#isToTryAgain || isOver()) return;
    this.#isToTryAgain = true;
    await this.#deps.clock.pause(againMs, signal);
    this.#isToTryAgain = false;
    if (!isOver()) this.#tryAgain();
  }

  async #write(id: string, record: HistoryRecord | null): Promise<void> {
    const { files } = this.#deps;
    const file = childPath(this.#folder, id + suffix);
    if (record === null) await files.remove(file);
    else await files.replace(file, JSON.stringify(record));
  }

  async #read(
    name: string,
    room: number,
  ): Promise<{ readonly record: HistoryRecord; readonly length: number } | null> {
    const { files, log } = this.#deps;
    const file = path.join(this.#folder, name);
    try {
      const text = await files.read(file);
      if (text.length > room) throw new UnreadableFile('there is more than can be read');
      const record = parseRecord(text);
      if (record?.view.id === name.slice(0, -suffix.length)) return { record, length: text.length };
      throw new UnreadableFile('it is no record of that name');
    } catch (thrown) {
      log.warn('history.not-read', { name, error: String(thrown) });
      if (!isUnreadable(thrown)) return null;
      try {
        this.#deps.onBroken(await files.setAside(file));
      } catch (error) {
        log.warn('history.not-set-aside', { name, error: String(error) });
        this.#deps.onBroken(file);
      }
    }
    return null;
  }
}
