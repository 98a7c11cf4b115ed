import type { Clock } from './clock.ts';

interface PacedOptions<T> {
  readonly clock: Clock;
  /** Shortest time between two sends. */
  readonly intervalMs: number;
  /** Ends the pace; nothing is sent afterwards. */
  readonly signal: AbortSignal;
  /** What stands for both while they wait, by default the newer one. */
  readonly merge?: (older: T, newer: T) => T;
  readonly send: (value: T) => void;
}

/** Passes values on at most once per interval: the first at once, later ones merged into one. */
export class Paced<T> {
  readonly #options: PacedOptions<T>;
  #waiting: { readonly value: T } | null = null;
  #running = false;

  constructor(options: PacedOptions<T>) {
    this.#options = options;
  }

  /** Sends now, or when the interval is over. Never throws of its own. */
  offer(value: T): void {
    const { merge } = this.#options;
    this.#waiting = {
      value:
        this.#waiting === null || merge === undefined ? value : merge(this.#waiting.value, value),
    };
    if (!this.#running) void this.#run();
  }

  /** Forgets what waits. */
  drop(): void {
    this.#waiting = null;
  }

  async #run(): Promise<void> {
    const { clock, intervalMs, signal, send } = this.#options;
    this.#running = true;
    try {
      for (let next = this.#waiting; next !== null && !signal.aborted; next = this.#waiting) {
        this.#waiting = null;
        send(next.value);
        await clock.pause(intervalMs, signal);
      }
    } finally {
      this.#running = false;
    }
  }
}
