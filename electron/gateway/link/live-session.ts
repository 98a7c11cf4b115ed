import * as v from 'valibot';

import { failure, type Failure } from '../../../shared/failure.ts';
import type { GatewayState } from '../../../shared/state.ts';
import { hintMs } from '../../base/bounded.ts';
import type { Clock } from '../../base/clock.ts';
import type { WireEnd } from '../../wire/wire-end.ts';
import type { WireOptions, WireSession } from '../../wire/wire-session.ts';
import type { GatewayModels } from '../models/gateway-models.ts';
import type { SessionSync } from '../sessions/session-sync.ts';
import { type EndVerdict, judgeEnd, type ShutdownNotice } from './gateway-failure.ts';
import { Liveness } from './liveness.ts';
import type { GatewayTimings } from './timings.ts';
import type { ViewKeeper } from './view-keeper.ts';

export interface LiveSessionDeps {
  readonly clock: Clock;
  readonly timings: GatewayTimings;
  readonly url: string;
  /** What was asked for. */
  readonly scopes: readonly string[];
  readonly view: ViewKeeper;
  readonly sync: SessionSync;
  readonly models: Pick<GatewayModels, 'event' | 'gap' | 'run'>;
}

const ShutdownSchema = v.object({
  restartExpectedMs: v.optional(v.nullable(v.number()), null),
});

/** A probe that comes back late is still life, so it is waited for far longer than it may take. */
const probeAnswerMs = 120_000;

/** One connection from hello to its end: is it alive, is it whole, what do its sessions do. */
export class LiveSession {
  /** For the wire, from before hello on. */
  readonly events: Pick<WireOptions, 'onEvent' | 'onFrame' | 'onGap'>;
  readonly #deps: LiveSessionDeps;
  readonly #session: { current: WireSession | null } = { current: null };
  readonly #life = new AbortController();
  readonly #liveness: Liveness;
  #since: number;
  #jobs: Promise<unknown> = Promise.resolve();
  #shutdown: ShutdownNotice | null = null;
  #stalledSince: number | null = null;
  #missing: Failure | null = null;
  #unreadable: Failure | null = null;
  #stable = false;

  constructor(deps: LiveSessionDeps) {
    this.#deps = deps;
    this.#since = deps.clock.now();
    this.#liveness = new Liveness({
      clock: deps.clock,
      timings: deps.timings,
      probe: () => void this.#probe(),
      onStalled: (since) => {
        this.#stalledSince = since;
        deps.view.tell('attention', 'No answer from the gateway; the connection is kept', {
          state: this.#state(),
        });
      },
      onRecovered: () => {
        this.#stalledSince = null;
        deps.view.tell('ok', 'The gateway answers again', { state: this.#state() });
      },
    });
    this.events = {
      onFrame: () => this.#liveness.frame(),
      onGap: () => {
        deps.sync.gap();
        deps.models.gap();
      },
      onEvent: (name, payload) => {
        if (name === 'shutdown') this.#noteShutdown(payload);
        deps.sync.event(name, payload);
        deps.models.event(name, payload);
      },
    };
  }

  /** True once it held long enough for the back-off to start over. */
  get stable(): boolean {
    return this.#stable;
  }

  /** Why its sessions cannot be read; null once they can be. */
  unreadable(why: Failure | null): void {
    if (this.#unreadable?.kind === why?.kind) return;
    this.#unreadable = why;
    this.#deps.view.set({ state: this.#state() });
  }

  begin(session: WireSession): void {
    const { clock, timings, scopes, view, sync, models } = this.#deps;
    const { hello } = session;
    this.#session.current = session;
    this.#since = clock.now();
    const missing = scopes.find((scope) => !hello.scopes.includes(scope));
    if (missing !== undefined) {
      this.#missing = failure({ kind: 'missing-scope', scope: missing }, '', 'MISSING_SCOPE');
    }
    const again = view.view.connId !== null;
    const restarted = again && view.view.bootId !== hello.bootId;
    const text = restarted ? 'Connected; the gateway has restarted' : 'Connected';
    view.tell('ok', text, {
      state: this.#state(),
      version: hello.version,
      connId: hello.connId,
      bootId: hello.bootId,
      scopes: hello.scopes,
      reconnects: view.view.reconnects + (again ? 1 : 0),
    });
    const becomeStable = async (): Promise<void> => {
      await clock.pause(timings.stableMs, this.#life.signal);
      if (this.#life.signal.aborted) return;
      this.#stable = true;
      view.set({ attempts: 0 });
    };
    const { signal } = this.#life;
    this.#jobs = Promise.all([
      sync.run(session, signal),
      models.run(session, signal),
      becomeStable(),
    ]);
  }

  /** Watches until the session ends (what that means) or the signal aborts (`over`). */
  async run(signal: AbortSignal): Promise<EndVerdict | 'over'> {
    const session = this.#session.current;
    if (session === null) return 'over';
    const stop = new AbortController();
    const abort = (): void => stop.abort();
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    const watching = this.#liveness.run(stop.signal);
    const how = await Promise.race([session.ended, watching]);
    abort();
    signal.removeEventListener('abort', abort);
    await watching;
    if (how === 'over') return how;
    return how === 'dead' ? this.#death() : this.#judge(how);
  }

  /** Ends it and everything that goes on in it; settles when the socket is gone. */
  async finish(): Promise<void> {
    this.#life.abort();
    await this.#session.current?.close();
    await this.#jobs;
    const { view } = this.#deps;
    const readAt = view.view.sessionsReadAt ?? 0;
    // What was read was true for as long as the gateway told of changes; an older reading was not.
    if (readAt >= this.#since) view.set({ sessionsReadAt: this.#liveness.lastFrameAt });
  }

  async #probe(): Promise<void> {
    const options = { timeoutMs: probeAnswerMs, signal: this.#life.signal };
    // Any answer is seen by onFrame, an error too; none is what liveness counts.
    await this.#session.current?.request('health', {}, options).catch(() => undefined);
  }

  #noteShutdown(payload: unknown): void {
    const parsed = v.safeParse(ShutdownSchema, payload);
    const told = parsed.success ? parsed.output.restartExpectedMs : null;
    this.#shutdown = { restartExpectedMs: told === null ? null : hintMs(told) };
  }

  #state(): GatewayState {
    const hello = this.#session.current?.hello;
    const base = { connId: hello?.connId ?? '', bootId: hello?.bootId ?? '' };
    const now = this.#deps.clock.now();
    if (this.#stalledSince !== null) {
      const silentMs = now - this.#stalledSince;
      const stalled = failure({ kind: 'stalled', phase: 'gateway', silentMs });
      return { phase: 'degraded', since: this.#stalledSince, ...base, failure: stalled };
    }
    const lacking = this.#missing ?? this.#unreadable;
    return lacking === null
      ? { phase: 'connected', since: this.#since, ...base }
      : { phase: 'degraded', since: this.#since, ...base, failure: lacking };
  }

  #death(): EndVerdict {
    const silentMs = Math.round(this.#liveness.silentMs);
    const cause = { kind: 'unreachable', reason: 'timeout', target: this.#deps.url } as const;
    const detail = `no frame for ${silentMs} ms, three probes unanswered`;
    return { failure: failure(cause, detail), next: 'wait', retryAfterMs: null };
  }

  #judge(end: WireEnd): EndVerdict {
    const { url, clock } = this.#deps;
    const now = clock.now();
    return judgeEnd(end, { url, proofSent: true, shutdown: this.#shutdown, now });
  }
}
