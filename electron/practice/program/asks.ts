import * as v from 'valibot';

/** What the panel answered to a request of the program. */
export type PanelAnswer =
  | { readonly kind: 'result'; readonly value: unknown }
  | { readonly kind: 'error'; readonly code: number };

const Answer = v.union([
  v.object({ id: v.number(), error: v.object({ code: v.number() }) }),
  v.object({ id: v.number(), result: v.unknown() }),
]);

/** The requests that the practice helper program sends to the panel, numbered from 0 as codex's. */
export class PracticeAsks {
  readonly #send: (message: unknown) => void;
  readonly #waiting = new Map<number, (answer: PanelAnswer) => void>();
  #next = 0;

  constructor(send: (message: unknown) => void) {
    this.#send = send;
  }

  /** Settles with the answer, however long that takes. */
  ask(method: string, params: unknown): Promise<PanelAnswer> {
    const id = this.#next;
    this.#next += 1;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#send({ id, method, params });
    });
  }

  /** Takes a message that is no request; anything but an awaited answer is left alone. */
  take(message: unknown): void {
    const answer = v.safeParse(Answer, message);
    if (!answer.success) return;
    const { id } = answer.output;
    const settle = this.#waiting.get(id);
    this.#waiting.delete(id);
    settle?.(
      'error' in answer.output
        ? { kind: 'error', code: answer.output.error.code }
        : { kind: 'result', value: answer.output.result },
    );
  }
}
