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
  #now: number;
  #pauses: Pause[] = [];

  constructor(now = 1_700_000_000_000) {
    this.#now = now;
  }

  /** How many waits are under way. */
  get waiting(): number {
    return this.#pauses.length;
  }

  now(): number {
    return this.#now;
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
      const pause = { until: this.#now + ms, wake: done };
      this.#pauses.push(pause);
      signal.addEventListener('abort', done, { once: true });
    });
  }

  /** Moves on by `ms` without waking anything, as a computer does that sleeps. */
  leap(ms: number): void {
    this.#now += ms;
    this.#pauses = this.#pauses.map(({ until, wake }) => ({ until: until + ms, wake }));
  }

  /** Moves on by `ms`, waking each wait at its own time and letting what it started run. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      await settle();
      const due = this.#pauses
        .filter(({ until }) => until <= end)
        .sort((a, b) => a.until - b.until)
        .at(0);
      if (due === undefined) break;
      this.#now = Math.max(this.#now, due.until);
      due.wake();
    }
    this.#now = end;
    await settle();
  }
}
