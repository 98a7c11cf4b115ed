import { sandboxFailure } from '../../shared/sandbox-failure.ts';
import type { Failure } from '../../shared/failure.ts';
import {
  type AppState,
  nothingKnown,
  type Sandbox,
  type SandboxFindings,
} from '../../shared/state.ts';
import type { Clock } from '../base/clock.ts';
import { toFailure } from '../base/errors.ts';
import { raceAbort } from '../base/promises.ts';
import type { CodexProgram } from '../codex/client.ts';
import type { SettingsModel } from '../settings/settings-model.ts';
import type { PanelDeps } from './deps.ts';
import type { PanelStore } from './store.ts';

interface ProgramSearchDeps {
  /** Rejects with why there is none; aborting breaks it off. */
  readonly find: (signal: AbortSignal) => Promise<CodexProgram>;
  /** Tries what a command can do in the sandboxes of a program; rejects only once aborted. */
  readonly lookAtSandboxes: (
    program: CodexProgram,
    signal: AbortSignal,
  ) => Promise<SandboxFindings>;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly onFound: (found: AppState['codex']) => void;
}

const valueOf = <T>(ended: PromiseSettledResult<T>): T => {
  if (ended.status === 'fulfilled') return ended.value;
  throw ended.reason;
};

/** One search; who asks meanwhile waits for it too. */
interface Search {
  readonly found: Promise<CodexProgram>;
  readonly abort: AbortController;
  /** The one that was begun in its place: its answer counts. */
  outdoneBy: Search | null;
}

/** What a look showed of the sandboxes of a program, and when it ended. */
interface Looked {
  readonly program: CodexProgram;
  readonly sandboxes: SandboxFindings;
  readonly at: number;
}

/** A program may be found many times a second; its sandboxes change seldom. */
const lookAgainMs = 1_000;

const isSame = (a: CodexProgram | null, b: CodexProgram): boolean =>
  a?.command === b.command && a.version === b.version;

/**
 * Looks for the program that helpers run, one search at a time, and then, beside everything else, at
 * its sandboxes; tells what came of the newest, and lets itself be ended.
 */
export class ProgramSearch {
  readonly #deps: ProgramSearchDeps;
  readonly #closing = new AbortController();
  readonly #searches = new Set<Promise<CodexProgram>>();
  #newest: Search | null = null;
  /** The program that was found last. */
  #found: CodexProgram | null = null;
  #looked: Looked | null = null;
  #looking: Promise<void> | null = null;

  constructor(deps: ProgramSearchDeps) {
    this.#deps = deps;
  }

  /** What the newest search finds. Rejects with a FailureError when there is none. */
  async find(): Promise<CodexProgram> {
    let search = this.#newest ?? this.#begin();
    for (;;) {
      const ended = await Promise.allSettled([search.found]);
      if (search.outdoneBy === null) return valueOf(ended[0]);
      search = search.outdoneBy;
    }
  }

  /** Looks anew though nobody asks, in place of what is under way: what came of it is told. */
  look(): void {
    const before = this.#newest;
    const next = this.#begin();
    if (before === null) return;
    before.outdoneBy = next;
    before.abort.abort();
  }

  /** Why no helper can work in a sandbox of the program that was found last, as known now, or null. */
  sandboxFailure(sandbox: Sandbox): Failure | null {
    return sandboxFailure(this.#known()[sandbox]);
  }

  /** The same, and what was broken is tried anew before it is told; never rejects. */
  async sandboxFailureNow(sandbox: Sandbox): Promise<Failure | null> {
    const found = this.#found;
    if (found === null || this.sandboxFailure(sandbox) === null) return null;
    this.#lookAt(found);
    await this.#looking;
    return this.sandboxFailure(sandbox);
  }

  /** Breaks off what is under way; settles when nobody looks any more. Twice is safe. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled(this.#searches);
    await this.#looking;
  }

  #begin(): Search {
    const abort = new AbortController();
    const found = this.#search(AbortSignal.any([abort.signal, this.#closing.signal]));
    const search: Search = { found, abort, outdoneBy: null };
    this.#newest = search;
    this.#searches.add(found);
    const over = (): void => {
      this.#searches.delete(found);
      if (this.#newest === search) this.#newest = null;
    };
    found.then(over, over);
    return search;
  }

  async #search(signal: AbortSignal): Promise<CodexProgram> {
    const { find, onFound } = this.#deps;
    try {
      // Whoever is asked to stop may hang all the same.
      const program = await raceAbort(find(signal), signal);
      this.#found = program;
      this.#tell(program);
      this.#lookAt(program);
      return program;
    } catch (error) {
      if (!signal.aborted) {
        this.#found = null;
        onFound({ phase: 'unusable', failure: toFailure(error) });
      }
      throw error;
    }
  }

  #known(): SandboxFindings {
    const looked = this.#looked;
    if (looked === null || this.#found === null) return nothingKnown;
    return isSame(this.#found, looked.program) ? looked.sandboxes : nothingKnown;
  }

  #tell({ command, version }: CodexProgram): void {
    const sandboxes = this.#known();
    this.#deps.onFound({ phase: 'found', path: command, version, sandboxes });
  }

  /** One look at a time; a program that was found meanwhile is looked at next. */
  #lookAt(program: CodexProgram): void {
    if (this.#looking !== null || this.#wasJustSeen(program)) return;
    this.#looking = this.#look(program).finally(() => {
      this.#looking = null;
      const found = this.#found;
      if (found !== null && !isSame(program, found)) this.#lookAt(found);
    });
  }

  #wasJustSeen(program: CodexProgram): boolean {
    const looked = this.#looked;
    if (looked === null || !isSame(looked.program, program)) return false;
    return this.#deps.clock.monotonic() - looked.at < lookAgainMs;
  }

  /** Never rejects. */
  async #look(program: CodexProgram): Promise<void> {
    const { lookAtSandboxes, clock } = this.#deps;
    const { signal } = this.#closing;
    const sandboxes = await lookAtSandboxes(program, signal).catch(() => nothingKnown);
    if (signal.aborted) return;
    this.#looked = { program, sandboxes, at: clock.monotonic() };
    if (this.#found !== null && isSame(program, this.#found)) this.#tell(this.#found);
  }
}

/** Looks for the program of a panel's settings, and at its sandboxes; what came of it is in the panel's state. */
export const openProgramSearch = (
  deps: Pick<PanelDeps, 'findProgram' | 'lookAtSandboxes' | 'ambient'>,
  settings: Pick<SettingsModel, 'settings'>,
  store: Pick<PanelStore, 'setApp'>,
): ProgramSearch =>
  new ProgramSearch({
    find: (signal) => deps.findProgram(settings.settings.codexBinary, signal),
    lookAtSandboxes: deps.lookAtSandboxes,
    clock: deps.ambient.clock,
    onFound: (codex) => {
      store.setApp({ codex });
    },
  });
