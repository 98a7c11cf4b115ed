import type { Clock } from '../../electron/base/clock.ts';

interface Pause {
  readonly until: number;
  readonly wake: () => void;
}

/** Lets everything that is ready to run do so; file access may need longer, for which a test waits. */
export const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) {
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
};

/** Time that moves only when a test says so. */
export class ManualClock implements Clock {
  /** What the clock on the wall is ahead of the time that passed. */
  #ahead: number;
  #passed = 0;
  #pauses: Pause[] = [];

  constructor(now = 1_700_000_000_000) {
    this.#ahead = now;
  }

  /** How many waits are under way. */
  get waiting(): number {
    return this.#pauses.length;
  }

  now(): number {
    return this.#ahead + this.#passed;
  }

  monotonic(): number {
    return this.#passed;
  }

  pause(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) {
        resolve();
        return;
      }
      const done = (): void => {
        this.#pauses = this.#pauses.filter((one) => one.wake !== done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const pause = { until: this.#passed + ms, wake: done };
      this.#pauses.push(pause);
      signal.addEventListener('abort', done, { once: true });
    });
  }

  /**
   * Moves the clock on the wall by `ms` without waking anything: as a computer does that sleeps, or
   * somebody who sets it, also back.
   */
  leap(ms: number): void {
    this.#ahead += ms;
  }

  /** Moves on by `ms`, waking each wait at its own time and letting what it started run. */
  async advance(ms: number): Promise<void> {
    const end = this.#passed + ms;
    for (;;) {
      await settle();
      const due = this.#pauses
        .filter(({ until }) => until <= end)
        .sort((a, b) => a.until - b.until)
        .at(0);
      if (due === undefined) break;
      this.#passed = Math.max(this.#passed, due.until);
      due.wake();
    }
    this.#passed = end;
    await settle();
  }
}
