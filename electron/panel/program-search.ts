import type { AppState } from '../../shared/state.ts';
import type { CodexProgram } from '../codex/client.ts';
import { toFailure } from '../base/errors.ts';

export interface ProgramSearchDeps {
  /** Rejects with why there is none; aborting breaks it off. */
  readonly find: (signal: AbortSignal) => Promise<CodexProgram>;
  readonly onFound: (found: AppState['codex']) => void;
}

/** Looks for the program that helpers run, tells what came of it, and lets itself be ended. */
export class ProgramSearch {
  readonly #deps: ProgramSearchDeps;
  readonly #closing = new AbortController();
  readonly #searches = new Set<Promise<CodexProgram>>();

  constructor(deps: ProgramSearchDeps) {
    this.#deps = deps;
  }

  /** Rejects with a FailureError when there is none. */
  async find(): Promise<CodexProgram> {
    const searching = this.#search();
    this.#searches.add(searching);
    try {
      return await searching;
    } finally {
      this.#searches.delete(searching);
    }
  }

  /** Breaks off what is under way; settles when nobody looks any more. Twice is safe. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled(this.#searches);
  }

  async #search(): Promise<CodexProgram> {
    const { find, onFound } = this.#deps;
    const { signal } = this.#closing;
    try {
      const program = await find(signal);
      if (!signal.aborted) {
        onFound({ phase: 'found', path: program.command, version: program.version });
      }
      return program;
    } catch (error) {
      if (!signal.aborted) onFound({ phase: 'unusable', failure: toFailure(error) });
      throw error;
    }
  }
}
