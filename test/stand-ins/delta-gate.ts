/** Holds a stream of deltas until they are released, so that a test decides when each is seen. */
export class DeltaGate {
  #released = 0;
  #waiting: (() => void)[] = [];

  /** Lets `count` more deltas through. */
  release(count = 1): void {
    this.#released += count;
    this.#wake();
  }

  /** Lets everything through from now on. */
  open(): void {
    this.release(Number.POSITIVE_INFINITY);
  }

  /** Takes one delta's turn; resolves to false when `signal` aborted first. */
  async pass(signal: AbortSignal): Promise<boolean> {
    for (;;) {
      if (signal.aborted) return false;
      if (this.#released > 0) {
        this.#released -= 1;
        return true;
      }
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
