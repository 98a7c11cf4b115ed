import { describeCause } from '../../shared/describe-cause.ts';
import { failure, statusOf, type Failure } from '../../shared/failure.ts';
import { duration, oneLine } from '../../shared/format.ts';
import type { HelperView, Tone } from '../../shared/state.ts';
import type { Clock } from '../clock.ts';
import type { RunEvent, RunOutcome, RunRequest } from '../codex/client.ts';
import { toFailure } from '../failure-error.ts';
import { spoilsClient, type AttemptEnd, type Setback } from './attempt-end.ts';
import type { Attention } from './attention.ts';
import type { ClientLease } from './client-pool.ts';
import { refusalInForce, type CredentialGrants } from './credential-grants.ts';
import { runGuarded } from './guarded-run.ts';
import { raceAbort } from './race-abort.ts';
import { retryPause } from './retry-pause.ts';
import type { SpawnRequest } from './spawn-request.ts';
import type { Slot, StartQueue } from './start-queue.ts';
import type { WatchdogSettings } from './watchdog.ts';
import { within, type WaitLimit } from './within.ts';

export interface AttemptDeps {
  readonly clock: Clock;
  readonly random: () => number;
  readonly credentials: CredentialGrants;
  readonly queue: StartQueue;
  readonly watchdog: () => WatchdogSettings;
  /** Throws a FailureError when the folder cannot be worked in. */
  readonly checkFolder: (cwd: string) => Promise<string>;
  /** A client with its compartment; throws a FailureError, and then nothing is left of it. */
  readonly acquire: (request: SpawnRequest, signal: AbortSignal) => Promise<ClientLease>;
}

/** How an attempt tells its helper what happens. */
export interface AttemptReport {
  readonly view: () => HelperView;
  readonly change: (patch: Partial<HelperView>) => void;
  readonly note: (tone: Tone, text: string) => void;
  readonly heard: (event: RunEvent) => void;
}

/** Sends a helper's prompt, from the queue to the end of the turn, and holds what that needs. */
export class Attempt {
  readonly #request: SpawnRequest;
  readonly #deps: AttemptDeps;
  readonly #attention: Attention;
  readonly #report: AttemptReport;
  #slot: Slot | null = null;
  #lease: ClientLease | null = null;
  #spoiled = false;
  /** A failed turn in the client held now; going on from before it sends the prompt once. */
  #forkBefore: RunRequest['forkBefore'] = null;

  constructor(
    request: SpawnRequest,
    deps: AttemptDeps,
    attention: Attention,
    report: AttemptReport,
  ) {
    this.#request = request;
    this.#deps = deps;
    this.#attention = attention;
    this.#report = report;
  }

  /** Settles when the client held is gone; null while none is held. */
  get clientGone(): Promise<void> | null {
    return this.#lease?.pooled.gone ?? null;
  }

