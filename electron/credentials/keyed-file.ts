import { basename } from 'node:path';

import * as v from 'valibot';

import {
  isUnreadable,
  readRegularFile,
  replaceFile,
  setAside,
  type ReplaceFile,
} from '../base/files.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { errnoOf } from '../base/values.ts';

export interface KeyedFileParts<T> {
  readonly path: string;
  /** The member of the file that holds the entries. */
  readonly member: string;
  readonly entry: v.GenericSchema<unknown, T>;
  readonly log: Log;
  readonly write?: ReplaceFile;
  /** With it, what could not be stored is tried again, and once more at the end. */
  readonly clock?: Clock;
  /** A file that could not be read is kept there. */
  readonly onSetAside?: (path: string) => void;
}

/** What could not be stored is tried again after this time. */
const againMs = 10_000;
/** Of a whole file. */
const mostBytes = 8 * 1024 * 1024;

/** Keeps entries by id in one file; the newest wins, a full disk costs only it. */
export class KeyedFile<T> {
  readonly #parts: KeyedFileParts<T>;
  #wanted: string | null = null;
  #writing: Promise<void> = Promise.resolve();
  /** What could not be stored, and is nowhere else. */
  #unsaved: string | null = null;
  #isToTryAgain = false;
  readonly #ended = new AbortController();

  constructor(parts: KeyedFileParts<T>) {
    this.#parts = parts;
  }

  /**
   * What is stored, bad entries left out. A file that is none, or cannot be read, is kept as
   * `<path>.broken`. Never rejects.
   */
  async load(): Promise<ReadonlyMap<string, T>> {
    const { path, member, entry, log, onSetAside } = this.#parts;
    const known = new Map<string, T>();
    try {
      const text = (await readRegularFile(path, mostBytes)).toString('utf8');
      const File = v.object({ v: v.literal(1), [member]: v.record(v.string(), v.unknown()) });
      const entries = v.parse(File, JSON.parse(text))[member];
      for (const [id, stored] of Object.entries(entries ?? {})) {
        const parsed = v.safeParse(entry, stored);
        if (parsed.success) known.set(id, parsed.output);
      }
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return known;
      log.error('file not readable', { file: basename(path), error });
      if (!isUnreadable(error)) return known;
      await setAside(path).then(onSetAside, () => onSetAside?.(path));
    }
    return known;
  }

  /** Stores all of it soon. */
  save(known: ReadonlyMap<string, T>): void {
    const idle = this.#wanted === null;
    this.#wanted = JSON.stringify({ v: 1, [this.#parts.member]: Object.fromEntries(known) });
    if (idle) this.#writing = this.#writing.then(() => this.#flush());
  }

  /** Settles when the newest is stored, or could not be. Never rejects. */
  async close(): Promise<void> {
    await this.#writing;
    const { clock } = this.#parts;
    this.#ended.abort();
    if (clock === undefined) return;
    this.#tryAgain();
    await this.#writing;
  }

  async #flush(): Promise<void> {
    const text = this.#wanted;
    this.#wanted = null;
    if (text === null) return;
    const { path, log } = this.#parts;
    try {
      await (this.#parts.write ?? replaceFile)(path, text);
      this.#unsaved = null;
    } catch (error) {
      log.error('file not stored', { file: basename(path), error });
      this.#unsaved = text;
      void this.#tryLater();
    }
  }

  async #tryLater(): Promise<void> {
    const { clock } = this.#parts;
    const { signal } = this.#ended;
    if (clock === undefined || this.#isToTryAgain || signal.aborted) return;
    this.#isToTryAgain = true;
    await clock.pause(againMs, signal);
    this.#isToTryAgain = false;
    this.#tryAgain();
  }

  #tryAgain(): void {
    if (this.#unsaved === null || this.#wanted !== null) return;
    this.#wanted = this.#unsaved;
    this.#writing = this.#writing.then(() => this.#flush());
  }
}
