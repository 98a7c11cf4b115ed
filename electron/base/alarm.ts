/** Ends whatever is being waited for. A ring before the wait began is not lost. */
export class Alarm {
  #rung = false;
  #stop: AbortController | null = null;

  ring(): void {
    this.#rung = true;
    this.#stop?.abort();
  }

  /** True once after a ring. */
  take(): boolean {
    const rung = this.#rung;
    this.#rung = false;
    return rung;
  }

  /** Runs abortable work; the signal it gets is aborted by a ring as well as by `signal`. */
  async during<T>(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    const stop = new AbortController();
    // AbortSignal.any would tie every short wait to the long-lived signal.
    const abort = (): void => stop.abort();
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted || this.#rung) stop.abort();
    this.#stop = stop;
    try {
      return await work(stop.signal);
    } finally {
      this.#stop = null;
      signal.removeEventListener('abort', abort);
    }
  }
}
