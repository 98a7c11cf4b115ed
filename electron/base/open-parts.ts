type Close = () => void | Promise<void>;

/**
 * What was opened so far, so that it is closed again also when the rest could not be opened: the
 * parts at the same time, and then what they stand on.
 */
export class OpenParts {
  readonly #parts: Close[] = [];
  readonly #ground: Close[] = [];
  readonly #closing = new AbortController();
  #closed: Promise<void> | null = null;

  /** Aborted as soon as closing begins. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** To be closed at the same time as the other parts. */
  together(close: Close): void {
    this.#parts.push(close);
  }

  /** To be closed when all parts are, the newest first. */
  after(close: Close): void {
    this.#ground.unshift(close);
  }

  /**
   * Waits for what is being opened, to be closed like `after`; closing waits for it too. Rejects as
   * `opening` does. Whoever goes on from here asks first whether `closing` is aborted.
   */
  async opened<T>(opening: Promise<T>, close: (opened: T) => Promise<void>): Promise<T> {
    // What could not be opened has closed itself.
    this.after(() => opening.then(close, () => undefined));
    return opening;
  }

  /** Closes everything, also when some of it fails; rejects then as `closeAll` does. Twice is safe. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#closing.abort();
    const parts = this.#parts.map(async (close) => close());
    await Promise.allSettled(parts);
    const ground = this.#ground.map((close) => async () => close());
    await closeAll([...parts.map((part) => () => part), ...ground]);
  }
}

/**
 * Closes one after the other, and the rest also when one fails. Rejects at the end with an
 * AggregateError of everything that failed; its message holds the message of each.
 */
export const closeAll = async (closers: readonly (() => Promise<void>)[]): Promise<void> => {
  const errors: unknown[] = [];
  for (const close of closers) {
    try {
      await close();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length === 0) return;
  const messages = errors.map((error) => (error instanceof Error ? error.message : String(error)));
  throw new AggregateError(errors, messages.join('; '));
};
