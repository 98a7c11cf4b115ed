/** Calls back with every later value; returns the unsubscribe function. */
export type Subscribe<T> = (listener: (value: T) => void) => () => void;

/**
 * Calls somebody who only listens: what they throw hurts nobody here, and is thrown again by itself,
 * for whoever catches what nobody caught.
 */
export const tell = (listener: () => void): void => {
  try {
    listener();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
};

/**
 * A list of callbacks for one kind of value. Names from outside never choose one. A callback that
 * throws hurts neither the others nor whoever emits (`tell`).
 */
export class Emitter<T> {
  readonly #listeners = new Set<{ readonly call: (value: T) => void }>();

  readonly subscribe: Subscribe<T> = (listener) => {
    const entry = { call: listener };
    this.#listeners.add(entry);
    return () => {
      this.#listeners.delete(entry);
    };
  };

  emit(value: T): void {
    for (const { call } of [...this.#listeners]) tell(() => call(value));
  }
}
