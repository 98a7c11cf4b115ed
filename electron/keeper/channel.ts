import { failure, type Failure } from '../../shared/failure.ts';
import { FailureError, toFailure } from '../base/errors.ts';

/** One end of a `MessageChannel`; without a listener it takes nothing of what waits. */
export interface Port {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  off(event: 'message', listener: (message: unknown) => void): unknown;
}

/** Messages that one end takes within a second: many runs of one client come to half of it. */
const mostPerSecond = 3_000;

/** What one side answers to the other: a question by name, with its one argument. */
export type Answers = Readonly<Record<string, (given: never, signal: AbortSignal) => unknown>>;

type Message =
  | { readonly kind: 'ask'; readonly id: number; readonly name: string; readonly given: unknown }
  | { readonly kind: 'give-up'; readonly id: number }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'refusal'; readonly id: number; readonly failure: Failure }
  | { readonly kind: 'tell'; readonly name: string; readonly given: unknown };

interface Asked {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

type Given<F> = F extends (given: infer G, signal: AbortSignal) => unknown ? G : never;
type Value<F> = F extends (given: never, signal: AbortSignal) => infer R ? Awaited<R> : never;

/**
 * Questions and news between two threads of ours. `Theirs` is what the other side answers, `News`
 * what it is told without an answer. Failures travel as data; an aborted question rejects at once
 * and its answer is not waited for.
 */
export class Channel<Theirs extends Answers, News extends Readonly<Record<string, unknown>>> {
  readonly #port: Port;
  readonly #answers: () => Answers;
  readonly #asked = new Map<number, Asked>();
  readonly #answering = new Map<number, AbortController>();
  #lastId = 0;
  #ended: Failure | null = null;
  /** Messages since that moment, which is a second ago at most. */
  #taken = { since: 0, messages: 0 };

  /** `onFlood` is called once when more comes than anybody here says; nothing is heard after it. */
  constructor(
    port: Port,
    answers: () => Answers,
    onNews: (name: string, given: unknown) => void,
    onFlood: () => void = () => undefined,
  ) {
    this.#port = port;
    this.#answers = answers;
    const take = (message: unknown): void => {
      if (this.#isFlooded()) {
        // The rest of what waits is not even unpacked then.
        port.off('message', take);
        onFlood();
        return;
      }
      // Only the two ends of one channel, both ours, write to the port.
      const one = message as Message;
      switch (one.kind) {
        case 'ask':
          void this.#answer(one.id, one.name, one.given);
          return;
        case 'give-up':
          this.#answering.get(one.id)?.abort();
          return;
        case 'answer':
          this.#settle(one.id, (asked) => asked.resolve(one.value));
          return;
        case 'refusal':
          this.#settle(one.id, (asked) => asked.reject(new FailureError(one.failure)));
          return;
        case 'tell':
          onNews(one.name, one.given);
      }
    };
    port.on('message', take);
  }

  /** Asks the other side; rejects with a FailureError, also when the channel ends. */
  ask<N extends keyof Theirs & string>(
    name: N,
    given: Given<Theirs[N]>,
    signal?: AbortSignal,
  ): Promise<Value<Theirs[N]>> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== null) {
        reject(new FailureError(this.#ended));
        return;
      }
      this.#lastId += 1;
      const id = this.#lastId;
      const giveUp = (): void => {
        this.#send({ kind: 'give-up', id });
        this.#settle(id, () => reject(cancelled(name)));
      };
      const done = (): void => signal?.removeEventListener('abort', giveUp);
      this.#asked.set(id, {
        resolve: (value) => {
          done();
          // The other side answers by the table that the type names.
          resolve(value as Value<Theirs[N]>);
        },
        reject: (error) => {
          done();
          reject(error);
        },
      });
      this.#send({ kind: 'ask', id, name, given });
      if (signal?.aborted === true) giveUp();
      else signal?.addEventListener('abort', giveUp, { once: true });
    });
  }

  /** Tells the other side; lost without a word once it is gone. */
  tell<N extends keyof News & string>(name: N, given: News[N]): void {
    this.#send({ kind: 'tell', name, given });
  }

  /** Nobody answers any more: whatever is still asked, or will be, rejects with the cause. */
  end(cause: Failure): void {
    this.#ended ??= cause;
    for (const id of [...this.#asked.keys()]) {
      this.#settle(id, (asked) => asked.reject(new FailureError(cause)));
    }
    for (const one of this.#answering.values()) one.abort();
  }

  async #answer(id: number, name: string, given: unknown): Promise<void> {
    const giving = new AbortController();
    this.#answering.set(id, giving);
    try {
      const answers = this.#answers();
      const answer = Object.hasOwn(answers, name) ? answers[name] : undefined;
      if (answer === undefined) throw new Error(`nobody answers ${name}`);
      // The table pairs each name with what it is given.
      const value: unknown = await answer(given as never, giving.signal);
      this.#send({ kind: 'answer', id, value });
    } catch (thrown) {
      this.#send({ kind: 'refusal', id, failure: toFailure(thrown) });
    } finally {
      this.#answering.delete(id);
    }
  }

  #isFlooded(): boolean {
    const now = performance.now();
    if (now - this.#taken.since > 1_000) this.#taken = { since: now, messages: 0 };
    this.#taken.messages += 1;
    return this.#taken.messages > mostPerSecond;
  }

  #settle(id: number, how: (asked: Asked) => void): void {
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    if (asked !== undefined) how(asked);
  }

  #send(message: Message): void {
    if (this.#ended === null) this.#port.postMessage(message);
  }
}

const cancelled = (name: string): FailureError =>
  new FailureError(failure({ kind: 'unexpected' }, `${name} was cancelled`, 'cancelled'));
