import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { readRegularFile } from '../../base/files.ts';
import { errnoOf } from '../../base/values.ts';
import type { RunRequest, TurnAt } from '../../codex/client.ts';

/** How a helper goes on: with its prompt from the start, or behind the last finished step. */
export type Beginning = 'start' | 'last-step';

/** What a turn opens with. */
export type Opening = Pick<RunRequest, 'prompt' | 'forkBefore' | 'forkAfter'>;

/** A thread's own record, so that another codex home can go on with it. */
interface KeptThread {
  readonly threadId: string;
  /** Below the codex home: `sessions/2026/11/25/rollout-<time>-<thread id>.jsonl`. */
  readonly place: string;
  readonly content: Buffer;
}

const maxBytes = 32 * 1024 * 1024;

/**
 * Reads the record of a thread ("rollout", codex 0.169.0) out of a codex home; null when there is
 * none, or one of more than 32 MB. What was said and what tools printed is in it, no sign-in.
 */
const readThread = async (codexHome: string, threadId: string): Promise<KeptThread | null> => {
  const sessions = path.join(codexHome, 'sessions');
  const names = await readdir(sessions, { recursive: true }).catch(() => []);
  const name = names.find((one) => path.basename(one).endsWith(`-${threadId}.jsonl`));
  if (name === undefined) return null;
  const file = path.join(sessions, name);
  try {
    const content = await readRegularFile(file, maxBytes);
    return { threadId, place: path.join('sessions', name), content };
  } catch {
    // Its process has just ended, and its home with it; or it is no file that anybody could read.
    return null;
  }
};

/** Puts a thread's record into a codex home, whose client can fork it then; one there is left. */
const putThread = async (codexHome: string, kept: KeptThread): Promise<void> => {
  const file = path.join(codexHome, kept.place);
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  try {
    await writeFile(file, kept.content, { mode: 0o600, flag: 'wx' });
  } catch (thrown) {
    if (errnoOf(thrown) !== 'EEXIST') throw thrown;
  }
};

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
