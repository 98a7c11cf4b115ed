import { deferred, type Deferred } from '../../base/promises.ts';

interface Waiting<T> {
  readonly who: T;
  readonly turn: Deferred<undefined>;
}

/** A place in a line. */
export interface Turn {
  /** True when it is one's turn at once. */
  readonly isFirst: boolean;
  /** Settles when it is one's turn. */
  readonly turn: Promise<void>;
  /** Gives the turn on, or leaves the line before it came. Twice is safe. */
  readonly leave: () => void;
}

/** One at a time, in the order in which they came. */
export class Turns<T> {
  #line: readonly Waiting<T>[] = [];

  /** Whose turn it is; null when nobody's. */
  get current(): T | null {
    return this.#line[0]?.who ?? null;
  }

  enter(who: T): Turn {
    const entry: Waiting<T> = { who, turn: deferred() };
    this.#line = [...this.#line, entry];
    this.#callFirst();
    return {
      isFirst: this.#line[0] === entry,
      turn: entry.turn.promise.then(() => undefined),
      leave: () => {
        this.#line = this.#line.filter((one) => one !== entry);
        this.#callFirst();
      },
    };
  }

  #callFirst(): void {
    this.#line[0]?.turn.resolve(undefined);
  }
}
