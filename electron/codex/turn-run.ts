import * as v from 'valibot';

import { failure, type Failure } from '../../shared/failure.ts';
import type { Clock } from '../base/clock.ts';
import { deferred } from '../base/promises.ts';
import { FailureError } from '../base/errors.ts';
import type { CodexRun, RunEvent, RunOutcome, RunRequest } from './client.ts';
import { codexFailure, type TurnContext, requestFailure } from './codex-failure.ts';
import {
  TurnResult,
  type Notification,
  type RequestMethod,
  type ThreadItem,
  type TurnError,
} from './protocol.ts';
import { RpcError } from './rpc-client.ts';
import { runItem } from './run-item.ts';

/** What a run needs of the client it belongs to. */
export interface RunHost {
  readonly clock: Clock;
  readonly redact: (text: string) => string;
  /** True when a secret that the client signed in with stands in the text as it is. */
  readonly repeatsSecret: (text: string) => boolean;
  /** `openThread`, or the thread that was opened for such a run before. */
  thread(request: RunRequest): Promise<string>;
  request(method: RequestMethod, params: unknown, timeoutMs?: number): Promise<unknown>;
  /** Sends the thread's notifications to this run from now on. */
  follow(threadId: string, run: TurnRun): void;
  /** What a refusal is told with, without what only the run knows. */
  context(): Omit<TurnContext, 'answered'>;
}

/** Of a warning this much is told. */
const noteLength = 2_000;

/** How long the end of a turn that was given up is waited for. */
const abandonMs = 5_000;

/** One thread with one turn in it: `thread/start` or `thread/fork`, then `turn/start`. */
export class TurnRun implements CodexRun {
  readonly outcome: Promise<RunOutcome>;
  /** Settles when codex has ended the turn, or cannot any more; later than `outcome` at times. */
  readonly over: Promise<void>;
  readonly #host: RunHost;
  readonly #request: RunRequest;
  readonly #onEvent: (event: RunEvent) => void;
  readonly #outcome = deferred<RunOutcome>();
  readonly #over = deferred<undefined>();
  readonly #turnKnown = deferred<string | null>();
  #settled = false;
  #stopping = false;
  #answered = false;
  /** Its prompt has left. */
  #asked = false;
  #threadId: string | null = null;
  #turnId: string | null = null;
  #messages = 0;
  #streamed: string | null = null;

  constructor(host: RunHost, request: RunRequest, onEvent: (event: RunEvent) => void) {
    this.#host = host;
    this.#request = request;
    this.#onEvent = onEvent;
    this.outcome = this.#outcome.promise;
    this.over = this.#over.promise.then(() => undefined);
    this.#begin().catch((error: unknown) => this.end(requestFailure(error, host.redact)));
  }

