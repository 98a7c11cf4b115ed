import type { Clock } from '../base/clock.ts';
import type { Helper } from './helper/helper.ts';

/** For how long a dismissal can be undone. */
const undoMs = 10_000;

interface Kept {
  readonly helper: Helper;
  /** Aborted when it is given back. */
  readonly back: AbortController;
}

/** Helpers that were dismissed a moment ago, so that it can be undone; nobody is shown them. */
export class Dismissed {
  readonly #clock: Clock;
  readonly #closing: AbortSignal;
  readonly #kept = new Map<string, Kept>();

  /** Once `closing` aborts, nothing is given back any more. */
  constructor(clock: Clock, closing: AbortSignal) {
    this.#clock = clock;
    this.#closing = closing;
  }

  /** Keeps it for ten seconds. */
  keep(helper: Helper | undefined): void {
    if (helper === undefined) return;
    const { id } = helper.view;
    const kept = { helper, back: new AbortController() };
    this.#kept.set(id, kept);
    const over = AbortSignal.any([kept.back.signal, this.#closing]);
    void this.#clock.pause(undoMs, over).then(() => {
      if (this.#kept.get(id) === kept) this.#kept.delete(id);
    });
  }

  /** Gives it back, once; undefined when it is gone for good. */
  take(id: string): Helper | undefined {
    if (this.#closing.aborted) return undefined;
    const kept = this.#kept.get(id);
    this.#kept.delete(id);
    kept?.back.abort();
    return kept?.helper;
  }
}
