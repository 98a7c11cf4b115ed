import { watch, type FSWatcher } from 'node:fs';

import type { Clock } from '../clock.ts';

/** codex writes its file more than once for one change. */
const settleMs = 300;

/** Calls back when the sign-in that a codex home keeps in a file was changed, by whomever. */
export class SignInWatch {
  readonly #home: string;
  readonly #clock: Clock;
  readonly #onChange: () => void;
  #watcher: FSWatcher | null = null;
  #settling = new AbortController();

  constructor(home: string, clock: Clock, onChange: () => void) {
    this.#home = home;
    this.#clock = clock;
    this.#onChange = onChange;
  }

  /** Begins to watch; does nothing while it does, or while there is no such home. */
  open(): void {
    if (this.#watcher !== null) return;
    try {
      // The folder, since the file is replaced as a whole.
      const watcher = watch(this.#home, { persistent: false }, (_event, name) => {
        if (name === null || name === 'auth.json') void this.#settle();
      });
      watcher.on('error', () => this.close());
      this.#watcher = watcher;
    } catch {
      // Without the home there is no sign-in to follow; the next look tries again.
    }
  }

  /** Twice is safe. */
  close(): void {
    this.#settling.abort();
    this.#watcher?.close();
    this.#watcher = null;
  }

  async #settle(): Promise<void> {
    this.#settling.abort();
    const settling = new AbortController();
    this.#settling = settling;
    await this.#clock.pause(settleMs, settling.signal);
    if (!settling.signal.aborted) this.#onChange();
  }
}
