import type { Clock } from './clock.ts';

/** For each moment of asking, this many of rest. */
const restShare = 3;

/** How a piece of work went. */
export interface Timed<T> {
  readonly result: T;
  /** When the next may begin at the earliest, by the monotonic clock. */
  readonly restUntil: number;
}

/**
 * Work on somebody else's time: one piece at a time, in the order it was asked for, and each tells
 * how long the other side should be left alone after it: three times as long as it took.
 */
export class OneAtATime {
  readonly #clock: Pick<Clock, 'monotonic'>;
  #before: Promise<unknown> = Promise.resolve();

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  /** Rejects with what `work` rejects with. */
  run<T>(work: () => Promise<T>): Promise<Timed<T>> {
    const turn = async (): Promise<Timed<T>> => {
      const began = this.#clock.monotonic();
      const result = await work();
      const ended = this.#clock.monotonic();
      return { result, restUntil: ended + restShare * (ended - began) };
    };
    const running = this.#before.then(turn, turn);
    // What one rejects with is told to whoever asked for it, not to the one after.
    this.#before = running.catch(() => undefined);
    return running;
  }
}
