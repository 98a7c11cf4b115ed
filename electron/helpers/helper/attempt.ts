import { describeCause } from '../../../shared/describe-cause.ts';
import type { Failure } from '../../../shared/failure.ts';
import { toFailure } from '../../base/errors.ts';
import { raceAbort } from '../../base/promises.ts';
import type { CredentialUse } from '../../credentials/grants.ts';
import { credentialUse, type Breaker } from '../breaker.ts';
import type { Litter, Stay } from '../client/litter.ts';
import type { ClientLease } from '../client/pool.ts';
import type { SpawnRequest } from '../spawn-request.ts';
import type { Slot, StartQueue } from '../start-queue.ts';
import type { Attention } from './attention.ts';
import { type AttemptReport, Conversation, type ConversationDeps } from './conversation.ts';
import type { Beginning } from './finished-steps.ts';
import type { AttemptEnd } from './life.ts';
import { within, type WaitLimit } from './watchdog.ts';

export interface AttemptDeps extends Omit<ConversationDeps, 'refusal'> {
  readonly breaker: Pick<Breaker, 'refusal' | 'refused'>;
  readonly queue: StartQueue;
  /** Throws a FailureError when the folder cannot be worked in. */
  readonly checkFolder: (cwd: string) => Promise<string>;
  /** A client with its compartment; throws a FailureError, and then nothing is left of it. */
  readonly acquire: (request: SpawnRequest, signal: AbortSignal) => Promise<ClientLease>;
  readonly litter: Pick<Litter, 'enter'>;
}

/** Sends a helper's prompt, from the queue to the end of the turn, and holds what that needs. */
export class Attempt {
  readonly #request: SpawnRequest;
  readonly #use: CredentialUse;
  readonly #deps: AttemptDeps;
  readonly #attention: Attention;
  readonly #report: AttemptReport;
  readonly #conversation: Conversation;
  #slot: Slot | null = null;
  #lease: ClientLease | null = null;
  /** In the folder that it works in, where it may write there. */
  #stay: Stay | null = null;
  /** Aborted to take it out of the line, while it stands in it. */
  #inLine: AbortController | null = null;
  /** The refusal that came since this attempt began. */
  #heldBy: Failure | null = null;

