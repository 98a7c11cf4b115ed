import { describeCause } from '../../../shared/describe-cause.ts';
import { failure, statusOf, type Failure } from '../../../shared/failure.ts';
import { duration, oneLine } from '../../../shared/format.ts';
import type { HelperView, Tone } from '../../../shared/state.ts';
import type { Ambient } from '../../base/ambient.ts';
import { FailureError } from '../../base/errors.ts';
import { raceAbort } from '../../base/promises.ts';
import { type RunOutcome, unansweredCode, type RunEvent } from '../../codex/client.ts';
import type { CredentialGrants, CredentialUse } from '../../credentials/grants.ts';
import type { Breaker } from '../breaker.ts';
import type { ClientLease } from '../client/pool.ts';
import type { SpawnRequest } from '../spawn-request.ts';
import type { Attention } from './attention.ts';
import { FinishedSteps, type Beginning, type Opening } from './finished-steps.ts';
import { runGuarded, type GuardedEnd } from './guarded-run.ts';
import type { AttemptEnd, Setback, WorkState } from './life.ts';
import { type WatchdogSettings, within, type WaitLimit } from './watchdog.ts';

/** How an attempt tells its helper what happens. */
export interface AttemptReport {
  readonly view: () => HelperView;
  /** It came to a stage; `also` changes with it. */
  readonly reached: (state: WorkState, also: Partial<HelperView>) => void;
  readonly change: (patch: Omit<Partial<HelperView>, 'state'>) => void;
  readonly note: (tone: Tone, text: string) => void;
  /** What of its sandbox could not be taken out of its folder again. */
  readonly left: (names: readonly string[]) => void;
  readonly heard: (event: RunEvent) => void;
}

/** What ends a client's process, or the way to it. */
const deadClient: ReadonlySet<Failure['kind']> = new Set([
  'broken-pipe',
  'exited',
  'limit',
  'keeper',
  'protocol',
]);

/**
 * True for a failure after which nothing can be said over the connection any more, or nobody
 * listens to what is said: a request that went unanswered. Pure.
 */
const spoilsClient = ({ kind, code }: Failure): boolean =>
  deadClient.has(kind) || code === unansweredCode;

/** Pauses before the first and the second try again; a third failure stands. */
const pausesMs: readonly number[] = [1_000, 4_000];

/** Refusals (401, 403, 429, quota) are never repeated: each costs exactly one request. */
const mayPass = (failed: Failure): boolean =>
  failed.kind === 'provider-error'
    ? failed.status === null || failed.status >= 500
    : failed.kind === 'unreachable' && failed.reason !== 'proxy';

/**
 * How long to wait before a failed turn is sent again without asking, or null when it is not:
 * only while nothing was answered and no tool ran, so that nothing can happen twice. `random` in
 * [0, 1) adds up to a fifth. Pure.
 */
const retryPause = (
  failed: Failure,
  tries: number,
  heard: { readonly answered: boolean },
  random: number,
): number | null => {
  const pause = pausesMs[tries];
  if (pause === undefined || heard.answered || !mayPass(failed)) return null;
  return Math.round(pause * (1 + random / 5));
};

export interface ConversationDeps {
  readonly ambient: Pick<Ambient, 'clock' | 'random'>;
  readonly credentials: CredentialGrants;
  readonly breaker: Pick<Breaker, 'refused'>;
  /** Why nothing may be sent now, or null when something may. */
  readonly refusal: () => Failure | null;
  readonly watchdog: () => WatchdogSettings;
}

interface Sent extends GuardedEnd {
  /** The credential's generation that the prompt left with, or would have. */
  readonly generation: number;
}

/** The turns of one helper, on whichever client it has: signs in, sends, judges how it ended. */
export class Conversation {
  /** Of its last turn that failed. */
  readonly steps = new FinishedSteps();
  readonly #request: SpawnRequest;
  readonly #use: CredentialUse;
  readonly #deps: ConversationDeps;
  readonly #attention: Attention;
  readonly #report: AttemptReport;
  /** What its last client held when it was last used. */
  #signedIn: { readonly client: string; readonly generation: number } | null = null;
  #isSpoiled = false;
  /** The generation that its provider refused last. */
  #refused: number | null = null;

