import { describeCause } from '../../shared/describe-cause.ts';
import { failure, type Failure } from '../../shared/failure.ts';
import { backoff } from '../backoff.ts';
import type { AddressDeps, GatewayAddress } from './address.ts';
import { AddressFinder } from './address-finder.ts';
import { Alarm } from './alarm.ts';
import { ConfigWatch } from './config-watch.ts';
import { connect, type ConnectDeps } from './connect.ts';
import type { EndVerdict } from './gateway-failure.ts';
import type { GatewayModels } from './gateway-models.ts';
import { checkListener, endpointOf } from './listener-check.ts';
import { isLoopbackHost } from './listeners.ts';
import { LiveSession } from './live-session.ts';
import { lookAround } from './looked-at.ts';
import { askReady } from './readyz.ts';
import { RetryWait } from './retry-wait.ts';
import type { SessionSync } from './session-sync.ts';
import { linkBackoff, type GatewayTimings } from './timings.ts';
import type { ViewKeeper } from './view-keeper.ts';

export interface GatewayConnectionDeps extends Omit<
  ConnectDeps,
  'handshakeMs' | 'onDial' | 'onChallenge' | 'events'
> {
  readonly address: AddressDeps;
  readonly random: () => number;
  readonly timings: GatewayTimings;
  readonly view: ViewKeeper;
  readonly sync: SessionSync;
  readonly models: GatewayModels;
}

const unknownGateway = {
  state: { phase: 'idle' },
  version: null,
  connId: null,
  bootId: null,
  scopes: [],
  attempts: 0,
  reconnects: 0,
  lookedAt: [],
  sessionsReadAt: null,
  sessionsNotShown: 0,
} as const;

const foreverMs = 2 ** 31 - 1;

/**
 * The one loop of the link: find the address, connect, live, rest, again. A refusal rests until a
 * person, the settings or a changed openclaw.json gives a reason to try; anything that can pass by
 * itself rests for a back-off, cut short when the gateway turns ready. Stopped only by the person.
 */
export class GatewayConnection {
  readonly #deps: GatewayConnectionDeps;
  readonly #finder: AddressFinder;
  readonly #alarm = new Alarm();
  readonly #rest: RetryWait;
  readonly #watch: ConfigWatch;
  #wanted = true;
  #asked = false;
  #reconfigured = false;
  #fileChanged = false;
  #tried: GatewayAddress | null = null;
  #live: LiveSession | null = null;
  #backoffStep = 0;
  #outageSince: number | null = null;

