import { watch, type FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';

import type { Clock } from '../clock.ts';

/**
 * Calls `onChange` once one of the files changed and then nothing for `settleMs`. Their folders
 * are watched, since openclaw.json is replaced by rename. A folder that is not there is skipped
 * until the next `follow`.
 */
export class ConfigWatch {
  readonly #clock: Clock;
  readonly #settleMs: number;
  readonly #onChange: () => void;
  readonly #watchers = new Map<string, FSWatcher>();
  #files: ReadonlySet<string> = new Set();
  #settling: AbortController | null = null;

  constructor(clock: Clock, settleMs: number, onChange: () => void) {
    this.#clock = clock;
    this.#settleMs = settleMs;
    this.#onChange = onChange;
  }

  /** Watches exactly these files from now on. */
  follow(files: readonly string[]): void {
    this.#files = new Set(files);
    const folders = new Set(files.map((file) => dirname(file)));
    for (const [folder, watcher] of this.#watchers) {
      if (folders.has(folder)) continue;
      watcher.close();
      this.#watchers.delete(folder);
    }
    for (const folder of folders) {
      if (!this.#watchers.has(folder)) this.#open(folder);
    }
  }

  close(): void {
    this.#settling?.abort();
    this.follow([]);
  }

  #open(folder: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, (_event, name) => {
        if (name === null || this.#isFollowed(folder, name)) void this.#settle();
      });
      watcher.on('error', () => {
        watcher.close();
        this.#watchers.delete(folder);
      });
      this.#watchers.set(folder, watcher);
    } catch {
      // Not there yet; the address is looked for again with every attempt.
    }
  }

  #isFollowed(folder: string, name: string): boolean {
    return [...this.#files].some((file) => dirname(file) === folder && basename(file) === name);
  }

  async #settle(): Promise<void> {
    this.#settling?.abort();
    const settling = new AbortController();
    this.#settling = settling;
    await this.#clock.pause(this.#settleMs, settling.signal);
    if (!settling.signal.aborted) this.#onChange();
  }
}