  constructor(
    request: SpawnRequest,
    use: CredentialUse,
    deps: ConversationDeps,
    attention: Attention,
    report: AttemptReport,
  ) {
    this.#request = request;
    this.#use = use;
    this.#deps = deps;
    this.#attention = attention;
    this.#report = report;
  }

  /** True when nobody should use its client any more. */
  get isSpoiled(): boolean {
    return this.#isSpoiled;
  }

  /** The client is gone, and with it what was not kept of its steps. */
  clientLost(): void {
    this.#isSpoiled = false;
    this.steps.clientLost();
  }

  /** Sends once, more often only by `retryPause`. Rejects with what a sign-in threw. */
  async run(
    lease: ClientLease,
    cwd: string,
    how: Beginning,
    signal: AbortSignal,
  ): Promise<AttemptEnd> {
    const { codexHome } = lease.pooled;
    let opening = await this.steps.opening(codexHome, this.#request.prompt, how);
    if (opening.forkAfter !== null) {
      this.#report.note('work', 'Goes on behind its last finished step');
    }
    for (let tries = 0; ;) {
      const refused = this.#deps.refusal();
      if (refused !== null) return this.waits(refused);
      if (!(await this.#signIn(lease, signal))) return this.waits(this.#ungranted());
      const { outcome, heard, deaf, generation } = await this.#turn(lease, cwd, opening, signal);
      if (deaf) {
        this.#isSpoiled = true;
        this.#report.note('attention', 'The interrupt was not answered; its client is given up');
      }
      if (outcome.kind === 'completed') return { kind: 'completed' };
      if (signal.aborted && outcome.kind !== 'failed') return { kind: 'cancelled' };
      if (outcome.kind === 'held') continue;
      if (outcome.kind === 'interrupted') {
        const failed = failure({ kind: 'unexpected' }, 'codex interrupted the turn by itself');
        return { kind: 'failed', failure: failed, refusedAt: null };
      }
      const end = this.#judge(outcome, generation);
      if (spoilsClient(end.failure)) this.#isSpoiled = true;
      if (outcome.repeatsSecret === true) {
        // codex keeps what a provider says in its files; they go with the client and no sooner.
        this.#isSpoiled = true;
        this.#report.note('attention', 'The refusal repeats the key: its process and files go');
      }
      if (outcome.at !== null) opening = this.steps.failed(outcome.at, opening.prompt);
      if (end.kind === 'parked') return end;
      const pauseMs = retryPause(end.failure, tries, heard, this.#deps.ambient.random());
      if (pauseMs === null) return end;
      tries += 1;
      const text = `Trying again in ${duration(Math.max(1_000, pauseMs))}`;
      this.#report.change({ activity: text });
      this.#report.note('neutral', text);
      await this.#deps.ambient.clock.pause(pauseMs, signal);
      if (signal.aborted) return { kind: 'cancelled' };
    }
  }

  /** Parks without having sent anything. */
  waits(refused: Failure): AttemptEnd {
    this.#report.note('attention', 'Will wait: nothing is sent until a sign-in works');
    return { kind: 'parked', failure: refused, refusedAt: null };
  }

  /** Why nothing was granted. What is there and gives nothing would be waited for, and asked, for ever. */
  #ungranted(): Failure {
    const refused = this.#deps.refusal();
    if (refused !== null) return refused;
    const what = `the sign-in “${this.#use.credentialId}” gives nothing that a helper can sign in with`;
    throw new FailureError(failure({ kind: 'misconfigured', what }));
  }

  async #signIn(lease: ClientLease, signal: AbortSignal): Promise<boolean> {
    const { credentialId } = this.#use;
    const granted = await within(this.#limit('credential'), signal, (either) =>
      raceAbort(this.#deps.credentials.grant(credentialId), either),
    );
    if (granted === null) return false;
    try {
      await within(this.#limit('sign-in'), signal, (either) =>
        raceAbort(lease.pooled.signIn(granted, either), either),
      );
    } catch (thrown) {
      // A process that cannot take its key is a failed start-up: others get a new one.
      this.#isSpoiled = true;
      throw thrown;
    }
    const before = this.#signedIn;
    this.#signedIn = { client: lease.pooled.client.id, generation: lease.pooled.generation };
    if (before?.client === this.#signedIn.client && before.generation < this.#signedIn.generation) {
      this.#report.note('work', 'New sign-in handed to the same process');
    }
    return true;
  }

  async #turn(
    lease: ClientLease,
    cwd: string,
    opening: Opening,
    signal: AbortSignal,
  ): Promise<Sent> {
    const { ambient, credentials, refusal, watchdog } = this.#deps;
    const { clock } = ambient;
    const { template } = this.#request;
    const { name, provider } = this.#report.view();
    const limits = watchdog();
    let generation = lease.pooled.generation;
    let worked = false;
    const works = (): void => {
      if (!worked) credentials.worked(template.credential, generation, name);
      worked = true;
    };
    const state = { phase: 'running', since: clock.now() } as const;
    this.#report.reached(state, { activity: 'Opening its conversation' });
    const end = await runGuarded({
      client: lease.pooled.client,
      request: {
        ...opening,
        cwd,
        model: template.model,
        options: template.options,
        sandbox: template.sandbox,
        approvals: template.approvals,
        mayLeave: () => {
          // A client that others share, or that a new grant was pushed into, may hold another one.
          generation = lease.pooled.generation;
          const isOutdated = generation < credentials.generation(template.credential);
          if (isOutdated || refusal() !== null) return false;
          this.#leaves(opening, generation);
          return true;
        },
      },
      onEvent: (event) => {
        if (event.kind === 'delta' || event.kind === 'tokens') works();
        this.#report.heard(event);
      },
      onStopping: () => this.#report.reached({ phase: 'stopping' }, { activity: 'Stopping' }),
      limits,
      // The app's end does not wait for an answer: closing the process ends the turn as well.
      interruptMs: () => (this.#attention.isQuitting ? 0 : limits.interruptMs),
      provider,
      clock,
      signal,
    });
    return { ...end, generation };
  }

  #leaves({ prompt }: Opening, generation: number): void {
    this.#report.change({
      credentialGeneration: generation,
      promptsSent: this.#report.view().promptsSent + 1,
      activity: 'Prompt sent',
    });
    if (prompt === this.#request.prompt) {
      this.#report.note('work', `Prompt sent: “${oneLine(prompt, 60)}”`);
    }
  }