  constructor(deps: GatewayConnectionDeps) {
    this.#deps = deps;
    const { clock, timings } = deps;
    this.#finder = new AddressFinder(deps.address, deps.log);
    this.#rest = new RetryWait({
      clock,
      timings,
      alarm: this.#alarm,
      isReady: (signal) => this.#isReady(signal),
    });
    this.#watch = new ConfigWatch({
      clock,
      log: deps.log,
      settleMs: timings.settleMs,
      onChange: () => {
        this.#fileChanged = true;
        const { phase } = deps.view.view.state;
        if (phase === 'waiting' || phase === 'blocked') this.#alarm.ring();
      },
    });
  }

  /** "Retry now": one attempt at once; one that is under way already is that attempt. */
  retry(): void {
    const { phase } = this.#deps.view.view.state;
    const underWay = phase === 'connected' || phase === 'connecting' || phase === 'handshaking';
    // After a disconnect that the loop has not seen yet, what is under way is about to end.
    if (underWay && this.#wanted) return;
    this.#wanted = true;
    this.#asked = true;
    this.#alarm.ring();
  }

  disconnect(): void {
    this.#wanted = false;
    this.#alarm.ring();
  }

  /** The settings changed: a connection to what they name now is kept, anything else is tried. */
  reconfigured(): void {
    this.#reconfigured = true;
    this.#alarm.ring();
  }

  /** Where the link is, with the secret that came with it; null while there is no connection. */
  address(): GatewayAddress | null {
    return this.#live === null ? null : this.#tried;
  }

  /** Why the sessions of the present connection cannot be read; null once they can be. */
  unreadable(why: Failure | null): void {
    this.#live?.unreadable(why);
  }

  /** Runs until aborted; settles when the last socket is gone. */
  async run(signal: AbortSignal): Promise<void> {
    try {
      while (!signal.aborted) {
        if (!this.#wanted) {
          await this.#stayStopped(signal);
          continue;
        }
        const verdict = await this.#attempt(signal);
        if (verdict !== null) await this.#wait(verdict, signal);
      }
    } finally {
      this.#watch.close();
    }
  }

  async #stayStopped(signal: AbortSignal): Promise<void> {
    const { clock, view } = this.#deps;
    this.#outageSince = null;
    view.tell('neutral', 'Disconnected by you', {
      state: { phase: 'stopped', since: clock.now() },
      attempts: 0,
      lookedAt: [],
    });
    while (!this.#wanted && !signal.aborted) {
      await this.#alarm.during((stop) => clock.pause(foreverMs, stop), signal);
      this.#alarm.take();
    }
  }

  /** Null when it was broken off by an act. */
  async #attempt(signal: AbortSignal): Promise<EndVerdict | null> {
    const { clock, log, timings, scopes, view, sync, models, onSecret } = this.#deps;
    this.#asked = this.#reconfigured = this.#fileChanged = false;
    const address = await this.#finder.find();
    const moved = address.url !== this.#tried?.url;
    if (moved) {
      this.#rest.forget();
      this.#backoffStep = 0;
      this.#outageSince = null;
      sync.forget();
      models.forget();
    }
    this.#tried = address;
    this.#watch.follow(address.files);
    if (address.secret !== null) onSecret(address.secret.value);
    view.set({
      url: address.url,
      addressSource: address.source,
      configPath: address.configPath,
      secretKind: address.secretKind,
      ...(moved ? { ...unknownGateway, tokenSource: address.secret?.source ?? 'none' } : {}),
    });
    if (address.problem !== null) {
      return { failure: address.problem, next: 'block', retryAfterMs: null };
    }

    const attempt = view.view.attempts + 1;
    const since = clock.now();
    const live = new LiveSession({ clock, timings, url: address.url, scopes, view, sync, models });
    const connected = await this.#alarm.during(
      (stop) =>
        connect(
          address,
          {
            ...this.#deps,
            handshakeMs: timings.handshakeMs,
            onDial: () => view.set({ state: { phase: 'connecting', attempt, since } }),
            onChallenge: () => view.set({ state: { phase: 'handshaking', attempt, since } }),
            events: live.events,
          },
          stop,
        ).catch((thrown: unknown) => {
          log.error('gateway.attempt.threw', { error: String(thrown) });
          const failed = failure({ kind: 'unexpected' }, String(thrown));
          const verdict = { failure: failed, next: 'wait', retryAfterMs: null } as const;
          return { ok: false, verdict, tokenSource: null } as const;
        }),
      signal,
    );
    const { tokenSource } = connected;
    view.set({ attempts: attempt, ...(tokenSource === null ? {} : { tokenSource }) });
    if (connected.ok) {
      this.#outageSince = null;
      view.set({ lookedAt: [] });
      live.begin(connected.session);
      return this.#liveThrough(live, signal);
    }
    return this.#alarm.take() || signal.aborted ? null : connected.verdict;
  }

  async #liveThrough(live: LiveSession, signal: AbortSignal): Promise<EndVerdict | null> {
    this.#live = live;
    let verdict: EndVerdict | 'over';
    do {
      verdict = await this.#alarm.during((stop) => live.run(stop), signal);
      if (verdict === 'over') this.#alarm.take();
    } while (verdict === 'over' && !signal.aborted && !(await this.#mustLeave()));
    this.#live = null;
    await live.finish();
    if (live.stable) this.#backoffStep = 0;
    this.#rest.forget();
    if (verdict === 'over') return null;
    this.#deps.log.warn('gateway.lost', { failure: verdict.failure });
    return verdict;
  }

  /** Whether what was asked for ends a connection that is there. */
  async #mustLeave(): Promise<boolean> {
    if (!this.#wanted || this.#asked) return true;
    if (!this.#reconfigured) return false;
    this.#reconfigured = false;
    return this.#finder.hasMoved(this.#tried);
  }

  async #wait(verdict: EndVerdict, signal: AbortSignal): Promise<void> {
    const { clock, timings, view, random } = this.#deps;
    const now = clock.now();
    this.#outageSince ??= now;
    const text = describeCause(verdict.failure, 'gateway');
    void this.#lookAround(signal);
    if (verdict.next === 'block') {
      this.#outageSince = null;
      view.tell('attention', text, {
        state: { phase: 'blocked', since: now, failure: verdict.failure },
      });
      await this.#stayBlocked(signal);
      return;
    }
    const url = this.#tried?.url ?? '';
    const plan = linkBackoff(timings, isLoopbackHost(endpointOf(url).host));
    const retryAt = now + backoff(plan, this.#backoffStep, random(), verdict.retryAfterMs);
    this.#backoffStep += 1;
    const state = {
      phase: 'waiting',
      attempt: Math.max(view.view.attempts, 1),
      since: this.#outageSince,
      retryAt,
      failure: verdict.failure,
    } as const;
    view.tell('neutral', text, { state });
    if (await this.#isReasonToTry()) return;
    for (;;) {
      const end = await this.#rest.until(retryAt, state.since, signal);
      if (end === 'ready') this.#backoffStep = 0;
      if (end !== 'act' || (await this.#isReasonToTry())) return;
    }
  }

  async #stayBlocked(signal: AbortSignal): Promise<void> {
    const { clock } = this.#deps;
    while (!signal.aborted && !(await this.#isReasonToTry())) {
      await this.#alarm.during((stop) => clock.pause(foreverMs, stop), signal);
      this.#alarm.take();
    }
  }

  /** A click always is; a changed file only when it leads to something else than what was tried. */
  async #isReasonToTry(): Promise<boolean> {
    if (!this.#wanted || this.#asked || this.#reconfigured) return true;
    if (!this.#fileChanged) return false;
    this.#fileChanged = false;
    return this.#finder.hasMoved(this.#tried);
  }

  async #isReady(signal: AbortSignal): Promise<boolean> {
    const { sockets, timings } = this.#deps;
    const url = this.#tried?.url ?? '';
    const { kind } = await checkListener(url, sockets);
    return kind === 'trusted' && askReady(url, timings.readyTimeoutMs, signal);
  }

  async #lookAround(signal: AbortSignal): Promise<void> {
    const { address, sockets, view } = this.#deps;
    if (address.override !== undefined || this.#tried === null) return;
    const { url } = this.#tried;
    const lookedAt = await lookAround(url, address.env, sockets);
    const { phase } = view.view.state;
    // Whoever is connected by now, or looks elsewhere, has no use for it.
    if (signal.aborted || this.#live !== null || phase === 'stopped' || this.#tried.url !== url) {
      return;
    }
    if (JSON.stringify(lookedAt) !== JSON.stringify(view.view.lookedAt)) view.set({ lookedAt });
  }
}
