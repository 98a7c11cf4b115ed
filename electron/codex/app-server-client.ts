import { join } from 'node:path';

import { describeLimitMet } from '../../shared/describe-bounds.ts';
import { failure, type Failure } from '../../shared/failure.ts';
import type { HelperBounds } from '../../shared/state.ts';
import type { Clock } from '../base/clock.ts';
import { FailureError } from '../base/errors.ts';
import type { Looks } from '../base/folder-look.ts';
import type { Log } from '../base/log.ts';
import { ask, requestMs } from './ask.ts';
import {
  exitFailure,
  type ClientCredential,
  type ClientPlan,
  type CodexRun,
  type ExitReport,
  type Grant,
  type LimitHit,
  type PausableClient,
  type RunEvent,
  type RunRequest,
  type ThreadRequest,
} from './client.ts';
import type { TurnContext } from './codex-failure.ts';
import { shakeHands } from './handshake.ts';
import { openThread, type ThreadOpener } from './open-thread.ts';
import type { CodexProcess } from './process.ts';
import {
  isUsedNotification,
  parseNotification,
  type Notification,
  type RequestMethod,
} from './protocol.ts';
import { renewalAnswer, Renewals } from './renewal-answer.ts';
import { RpcClient, type BadLine, type RpcAnswer } from './rpc-client.ts';
import { answerServerRequest } from './server-requests.ts';
import { TurnRun, type RunHost } from './turn-run.ts';

const quietMs = 2_000;
/** How long a lost pipe waits for the news that the process is gone, which explains it better. */
const exitNewsMs = 400;

/** Of a warning to everybody this much is told. */
const noteLength = 2_000;
/** Warnings of before the first run that are kept for it. */
const earlyNotesMax = 20;

/** Everything a client is made of; `redact` also runs over codex's own words. */
export interface ClientParts {
  readonly id: string;
  readonly process: CodexProcess;
  readonly plan: ClientPlan;
  readonly credential: ClientCredential;
  readonly looks: Pick<Looks, 'resolve'>;
  readonly redact: (text: string) => string;
  readonly clock: Clock;
  readonly log: Log;
  /** How long a request may go unanswered; 30 s when left out. */
  readonly requestMs?: number;
}

/** One `codex app-server` and its one connection; runs are told apart by their thread. */
export class AppServerClient implements PausableClient, RunHost, ThreadOpener {
  readonly id: string;
  readonly pid: number;
  readonly exited: Promise<ExitReport>;
  readonly bounds: HelperBounds | undefined;
  readonly clock: Clock;
  readonly unreadable: readonly string[];
  readonly temporary: string | undefined;
  readonly looks: Pick<Looks, 'resolve'>;
  readonly #parts: ClientParts;
  readonly #rpc: RpcClient;
  readonly #runs = new Set<TurnRun>();
  readonly #byThread = new Map<string, TurnRun>();
  readonly #secrets = new Set<string>();
  #version: string;
  #generation: number;
  /** The access token that the process runs on; null when it is none of an account. */
  #held: string | null = null;
  readonly #renewals: Renewals;
  #opensAt: number | null = null;
  #earlyNotes: string[] = [];
  /** Opened before a run asks for it. */
  #thread: { readonly of: string; readonly opened: Promise<string | null> } | null = null;
  #closing = false;
  #gone: Failure | null = null;

