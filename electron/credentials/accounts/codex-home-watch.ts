import { statSync, watch, type Stats } from 'node:fs';
import { basename, join } from 'node:path';

import type { Clock } from '../../base/clock.ts';
import type { Looks } from '../../base/folder-look.ts';

interface Timings {
  /** codex writes its file more than once for one change. */
  readonly settleMs: number;
  /** Between two looks for a home that is not there. */
  readonly againMs: number;
}

/** At once, so that nothing happens between a look and the watch; null where nothing can be seen. */
const statOf = (path: string): Stats | null => {
  try {
    return statSync(path);
  } catch {
    return null;
  }
};

const inodeOf = (path: string): number | null => statOf(path)?.ino ?? null;

/** The file that codex keeps a sign-in in (0.169.0). */
const fileName = 'auth.json';

/** Another one for another sign-in, as far as the folder tells. */
const printOf = (home: string): string => {
  const file = statOf(join(home, fileName));
  return [inodeOf(home), file?.ino, file?.mtimeMs, file?.size].join(' ');
};

/**
 * Calls back when the sign-in that a codex home keeps in a file was changed, by whomever, also when
 * the home itself comes, goes or is another one. One that does not answer counts as it was.
 */
export class CodexHomeWatch {
  readonly #home: string;
  readonly #clock: Clock;
  readonly #looks: Pick<Looks, 'resolve'>;
  readonly #onChange: () => void;
  readonly #timings: Timings;
  readonly #watch: typeof watch;
  #following: AbortController | null = null;
  #settling = new AbortController();

  constructor(
    home: string,
    clock: Clock,
    looks: Pick<Looks, 'resolve'>,
    onChange: () => void,
    timings: Timings = { settleMs: 300, againMs: 5_000 },
    watchFolder = watch,
  ) {
    this.#home = home;
    this.#clock = clock;
    this.#looks = looks;
    this.#onChange = onChange;
    this.#timings = timings;
    this.#watch = watchFolder;
  }

  /** Begins to watch; does nothing while it does. */
  open(): void {
    if (this.#following !== null) return;
    this.#following = new AbortController();
    void this.#follow(this.#following.signal);
  }

  /** Twice is safe. */
  close(): void {
    this.#following?.abort();
    this.#following = null;
    this.#settling.abort();
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const isOver = (): boolean => signal.aborted;
    // What was there when the watch began is known; what came later is news.
    let known: string | null = null;
    while (!isOver()) {
      const answers = await this.#answers();
      if (isOver()) return;
      if (answers) {
        const now = printOf(this.#home);
        if (known !== null && now !== known) void this.#settle();
        known = now;
      }
      const inode = answers ? inodeOf(this.#home) : null;
      if (inode === null) await this.#clock.pause(this.#timings.againMs, signal);
      else await this.#watched(inode, signal);
    }
  }

  /** False for a share that is away: to ask for it here would hold up the whole app. */
  async #answers(): Promise<boolean> {
    const places = await this.#looks.resolve([this.#home, join(this.#home, fileName)]);
    return places.every((place) => place.isSilent !== true);
  }

  /** Settles once the home is not that one any more, or cannot be watched. */
  #watched(inode: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      try {
        // The folder, since the file is replaced as a whole.
        const watcher = this.#watch(this.#home, { persistent: false, signal }, (_event, name) => {
          if (name === null || name === fileName) void this.#settle();
          // The home's own name stands for the home itself.
          const maySelf = name === null || name === basename(this.#home);
          if (maySelf && inodeOf(this.#home) !== inode) watcher.close();
        });
        watcher.on('error', () => watcher.close());
        watcher.on('close', () => resolve());
      } catch {
        // Where no more folders may be watched, the next look tells.
        void this.#clock.pause(this.#timings.againMs, signal).then(resolve);
      }
    });
  }

  async #settle(): Promise<void> {
    this.#settling.abort();
    const settling = new AbortController();
    this.#settling = settling;
    await this.#clock.pause(this.#timings.settleMs, settling.signal);
    if (!settling.signal.aborted) this.#onChange();
  }
}
