import type { Clock } from '../../base/clock.ts';
import { aborted } from '../../base/promises.ts';

/** What a helper may be told while it works or rests. */
export type Order =
  /** The person ends it. */
  | 'stop'
  /** The app ends. */
  | 'quit'
  /** Its prompt is to be sent again. */
  | 'again';

/** One loop's ear: an order ends whatever it waits for, and is then taken exactly once. */
export class Attention {
  #order: Order | null = null;
  #bell = new AbortController();

  /** Aborted while an order is waiting to be taken. */
  get signal(): AbortSignal {
    return this.#bell.signal;
  }

  /** True while the app's end waits to be taken note of. */
  get isQuitting(): boolean {
    return this.#order === 'quit';
  }

  /** Gives an order; a later one replaces it, but nothing replaces `quit`. */
  give(order: Order): void {
    if (this.#order !== 'quit') this.#order = order;
    this.#bell.abort();
  }

  /** Takes the order, if there is one. */
  take(): Order | null {
    const order = this.#order;
    if (order !== null) {
      this.#order = null;
      this.#bell = new AbortController();
    }
    return order;
  }

  /** Waits for an order, however long, and takes it. */
  async order(): Promise<Order> {
    for (;;) {
      await aborted(this.signal);
      const order = this.take();
      if (order !== null) return order;
    }
  }

  /** Waits `ms`, or until `sooner` settles, or for an order, which it takes. */
  async rest(clock: Clock, ms: number, sooner?: Promise<unknown>): Promise<Order | null> {
    const over = new AbortController();
    const pause = clock.pause(ms, AbortSignal.any([this.signal, over.signal]));
    await (sooner === undefined ? pause : Promise.race([pause, sooner]));
    over.abort();
    return this.take();
  }
}