  constructor(parts: ClientParts) {
    this.#parts = parts;
    this.id = parts.id;
    this.pid = parts.process.pid;
    this.exited = parts.process.exited;
    this.bounds = parts.process.bounds ?? undefined;
    this.clock = parts.clock;
    // A command that could write to our home would decide what the next thread starts outside its
    // sandbox.
    this.unreadable = [parts.plan.home, ...parts.plan.unreadable];
    this.temporary = parts.plan.env.TMPDIR;
    this.looks = parts.looks;
    this.#renewals = new Renewals((held) => parts.credential.renew(held), parts.clock);
    this.#version = parts.plan.program.version;
    this.#generation = parts.credential.generation;
    this.#rpc = new RpcClient(parts.process.stdin, parts.process.stdout, {
      onNotification: (method, params) => this.#notified(method, params),
      answer: (method) => this.#answer(method),
      onBadLine: (line) => this.#badLine(line),
      onTrouble: (cause) => void this.#lostPipe(cause),
    });
    void this.exited.then((report) => this.#end(exitFailure(report)));
  }

  get version(): string {
    return this.#version;
  }

  /**
   * `initialize`, `initialized`, and one more round trip so that every warning about the
   * configuration has come. Rejects with a FailureError: `incompatible`, `misconfigured`,
   * `exited`, `stalled` and what else can end the connection.
   */
  async handshake(signal: AbortSignal): Promise<void> {
    this.#version = await shakeHands({
      request: (method, params) => this.#ask(method, signal, params),
      notify: (method) => this.#rpc.notify(method),
    });
    await this.#ask('account/read', signal, {});
    if (this.#gone !== null) throw new FailureError(this.#gone);
  }

  async login(grant: Grant, signal: AbortSignal, generation?: number): Promise<void> {
    const secret = grant.kind === 'api-key' ? grant.secret : grant.accessToken;
    this.#secrets.add(secret);
    await this.#ask('account/login/start', signal, loginParams(grant));
    this.#held = grant.kind === 'account' ? secret : null;
    this.#generation = generation ?? this.#generation;
    this.#opensAt = null;
  }

  prepare(request: ThreadRequest): void {
    const opened = openThread(this, { ...request, forkBefore: null });
    // What keeps it from being opened is met again by the run.
    this.#thread = { of: threadKey(request), opened: opened.catch(() => null) };
  }

  async thread(request: RunRequest): Promise<string> {
    const { forkBefore, forkAfter = null } = request;
    const thread = this.#thread;
    this.#thread = null;
    const isFit = thread?.of === threadKey(request) && forkBefore === null && forkAfter === null;
    const opened = isFit ? await thread.opened : null;
    return opened ?? openThread(this, request);
  }

  run(request: RunRequest, onEvent: (event: RunEvent) => void): CodexRun {
    const run = new TurnRun(this, request, onEvent);
    this.#runs.add(run);
    void run.over.then(() => this.#runs.delete(run));
    for (const note of this.#earlyNotes) run.note(note);
    this.#earlyNotes = [];
    if (this.#gone !== null) run.end(this.#gone);
    return run;
  }

  /** Tells every run what its process came to the end of, and lives on. */
  met(hit: LimitHit): void {
    this.#parts.log.warn('codex-limit-met', { client: this.id, ...hit });
    this.#tellAll(describeLimitMet(hit));
  }

  flow(reads: boolean): void {
    if (reads) this.#rpc.letGo('full');
    else this.#rpc.hold('full');
  }

  async close(): Promise<void> {
    this.#closing = true;
    await this.#parts.process.close();
  }

  readonly repeatsSecret = (text: string): boolean =>
    [...this.#secrets].some((secret) => text.includes(secret));

  readonly redact = (text: string): string => {
    let clean = this.#parts.redact(text);
    for (const secret of this.#secrets) clean = clean.replaceAll(secret, '[removed]');
    return clean;
  };

  request(
    method: RequestMethod,
    params: unknown,
    timeoutMs = this.#parts.requestMs ?? requestMs,
  ): Promise<unknown> {
    return this.#rpc.request(method, params, { timeoutMs });
  }

  follow(threadId: string, run: TurnRun): void {
    this.#byThread.set(threadId, run);
    void run.over.then(() => {
      // One that came later may have been given the same name.
      if (this.#byThread.get(threadId) === run) this.#byThread.delete(threadId);
    });
  }

  async quiet(threadId: string): Promise<void> {
    const run = this.#byThread.get(threadId);
    if (run === undefined) return;
    const enough = new AbortController();
    await Promise.race([run.over, this.clock.pause(quietMs, enough.signal)]);
    enough.abort();
  }

  context(): Omit<TurnContext, 'answered'> {
    const { plan, credential } = this.#parts;
    return {
      provider: plan.provider.name,
      target: plan.provider.baseUrl,
      credentialId: credential.id,
      generation: this.#generation,
      opensAt: this.#opensAt,
      now: this.clock.now(),
    };
  }

  #ask(method: RequestMethod, signal: AbortSignal, params: unknown): Promise<unknown> {
    const timeoutMs = this.#parts.requestMs ?? requestMs;
    return ask(this.#rpc, method, params, { signal, timeoutMs, redact: this.redact });
  }

  #answer(method: string): RpcAnswer | Promise<RpcAnswer> {
    if (method !== 'account/chatgptAuthTokens/refresh') return answerServerRequest(method);
    return renewalAnswer(this.#renewals.ask(this.#held), this.clock, ({ accessToken }) => {
      this.#secrets.add(accessToken);
      this.#held = accessToken;
    });
  }

  #notified(method: string, params: unknown): void {
    let notification: Notification | null;
    try {
      notification = parseNotification(method, params);
    } catch {
      this.#parts.log.warn('codex-odd-notification', { client: this.id, method });
      return;
    }
    if (notification === null) return;
    switch (notification.method) {
      case 'account/login/completed':
      case 'account/updated':
        // The turn tells what becomes of a token; here there is nobody to tell it to.
        return;
      case 'configWarning':
        this.#configWarning(notification.params);
        return;
      case 'account/rateLimits/updated':
        this.#rateLimits(notification.params.rateLimits);
        return;
      case 'warning':
        if (notification.params.threadId === null) this.#tellAll(notification.params.message);
        else this.#byThread.get(notification.params.threadId)?.take(notification);
        return;
      default:
        this.#byThread.get(notification.params.threadId)?.take(notification);
    }
  }

  #configWarning(warning: Extract<Notification, { method: 'configWarning' }>['params']): void {
    const said = [warning.summary, warning.details].filter(Boolean).join(' ');
    if (warning.path !== join(this.#parts.plan.home, 'config.toml')) {
      this.#tellAll(said);
      return;
    }
    // codex goes on with its defaults then, which would send to the real OpenAI provider.
    this.#end(failure({ kind: 'misconfigured', what: 'config.toml' }, this.redact(said)));
    void this.#parts.process.close();
  }

  #rateLimits(
    limits: Extract<Notification, { method: 'account/rateLimits/updated' }>['params']['rateLimits'],
  ): void {
    const used = [limits.primary, limits.secondary].flatMap((window) =>
      window !== null && window.usedPercent >= 100 && window.resetsAt !== null
        ? [window.resetsAt * 1000]
        : [],
    );
    this.#opensAt = used.length === 0 ? null : Math.max(...used);
  }

  #tellAll(text: string): void {
    const note = text.slice(0, noteLength);
    this.#parts.log.info('codex-note', { client: this.id, text: this.redact(note) });
    if (this.#runs.size === 0 && this.#earlyNotes.length < earlyNotesMax) {
      this.#earlyNotes.push(note);
    }
    for (const run of this.#runs) run.note(note);
  }

  /** Ends the run that the line belongs to, and no other; what nobody here uses may be unreadable. */
  #badLine({ failure: cause, method, threadId }: BadLine): void {
    this.#parts.log.warn('codex-bad-line', { client: this.id, method, code: cause.code });
    if (method !== null && !isUsedNotification(method)) return;
    const [only] = this.#runs;
    const ofThread = threadId === null ? undefined : this.#byThread.get(threadId);
    const run = threadId === null && this.#runs.size === 1 ? only : ofThread;
    run?.breakOff(cause);
  }

  async #lostPipe(cause: Failure): Promise<void> {
    if (cause.kind !== 'protocol') {
      const enough = new AbortController();
      await Promise.race([this.exited, this.clock.pause(exitNewsMs, enough.signal)]);
      enough.abort();
    }
    this.#end(cause);
    await this.#parts.process.close();
  }

  #end(cause: Failure): void {
    if (this.#gone !== null) return;
    this.#gone = cause;
    this.#rpc.fail(cause);
    for (const run of [...this.#runs]) run.end(this.#closing ? null : cause);
  }
}

/** Tells threads apart that were asked for in another way. */
const threadKey = ({ cwd, model, options, sandbox, approvals }: ThreadRequest): string =>
  JSON.stringify([cwd, model, options, sandbox, approvals]);

const loginParams = (grant: Grant): Readonly<Record<string, unknown>> => {
  switch (grant.kind) {
    case 'api-key':
      return { type: 'apiKey', apiKey: grant.secret };
    case 'account':
      return {
        type: 'chatgptAuthTokens',
        accessToken: grant.accessToken,
        chatgptAccountId: grant.accountId,
        chatgptPlanType: grant.plan,
      };
  }
};