  /** Takes a notification of this run's thread. */
  take(notification: Notification): void {
    switch (notification.method) {
      case 'turn/started':
        this.#startTurn(notification.params.turn.id);
        return;
      case 'item/started':
        this.#item(notification.params.item, false);
        return;
      case 'item/completed':
        this.#item(notification.params.item, true);
        return;
      case 'item/agentMessage/delta':
        this.#delta(notification.params.itemId, notification.params.delta);
        return;
      case 'item/reasoning/summaryTextDelta':
      case 'item/reasoning/textDelta':
        this.#answered = true;
        this.#emit({ kind: 'progress' });
        return;
      case 'item/commandExecution/outputDelta':
        this.#emit({ kind: 'progress' });
        return;
      case 'thread/tokenUsage/updated':
        this.#emit({ kind: 'tokens', total: notification.params.tokenUsage.total.totalTokens });
        return;
      case 'warning':
        this.note(notification.params.message);
        return;
      case 'configWarning':
        this.note(notification.params.summary);
        return;
      case 'error':
        this.#refused(notification.params.error);
        if (notification.params.willRetry) this.#abandon();
        return;
      case 'turn/completed':
        // A helper whose prompt never left has completed nothing.
        if (this.#asked)
          this.#completed(notification.params.turn.status, notification.params.turn.error);
        return;
      case 'account/login/completed':
      case 'account/rateLimits/updated':
      case 'account/updated':
        return;
    }
  }

  /** Says a warning that was given to the whole app-server. */
  note(text: string): void {
    this.#emit({ kind: 'note', text: this.#host.redact(text.slice(0, noteLength)) });
  }

  /** Ends the run from outside the turn: `null` when its client was closed on purpose. */
  end(cause: Failure | null): void {
    this.#settle(
      cause === null
        ? { kind: 'interrupted' }
        : { kind: 'failed', failure: cause, refusedAt: null, at: this.#at() },
    );
    this.#over.resolve(undefined);
  }

  /** Ends the run for a cause of its own, and in codex the turn that may go on. */
  breakOff(cause: Failure): void {
    this.#settle({ kind: 'failed', failure: cause, refusedAt: null, at: this.#at() });
    if (this.#turnId === null) this.#over.resolve(undefined);
    else this.#abandon();
  }

  async interrupt(timeoutMs: number): Promise<void> {
    if (this.#settled) return;
    this.#stopping = true;
    const unanswered = deferred<'unanswered'>();
    const timer = setTimeout(() => unanswered.resolve('unanswered'), timeoutMs);
    try {
      const ended = await Promise.race([this.#interruptTurn(timeoutMs), unanswered.promise]);
      if (ended === 'unanswered') {
        throw new FailureError(
          failure({ kind: 'stalled', phase: 'interrupt', silentMs: timeoutMs }),
        );
      }
    } finally {
      clearTimeout(timer);
    }
  }

  async #interruptTurn(timeoutMs: number): Promise<'ended'> {
    const turnId = await this.#turnKnown.promise;
    if (turnId !== null && !this.#settled) await this.#sendInterrupt(turnId, timeoutMs);
    await this.outcome;
    return 'ended';
  }

  async #sendInterrupt(turnId: string, timeoutMs: number): Promise<void> {
    const threadId = this.#threadId;
    try {
      await this.#host.request('turn/interrupt', { threadId, turnId }, timeoutMs);
    } catch (error) {
      // A refusal means that the turn had ended on its own: its outcome tells.
      if (!(error instanceof RpcError)) throw error;
    }
    // A command that the turn started would go on by itself in a client that others share.
    this.#host
      .request('thread/backgroundTerminals/clean', { threadId }, timeoutMs)
      .catch(() => undefined);
  }

  async #begin(): Promise<void> {
    const thread = await this.#host.thread(this.#request);
    this.#threadId = thread;
    this.#host.follow(thread, this);
    this.#emit({ kind: 'thread', threadId: thread });
    if (this.#leave()) return;
    const mayLeave = await this.#request.mayLeave?.();
    if (this.#leave()) return;
    if (mayLeave === false) {
      this.#settle({ kind: 'held' });
      this.#over.resolve(undefined);
      return;
    }
    this.#asked = true;
    const answer = await this.#host.request('turn/start', {
      threadId: thread,
      input: [{ type: 'text', text: this.#request.prompt, text_elements: [] }],
    });
    this.#startTurn(v.parse(TurnResult, answer).turn.id);
  }

  /** True when the run ended or was interrupted before its turn was asked for. */
  #leave(): boolean {
    if (this.#stopping) this.end(null);
    return this.#settled;
  }

  #startTurn(turnId: string): void {
    if (this.#turnId !== null || this.#threadId === null) return;
    this.#turnId = turnId;
    this.#emit({ kind: 'turn', threadId: this.#threadId, turnId });
    this.#turnKnown.resolve(turnId);
  }

  #item(item: ThreadItem, over: boolean): void {
    const shown = runItem(item, over);
    if (shown === null) return;
    this.#answered = true;
    this.#emit({
      kind: over ? 'item-completed' : 'item-started',
      item: { ...shown, title: this.#host.redact(shown.title) },
    });
    // A provider that does not stream sends its message only whole.
    if (over && shown.type === 'message' && this.#streamed !== item.id) {
      this.#delta(item.id, item.text ?? '');
    }
  }

  #delta(itemId: string, text: string): void {
    this.#answered = true;
    if (text === '') return;
    if (this.#streamed !== itemId) {
      this.#streamed = itemId;
      this.#messages += 1;
      if (this.#messages > 1) this.#emit({ kind: 'delta', text: '\n\n' });
    }
    this.#emit({ kind: 'delta', text });
  }

  #refused(error: TurnError): void {
    const found = codexFailure(error, { ...this.#host.context(), answered: this.#answered });
    this.#settle({
      kind: 'failed',
      failure: { ...found, detail: this.#host.redact(found.detail) },
      refusedAt: this.#host.clock.now(),
      at: this.#at(),
      repeatsSecret: this.#host.repeatsSecret(`${error.message}\n${error.additionalDetails ?? ''}`),
    });
  }

  #completed(status: string, error: TurnError | null): void {
    if (status === 'completed') this.#settle({ kind: 'completed' });
    else if (status === 'interrupted') this.#settle({ kind: 'interrupted' });
    else this.#refused(error ?? { message: `turn ${status}`, additionalDetails: null });
    this.#over.resolve(undefined);
  }

  /** codex would retry, and waits for a network without end: what is safe to retry, the panel does. */
  #abandon(): void {
    const turnId = this.#turnId;
    if (turnId === null) return;
    this.#sendInterrupt(turnId, abandonMs).catch(() => this.#over.resolve(undefined));
  }

  #at(): { readonly threadId: string; readonly turnId: string } | null {
    return this.#threadId === null || this.#turnId === null
      ? null
      : { threadId: this.#threadId, turnId: this.#turnId };
  }

  #settle(outcome: RunOutcome): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#outcome.resolve(outcome);
    this.#turnKnown.resolve(null);
  }

  #emit(event: RunEvent): void {
    if (!this.#settled) this.#onEvent(event);
  }
}
