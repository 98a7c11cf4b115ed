/** A promise together with the function that settles it. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
}

/** Makes a promise that is settled from outside; settling twice keeps the first value. */
export const deferred = <T>(): Deferred<T> => {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
};

/**
 * Resolves once the signal is aborted, at once when it already is. Whoever waits for something else
 * beside a signal that outlives it gives `over`: once that is aborted nobody listens any more, and it
 * never resolves.
 */
export const aborted = (signal: AbortSignal, over?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else {
      const until = over === undefined ? {} : { signal: over };
      signal.addEventListener('abort', () => resolve(), { once: true, ...until });
    }
  });

/** Settles as `work` does, or rejects with the signal's reason as soon as that is aborted. */
export const raceAbort = async <T>(work: Promise<T>, signal: AbortSignal): Promise<T> => {
  const over = new AbortController();
  try {
    return await Promise.race([
      work,
      new Promise<never>((_resolve, reject) => {
        const give = (): void => reject(asError(signal.reason));
        if (signal.aborted) give();
        else signal.addEventListener('abort', give, { once: true, signal: over.signal });
      }),
    ]);
  } finally {
    over.abort();
  }
};

const asError = (reason: unknown): Error =>
  reason instanceof Error ? reason : new Error('aborted', { cause: reason });