  /** Sends the prompt once (more only by `retryPause`); never rejects. A parked one keeps its client. */
  async run(): Promise<AttemptEnd> {
    const { signal } = this.#attention;
    let end: AttemptEnd;
    try {
      end = await this.#send(signal);
    } catch (thrown) {
      end = { kind: 'failed', failure: toFailure(thrown), refusedAt: null };
      if (!signal.aborted) this.#report.note('fail', describeCause(end.failure, 'helper'));
    }
    if (signal.aborted && end.kind !== 'completed') {
      if (this.#attention.take() === 'quit') this.#report.note('neutral', 'The app was quit');
      end = { kind: 'cancelled' };
    }
    if (end.kind === 'parked') this.#leaveSlot();
    return end;
  }

  /** Gives slot and client back; settles when an own client is gone. Twice is safe. */
  async letGo(): Promise<void> {
    const lease = this.#lease;
    this.#lease = null;
    this.#forkBefore = null;
    if (lease !== null) {
      await lease.release(this.#spoiled);
      this.#spoiled = false;
      if (lease.isolated) this.#report.note('neutral', 'Its own client is closed');
      this.#report.change({ pid: null });
    }
    this.#leaveSlot();
  }

  #leaveSlot(): void {
    this.#slot?.leave();
    this.#slot = null;
  }

  async #send(signal: AbortSignal): Promise<AttemptEnd> {
    const { queue } = this.#deps;
    const refused = this.#refusal();
    if (refused !== null) return this.#waits(refused);
    if (queue.isFull) {
      this.#report.change({ activity: 'Queued: starts when a slot is free' });
      this.#report.note('neutral', 'Queued: starts when a slot is free');
    }
    const slot = await queue.enter(signal);
    this.#slot = slot;
    const refusedMeanwhile = this.#refusal();
    if (refusedMeanwhile !== null) return this.#waits(refusedMeanwhile);
    const startedAt = this.#report.view().startedAt ?? this.#deps.clock.now();
    this.#report.change({ state: { phase: 'starting' }, startedAt, activity: 'Starting' });
    const cwd = await within(this.#limit('folder'), signal, (either) =>
      raceAbort(this.#deps.checkFolder(this.#request.cwd), either),
    );
    const lease = await this.#held(signal);
    slot.started();
    this.#report.change({ state: { phase: 'ready' }, activity: 'Ready' });
    return this.#converse(lease, cwd, signal);
  }

  /** The client it still has, else a new one. */
  async #held(signal: AbortSignal): Promise<ClientLease> {
    if (this.#lease?.pooled.isGone === true) await this.#dropLease(this.#lease);
    if (this.#lease !== null) return this.#lease;
    const lease = await within(this.#limit('starting'), signal, (either) =>
      this.#deps.acquire(this.#request, either),
    );
    this.#lease = lease;
    const { id, pid } = lease.pooled.client;
    this.#report.change({ clientId: id, pid });
    this.#report.note(
      'neutral',
      lease.fresh
        ? `Compartment made; codex app-server started (pid ${pid})`
        : `Joined the shared codex app-server (pid ${pid})`,
    );
    return lease;
  }

  async #dropLease(lease: ClientLease): Promise<void> {
    this.#lease = null;
    this.#forkBefore = null;
    await lease.release(true);
    this.#report.change({ pid: null });
  }

  async #converse(lease: ClientLease, cwd: string, signal: AbortSignal): Promise<AttemptEnd> {
    for (let tries = 0; ; tries += 1) {
      const generation = await this.#signIn(lease, signal);
      const refused = this.#refusal();
      if (generation === null || refused !== null) return this.#waits(refused);
      const { outcome, heard, deaf } = await this.#turn(lease, cwd, generation, signal);
      if (deaf) {
        this.#spoiled = true;
        this.#report.note('attention', 'The interrupt was not answered; its client is given up');
      }
      if (outcome.kind === 'completed') return { kind: 'completed' };
      if (outcome.kind === 'interrupted') {
        if (signal.aborted) return { kind: 'cancelled' };
        const failed = failure({ kind: 'unexpected' }, 'codex interrupted the turn by itself');
        return { kind: 'failed', failure: failed, refusedAt: null };
      }
      const end = this.#judge(outcome, generation);
      this.#forkBefore = outcome.at ?? this.#forkBefore;
      if (end.kind === 'parked') return end;
      const pauseMs = retryPause(end.failure, tries, heard, this.#deps.random());
      if (pauseMs === null) return end;
      const text = `Trying again in ${duration(Math.max(1_000, pauseMs))}`;
      this.#report.change({ activity: text });
      this.#report.note('neutral', text);
      await this.#deps.clock.pause(pauseMs, signal);
      if (signal.aborted) return { kind: 'cancelled' };
    }
  }