  constructor(
    request: SpawnRequest,
    deps: AttemptDeps,
    attention: Attention,
    report: AttemptReport,
  ) {
    this.#request = request;
    this.#use = credentialUse(request);
    this.#deps = deps;
    this.#attention = attention;
    this.#report = report;
    const asked = { ...deps, refusal: () => this.#refusal() };
    this.#conversation = new Conversation(request, this.#use, asked, attention, report);
  }

  /** Settles when the client held is gone; null while none is held. */
  get clientGone(): Promise<void> | null {
    return this.#lease?.pooled.gone ?? null;
  }

  /** True while a client is held whose process lives and that may be used again. */
  get hasClient(): boolean {
    return this.#lease?.pooled.isGone === false && !this.#conversation.isSpoiled;
  }

  /** True while the finished steps of a failed turn can be gone on from. */
  get hasSteps(): boolean {
    return this.hasClient || this.#conversation.steps.isKept;
  }

  /** Sends the prompt once (more only by `retryPause`); never rejects. A parked one keeps its client. */
  async run(how: Beginning): Promise<AttemptEnd> {
    const { signal } = this.#attention;
    this.#heldBy = null;
    let end: AttemptEnd;
    try {
      end = await this.#send(how, signal);
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

  /** True once a refusal came since it began, whatever has come after that. */
  get isHeld(): boolean {
    return this.#heldBy !== null;
  }

  /** Sends nothing more before it is begun anew: a place in line is given up, and it parks. */
  hold(why: Failure): void {
    this.#heldBy = why;
    this.#inLine?.abort();
  }

  /** Keeps the failed turn's finished steps, so that they outlive the client. */
  async keepSteps(): Promise<void> {
    if (this.#lease !== null) await this.#conversation.steps.keep(this.#lease.pooled.codexHome);
  }

  /** Gives slot and client back; settles when an own client is gone. Twice is safe. */
  async letGo(): Promise<void> {
    const lease = this.#lease;
    this.#lease = null;
    try {
      if (lease === null) return;
      const { isSpoiled } = this.#conversation;
      this.#conversation.clientLost();
      await lease.release(isSpoiled);
      await this.#leaveFolder(lease);
      if (lease.isolated) this.#report.note('neutral', 'Its own client is closed');
      this.#report.change({ pid: null });
    } finally {
      this.#leaveSlot();
    }
  }

  #leaveSlot(): void {
    this.#slot?.leave();
    this.#slot = null;
  }

  /** Why nothing may be sent. A new sign-in lets those go first that wait for it already. */
  #refusal(): Failure | null {
    return this.#deps.breaker.refusal(this.#use) ?? this.#heldBy;
  }

  async #send(how: Beginning, signal: AbortSignal): Promise<AttemptEnd> {
    const refused = this.#refusal();
    if (refused !== null) return this.#conversation.waits(refused);
    this.#slot = await this.#standInLine(signal);
    const refusedMeanwhile = this.#refusal();
    if (refusedMeanwhile !== null) return this.#conversation.waits(refusedMeanwhile);
    const startedAt = this.#report.view().startedAt ?? this.#deps.ambient.clock.now();
    this.#report.reached({ phase: 'starting' }, { startedAt, activity: 'Starting' });
    const cwd = await within(this.#limit('folder'), signal, (either) =>
      raceAbort(this.#deps.checkFolder(this.#request.cwd), either),
    );
    const lease = await this.#held(cwd, signal);
    this.#slot?.started();
    this.#report.reached({ phase: 'ready' }, { activity: 'Ready' });
    return this.#conversation.run(lease, cwd, how, signal);
  }

  /** A slot; null when it was taken out of the line because nothing may be sent. */
  async #standInLine(signal: AbortSignal): Promise<Slot | null> {
    const { queue } = this.#deps;
    if (queue.isFull) {
      this.#report.change({ activity: 'Queued: starts when a slot is free' });
      this.#report.note('neutral', 'Queued: starts when a slot is free');
    }
    const inLine = new AbortController();
    this.#inLine = inLine;
    try {
      return await queue.enter(AbortSignal.any([signal, inLine.signal]));
    } catch (thrown) {
      if (signal.aborted || !inLine.signal.aborted) throw thrown;
      return null;
    } finally {
      this.#inLine = null;
    }
  }

  /** The client it still has, else a new one. */
  async #held(cwd: string, signal: AbortSignal): Promise<ClientLease> {
    if (this.#lease?.pooled.isGone === true) await this.#dropLease(this.#lease);
    if (this.#lease !== null) return this.#lease;
    const lease = await within(this.#limit('starting'), signal, (either) =>
      this.#deps.acquire(this.#request, either),
    );
    this.#lease = lease;
    if (this.#request.template.sandbox === 'workspace-write') {
      this.#stay = await this.#deps.litter.enter(cwd);
    }
    const { id, pid, bounds } = lease.pooled.client;
    this.#report.change({ clientId: id, pid, ...(bounds === undefined ? {} : { bounds }) });
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
    this.#conversation.clientLost();
    await lease.release(true);
    await this.#leaveFolder(lease);
    this.#report.change({ pid: null });
  }

  /** What stays of a sandbox is taken away, or named, once no process of its client can be in it. */
  async #leaveFolder(lease: ClientLease): Promise<void> {
    const stay = this.#stay;
    this.#stay = null;
    if (stay === null) return;
    const leaving = stay.leave(lease.pooled.gone).then((left) => {
      if (left.length > 0) this.#report.left(left);
    });
    // A shared client lives on with others, and its own sandbox clears up after itself.
    if (lease.isolated) await leaving;
  }

  #limit(phase: string): WaitLimit {
    return { clock: this.#deps.ambient.clock, timeoutMs: this.#deps.watchdog().progressMs, phase };
  }
}
