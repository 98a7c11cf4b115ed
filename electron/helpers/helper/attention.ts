import type { Clock } from '../../base/clock.ts';
import { aborted } from '../../base/promises.ts';
import type { Call } from './life.ts';

/** One loop's ear: a call ends whatever it waits for, and is then taken exactly once. */
export class Attention {
  #call: Call | null = null;
  #bell = new AbortController();

  /** Aborted while a call is waiting to be taken. */
  get signal(): AbortSignal {
    return this.#bell.signal;
  }

  /** True while the app's end waits to be taken note of. */
  get isQuitting(): boolean {
    return this.#call === 'quit';
  }

  /** Gives a call; a later one replaces it, but nothing replaces `quit`. */
  give(call: Call): void {
    if (this.#call !== 'quit') this.#call = call;
    this.#bell.abort();
  }

  /** Takes the call, if there is one. */
  take(): Call | null {
    const call = this.#call;
    if (call !== null) {
      this.#call = null;
      this.#bell = new AbortController();
    }
    return call;
  }

  /** What begins now answers a call to begin; any other stays. */
  begun(): void {
    if (this.#call === 'again') this.take();
  }

  /** Waits for a call, however long, and takes it. */
  async call(): Promise<Call> {
    for (;;) {
      await aborted(this.signal);
      const call = this.take();
      if (call !== null) return call;
    }
  }

  /** Waits `ms`, or until `sooner` settles, or for a call, which it takes. */
  async rest(clock: Clock, ms: number, sooner?: Promise<unknown>): Promise<Call | null> {
    const over = new AbortController();
    const pause = clock.pause(ms, AbortSignal.any([this.signal, over.signal]));
    await (sooner === undefined ? pause : Promise.race([pause, sooner]));
    over.abort();
    return this.take();
  }
}