  async #signIn(lease: ClientLease, signal: AbortSignal): Promise<number | null> {
    const { credential } = this.#request.template;
    const granted = await within(this.#limit('credential'), signal, (either) =>
      raceAbort(this.#deps.credentials.grant(credential), either),
    );
    if (granted === null) return null;
    if (lease.pooled.generation > 0 && lease.pooled.generation < granted.generation) {
      this.#report.note('work', 'New key handed to the same process');
    }
    try {
      await within(this.#limit('sign-in'), signal, (either) =>
        raceAbort(lease.pooled.signIn(granted, either), either),
      );
    } catch (thrown) {
      // A process that cannot take its key is a failed start-up: others get a new one.
      this.#spoiled = true;
      throw thrown;
    }
    return lease.pooled.generation;
  }

  #turn(
    lease: ClientLease,
    cwd: string,
    generation: number,
    signal: AbortSignal,
  ): ReturnType<typeof runGuarded> {
    const { clock, credentials, watchdog } = this.#deps;
    const { template, prompt } = this.#request;
    const { name, provider, promptsSent } = this.#report.view();
    const limits = watchdog();
    let worked = false;
    const works = (): void => {
      if (!worked) credentials.worked(template.credential, generation, name);
      worked = true;
    };
    this.#report.change({
      state: { phase: 'running', since: clock.now() },
      credentialGeneration: generation,
      promptsSent: promptsSent + 1,
      activity: 'Prompt sent',
    });
    this.#report.note('work', `Prompt sent: “${oneLine(prompt, 60)}”`);
    return runGuarded({
      client: lease.pooled.client,
      request: {
        prompt,
        cwd,
        model: template.model,
        options: template.options,
        sandbox: template.sandbox,
        approvals: template.approvals,
        forkBefore: this.#forkBefore,
      },
      onEvent: (event) => {
        if (event.kind === 'delta' || event.kind === 'tokens') works();
        this.#report.heard(event);
      },
      onStopping: () => this.#report.change({ state: { phase: 'stopping' }, activity: 'Stopping' }),
      limits,
      // The app's end does not wait for an answer: closing the process ends the turn as well.
      interruptMs: () => (this.#attention.isQuitting ? 0 : limits.interruptMs),
      provider,
      clock,
      signal,
    });
  }

  #judge(
    outcome: Extract<RunOutcome, { kind: 'failed' }>,
    generation: number,
  ): Extract<AttemptEnd, Setback> {
    const { credentials } = this.#deps;
    const { credentialId, provider, name } = this.#report.view();
    const { refusedAt } = outcome;
    if (outcome.failure.kind === 'unauthorized') {
      // Only here is it known which generation this turn was sent with.
      const failed: Failure = { ...outcome.failure, credentialId, generation, provider };
      credentials.refused(credentialId, generation, name, failed.code);
      this.#report.note('fail', `${provider} answered 401`);
      this.#report.note('fail', 'Sign-in marked refused; nothing more is sent with it');
      return { kind: 'parked', failure: failed, refusedAt };
    }
    if (spoilsClient(outcome.failure)) this.#spoiled = true;
    const status = statusOf(outcome.failure);
    const said = describeCause(outcome.failure, 'helper');
    this.#report.note('fail', status === null ? said : `${provider} answered ${status}`);
    return { kind: 'failed', failure: outcome.failure, refusedAt };
  }

  #limit(phase: string): WaitLimit {
    return { clock: this.#deps.clock, timeoutMs: this.#deps.watchdog().progressMs, phase };
  }

  #refusal(): Failure | null {
    const { credentialId, provider } = this.#report.view();
    return refusalInForce(this.#deps.credentials, credentialId, provider);
  }

  /** Parks without having sent anything. `refused` null means that the secret went meanwhile. */
  #waits(refused: Failure | null): AttemptEnd {
    const { credentialId, provider } = this.#report.view();
    const unset = { kind: 'unauthorized', credentialId, generation: 0, provider } as const;
    const failed = refused ?? failure(unset);
    this.#report.change({ credentialGeneration: this.#deps.credentials.generation(credentialId) });
    this.#report.note('attention', 'Will wait: nothing is sent until a sign-in works');
    return { kind: 'parked', failure: failed, refusedAt: null };
  }
}
