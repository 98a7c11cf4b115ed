import { failure } from '../../shared/failure.ts';
import type { RunRequest, TurnAt } from '../codex/client.ts';
import { FailureError } from '../failure-error.ts';
import { putThread, readThread, type KeptThread } from './kept-thread.ts';

/** How a helper goes on: with its prompt from the start, or behind the last finished step. */
export type Beginning = 'start' | 'last-step';

/** What is sent, and where it goes on from. */
export type Opening = Pick<RunRequest, 'prompt' | 'forkBefore' | 'forkAfter'>;

/** What a model is told that goes on behind its finished steps. */
const goOnText =
  'You were interrupted. Everything above is finished: do not repeat it. Continue from there.';

const stepsGone = failure({
  kind: 'invalid-input',
  what: 'its finished steps went with its process; it can start over',
});

/** The failed turn that a helper may go on from, in the client it was made in or out of its record. */
export class LastTurn {
  readonly #prompt: string;
  #failed: { readonly at: TurnAt; readonly text: string } | null = null;
  #kept: KeptThread | null = null;

  constructor(prompt: string) {
    this.#prompt = prompt;
  }

  /** True when it outlives the client it was made in. */
  get isKept(): boolean {
    return this.#kept !== null;
  }

  /** A turn failed in which `text` was said. */
  failed(at: TurnAt, text: string): void {
    this.#failed = { at, text };
  }

  /** Keeps the record of its thread out of the codex home of its client. */
  async keep(codexHome: string): Promise<void> {
    if (this.#failed === null) return;
    this.#kept = await readThread(codexHome, this.#failed.at.threadId);
  }

  /** Its client is gone: what is not kept is lost. */
  clientLost(): void {
    if (this.#kept === null) this.#failed = null;
  }

  /**
   * How the next turn begins in a client with that home. Throws a FailureError `invalid-input` when
   * there is nothing left that it could go on behind.
   */
  async opening(how: Beginning, codexHome: string): Promise<Opening> {
    const prompt = this.#prompt;
    const failed = this.#failed;
    if (failed === null) {
      // Starting over instead would run again what has been done.
      if (how === 'last-step') throw new FailureError(stepsGone);
      return { prompt, forkBefore: null, forkAfter: null };
    }
    if (this.#kept !== null) await putThread(codexHome, this.#kept);
    this.#kept = null;
    if (how === 'last-step') {
      return { prompt: goOnText, forkBefore: null, forkAfter: failed.at };
    }
    // What came before a turn that went on is not the beginning: that is a thread of its own.
    return { prompt, forkBefore: failed.text === prompt ? failed.at : null, forkAfter: null };
  }
}
