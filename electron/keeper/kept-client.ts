import { failure, type Failure } from '../../shared/failure.ts';
import type { Looks } from '../base/folder-look.ts';
import { deferred, type Deferred } from '../base/promises.ts';
import { FailureError, toFailure } from '../base/errors.ts';
import {
  exitFailure,
  type CodexClient,
  type CodexRun,
  type ExitReport,
  type Grant,
  type RunEvent,
  type RunOutcome,
  type RunRequest,
  type StartCodexClient,
  type ThreadRequest,
} from '../codex/client.ts';
import type { HelperBounds } from '../../shared/state.ts';
import type { Keeper } from './keeper.ts';
import type { Keepers } from './keepers.ts';
import { nowhere, type Place } from './place.ts';
import type { MainAnswers, MainNews } from './speech.ts';

interface KeptClientDeps {
  readonly keepers: Keepers;
  /** A new client's id. */
  readonly newId: () => string;
  readonly looks: Pick<Looks, 'resolve'>;
  /** Nowhere when left out. */
  readonly place?: Place;
}

interface KeptRun {
  readonly onEvent: (event: RunEvent) => void;
  readonly mayLeave: RunRequest['mayLeave'];
  readonly outcome: Deferred<RunOutcome>;
}

/** A client whose process, pipes and bytes are a keeper's; here are its decisions and its end. */
class KeptClient implements CodexClient {
  readonly id: string;
  readonly exited: Promise<ExitReport>;
  readonly #exited = deferred<ExitReport>();
  readonly #runs = new Map<number, KeptRun>();
  #keeper: Keeper | null = null;
  #lastRun = 0;
  #pid = 0;
  #version = '';
  #bounds: HelperBounds | undefined;
  #lost: Failure | null = null;
  #closing: Promise<void> | null = null;

  constructor(id: string) {
    this.id = id;
    this.exited = this.#exited.promise;
  }

  get pid(): number {
    return this.#pid;
  }

  get version(): string {
    return this.#version;
  }

  get bounds(): HelperBounds | undefined {
    return this.#bounds;
  }

  async start(
    { keepers, looks, place = nowhere }: KeptClientDeps,
    ...[plan, credential, signal, onProcess]: Parameters<StartCodexClient>
  ): Promise<void> {
    const answers: MainAnswers = {
      place: async ({ pid }) => {
        await onProcess?.(pid);
        return place(plan, pid);
      },
      renew: ({ held }) => credential.renew(held),
      resolve: ({ paths }) => looks.resolve(paths),
      mayLeave: ({ run }) => this.#runs.get(run)?.mayLeave?.() ?? true,
      hear: ({ run, events }) => {
        for (const event of events) this.#runs.get(run)?.onEvent(event);
        return null;
      },
    };
    const keeper = keepers.take(answers, (name, given) => this.#told(name, given));
    this.#keeper = keeper;
    void keeper.gone.then((lost) => this.#keeperGone(lost));
    try {
      const { id, generation } = credential;
      const start = { plan, credential: { id, generation }, clientId: this.id };
      const started = await keeper.channel.ask('startClient', start, signal);
      this.#pid = started.pid;
      this.#version = started.version;
      this.#bounds = started.bounds ?? undefined;
    } catch (thrown) {
      await keeper.giveUp();
      throw thrown instanceof FailureError
        ? thrown
        : new FailureError(toFailure(thrown), { cause: thrown });
    }
  }

  async login(grant: Grant, signal: AbortSignal, generation?: number): Promise<void> {
    await this.#channel().ask('login', { grant, generation }, signal);
  }

  prepare(request: ThreadRequest): void {
    this.#channel().tell('prepare', { request });
  }

  run(request: RunRequest, onEvent: (event: RunEvent) => void): CodexRun {
    const { mayLeave, ...rest } = request;
    const outcome = deferred<RunOutcome>();
    this.#lastRun += 1;
    const id = this.#lastRun;
    if (this.#lost !== null) outcome.resolve(endedBy(this.#lost));
    else {
      this.#runs.set(id, { onEvent, mayLeave, outcome });
      const asksToLeave = mayLeave !== undefined;
      this.#channel().tell('run', { run: id, request: { ...rest, asksToLeave } });
    }
    return {
      outcome: outcome.promise,
      interrupt: async (timeoutMs) => {
        if (!this.#runs.has(id)) return;
        await this.#channel().ask('interrupt', { run: id, timeoutMs });
      },
    };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    try {
      await this.#channel().ask('close', null);
    } catch {
      // A keeper that is gone has taken its process with it.
    }
    await this.exited;
  }

  #channel(): Keeper['channel'] {
    if (this.#keeper === null) throw new Error('a client is used before it was started');
    return this.#keeper.channel;
  }

  #told(name: string, given: unknown): void {
    // News come by the table that their type names.
    if (name === 'outcome') {
      const { run, outcome } = given as MainNews['outcome'];
      this.#runs.get(run)?.outcome.resolve(outcome);
      this.#runs.delete(run);
    }
    if (name === 'exited') this.#over(given as MainNews['exited']);
  }

  /** Its process is gone, and every run has had its outcome: nothing is left to keep. */
  #over(report: ExitReport): void {
    this.#lost ??= exitFailure(report);
    this.#exited.resolve(report);
    void Promise.all([...this.#runs.values()].map(({ outcome }) => outcome.promise)).then(() =>
      this.#keeper?.release(),
    );
  }

  #keeperGone(lost: Failure | null): void {
    const cause = lost ?? this.#lost ?? failure({ kind: 'unexpected' }, 'its client was closed');
    this.#lost ??= cause;
    for (const { outcome } of this.#runs.values()) outcome.resolve(endedBy(cause));
    this.#runs.clear();
    this.#exited.resolve({ exitCode: null, signal: 'SIGKILL', stderrTail: '' });
  }
}

const endedBy = (cause: Failure): RunOutcome => ({
  kind: 'failed',
  failure: cause,
  refusedAt: null,
  at: null,
});

/**
 * Makes the function that starts clients, each in a keeper of its own: no byte that a process of
 * theirs writes is read in this thread. What a keeper's own end means for its client is a failure
 * `keeper`.
 */
export const createStartKeptClient =
  (deps: KeptClientDeps): StartCodexClient =>
  async (plan, credential, signal, onProcess) => {
    if (signal.aborted) {
      throw new FailureError(failure({ kind: 'unexpected' }, 'start was cancelled', 'cancelled'));
    }
    const client = new KeptClient(deps.newId());
    await client.start(deps, plan, credential, signal, onProcess);
    return client;
  };
