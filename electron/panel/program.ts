import type { AppState } from '../../shared/state.ts';
import { toFailure } from '../base/errors.ts';
import type { CodexProgram } from '../codex/client.ts';
import type { SettingsModel } from '../settings/settings-model.ts';
import type { PanelDeps } from './deps.ts';
import type { PanelStore } from './store.ts';

interface ProgramSearchDeps {
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

  /** Looks anew though nobody asks: what was found, or why nothing was, is told. */
  look(): void {
    this.find().catch(() => undefined);
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

/** Looks for the program of a panel's settings; what came of it is in the panel's state. */
export const openProgramSearch = (
  deps: Pick<PanelDeps, 'findProgram'>,
  settings: Pick<SettingsModel, 'settings'>,
  store: Pick<PanelStore, 'setApp'>,
): ProgramSearch =>
  new ProgramSearch({
    find: (signal) => deps.findProgram(settings.settings.codexBinary, signal),
    onFound: (codex) => {
      store.setApp({ codex });
    },
  });
