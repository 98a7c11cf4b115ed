import type { RunRequest, TurnAt } from '../../codex/client.ts';
import { putThread, readThread, type KeptThread } from './kept-thread.ts';

/** How a helper goes on: with its prompt from the start, or behind the last finished step. */
export type Beginning = 'start' | 'last-step';

/** What a turn opens with. */
export type Opening = Pick<RunRequest, 'prompt' | 'forkBefore' | 'forkAfter'>;

interface FailedTurn {
  readonly at: TurnAt;
  /** What was said in it. */
  readonly text: string;
}

/** What a model is told that goes on behind its finished steps. */
const goOnText =
  'You were interrupted. Everything above is finished: do not repeat it. Continue from there.';

/** Where the last turn of a helper failed, and its record, so that the next one can go on from it. */
export class FinishedSteps {
  #failed: FailedTurn | null = null;
  #kept: KeptThread | null = null;

  /** True when they can be gone on from also without the client they were made in. */
  get isKept(): boolean {
    return this.#kept !== null;
  }

  /** A turn that said `text` failed; answers what the same said once more opens with. */
  failed(at: TurnAt, text: string): Opening {
    this.#failed = { at, text };
    return { prompt: text, forkBefore: at, forkAfter: null };
  }

  /** Keeps the record of the failed turn's thread, so that its steps outlive their client. */
  async keep(codexHome: string): Promise<void> {
    if (this.#failed === null) return;
    this.#kept = await readThread(codexHome, this.#failed.at.threadId);
  }

  /** The client is gone: what is not kept of it is lost. */
  clientLost(): void {
    if (this.#kept === null) this.#failed = null;
  }

  /** What the next turn opens with, on the client with that home. */
  async opening(codexHome: string, prompt: string, how: Beginning): Promise<Opening> {
    const failed = this.#failed;
    if (failed === null) return { prompt, forkBefore: null, forkAfter: null };
    if (this.#kept !== null) await putThread(codexHome, this.#kept);
    this.#kept = null;
    if (how === 'last-step') return { prompt: goOnText, forkBefore: null, forkAfter: failed.at };
    // What came before a turn that went on is not the beginning: that is a thread of its own.
    return { prompt, forkBefore: failed.text === prompt ? failed.at : null, forkAfter: null };
  }
}