  #judge(
    outcome: Extract<RunOutcome, { kind: 'failed' }>,
    generation: number,
  ): Extract<AttemptEnd, Setback> {
    const { provider, credentialId } = this.#use;
    const { name } = this.#report.view();
    const { refusedAt } = outcome;
    if (outcome.failure.kind === 'unauthorized') {
      // Only here is it known which generation this turn was sent with.
      const isAgain = this.#refused !== null && this.#refused < generation;
      this.#refused = generation;
      const failed: Failure = {
        ...outcome.failure,
        credentialId,
        generation,
        provider,
        ...(isAgain ? { isAgain } : {}),
      };
      this.#deps.breaker.refused(this.#use, generation, name, failed.code);
      this.#report.note('fail', `${provider} answered 401`);
      this.#report.note('fail', 'Sign-in marked refused; nothing more is sent with it');
      return { kind: 'parked', failure: failed, refusedAt };
    }
    if (outcome.failure.kind === 'rate-limited' || outcome.failure.kind === 'quota') {
      const { opensAt = null } = outcome.failure;
      this.#deps.credentials.limited(credentialId, generation, opensAt);
    }
    const status = statusOf(outcome.failure);
    const said = describeCause(outcome.failure, 'helper');
    this.#report.note('fail', status === null ? said : `${provider} answered ${status}`);
    return { kind: 'failed', failure: outcome.failure, refusedAt };
  }

  #limit(phase: string): WaitLimit {
    return { clock: this.#deps.ambient.clock, timeoutMs: this.#deps.watchdog().progressMs, phase };
  }
}
