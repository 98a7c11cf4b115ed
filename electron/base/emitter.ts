/** Calls back with every later value; returns the unsubscribe function. */
export type Subscribe<T> = (listener: (value: T) => void) => () => void;

/**
 * A list of callbacks for one kind of value. Names from outside never choose one. A callback that
 * throws hurts neither the others nor whoever emits: its error is thrown again by itself, for
 * whoever catches what nobody caught.
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
    for (const { call } of [...this.#listeners]) {
      try {
        call(value);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
