import { type FSWatcher, statSync, watch } from 'node:fs';
import { basename } from 'node:path';

import type { Clock } from '../../base/clock.ts';
import type { Looks } from '../../base/folder-look.ts';
import type { Log } from '../../base/log.ts';
import { watchPoints, type WatchPoint } from './watch-points.ts';

export interface ConfigWatchDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly looks: Pick<Looks, 'resolve'>;
  readonly settleMs: number;
  readonly onChange: () => void;
}

/** A folder under watch; `inode` tells it from one that came in its place. */
interface Watched {
  readonly watcher: FSWatcher;
  readonly inode: number;
}

const inodeOf = (folder: string): number | null =>
  statSync(folder, { throwIfNoEntry: false })?.ino ?? null;

/**
 * Calls `onChange` once one of the files changed and then nothing for `settleMs`. Their folders
 * are watched, since openclaw.json is replaced by rename; for a folder that is not there yet, the
 * nearest one above it that is; and those of every link on the way. One that does not answer is not
 * watched.
 */
export class ConfigWatch {
  readonly #deps: ConfigWatchDeps;
  readonly #watched = new Map<string, Watched>();
  #files: readonly string[] = [];
  /** By folder, the names in it that matter. */
  #names = new Map<string, Set<string>>();
  #settling: AbortController | null = null;

  constructor(deps: ConfigWatchDeps) {
    this.#deps = deps;
  }

  /** Watches exactly these files (absolute) once it settles; never rejects. */
  async follow(files: readonly string[]): Promise<void> {
    this.#files = files;
    const points = await watchPoints(files, this.#deps.looks);
    // Others are wanted by now, or none.
    if (this.#files === files) this.#watchAll(points);
  }

  #watchAll(points: readonly WatchPoint[]): void {
    this.#names = new Map();
    for (const { folder, name } of points) {
      const names = this.#names.get(folder) ?? new Set();
      this.#names.set(folder, names.add(name));
    }
    for (const [folder, { watcher, inode }] of this.#watched) {
      if (this.#names.has(folder) && inodeOf(folder) === inode) continue;
      watcher.close();
      this.#watched.delete(folder);
    }
    for (const folder of this.#names.keys()) {
      if (!this.#watched.has(folder)) this.#open(folder);
    }
  }

  close(): void {
    this.#settling?.abort();
    this.#files = [];
    this.#watchAll([]);
  }

  #open(folder: string): void {
    try {
      const inode = inodeOf(folder);
      if (inode === null) return;
      const watcher = watch(folder, { persistent: false }, (_event, name) => {
        // A folder that goes away tells its own name.
        const matters = name === null || name === basename(folder);
        if (matters || this.#names.get(folder)?.has(name) === true) void this.#settle();
      });
      watcher.on('error', (error) => {
        this.#deps.log.warn('gateway.config.unwatched', { folder, error: String(error) });
        watcher.close();
        this.#watched.delete(folder);
      });
      this.#watched.set(folder, { watcher, inode });
    } catch (thrown) {
      // What changes in it is still seen by the next attempt.
      this.#deps.log.warn('gateway.config.unwatched', { folder, error: String(thrown) });
    }
  }

  async #settle(): Promise<void> {
    this.#settling?.abort();
    const settling = new AbortController();
    this.#settling = settling;
    await this.#deps.clock.pause(this.#deps.settleMs, settling.signal);
    const isOver = (): boolean => settling.signal.aborted;
    if (isOver()) return;
    // Folders may have come or gone.
    await this.follow(this.#files);
    if (!isOver()) this.#deps.onChange();
  }
}
