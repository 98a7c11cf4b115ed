import { describeCause } from '../../../shared/describe-cause.ts';
import type { Failure } from '../../../shared/failure.ts';
import { type AddressDeps, AddressFinder, type GatewayAddress } from '../address/address.ts';
import { ConfigWatch } from '../address/config-watch.ts';
import { checkListener } from '../address/listener-check.ts';
import { lookAround } from '../address/looked-at.ts';
import type { GatewayModels } from '../models/gateway-models.ts';
import type { SessionSync } from '../sessions/session-sync.ts';
import { connect, type ConnectDeps } from './connect.ts';
import type { EndVerdict } from './gateway-failure.ts';
import { LinkWishes } from './link-wishes.ts';
import { LiveSession } from './live-session.ts';
import { askReady, Outage, RetryWait } from './retry-wait.ts';
import type { GatewayTimings } from './timings.ts';
import type { ViewKeeper } from './view-keeper.ts';

export interface GatewayConnectionDeps extends Omit<
  ConnectDeps,
  'handshakeMs' | 'onDial' | 'onChallenge' | 'events'
> {
  readonly address: AddressDeps;
  readonly timings: GatewayTimings;
  readonly view: ViewKeeper;
  readonly sync: SessionSync;
  readonly models: GatewayModels;
}

/**
 * The one loop of the link: find the address, connect, live, rest, again. A refusal rests until a
 * person, the settings or a changed openclaw.json gives a reason to try; anything that can pass by
 * itself rests for a back-off, cut short when the gateway turns ready. Stopped only by the person.
 */
export class GatewayConnection {
  readonly #deps: GatewayConnectionDeps;
  readonly #finder: AddressFinder;
  readonly #wishes = new LinkWishes();
  readonly #rest: RetryWait;
  readonly #outage: Outage;
  readonly #watch: ConfigWatch;
  #tried: GatewayAddress | null = null;
  #live: LiveSession | null = null;

  constructor(deps: GatewayConnectionDeps) {
    this.#deps = deps;
    const { ambient, timings } = deps;
    const { clock, log, random } = ambient;
    this.#finder = new AddressFinder(deps.address, log);
    this.#outage = new Outage(timings, random);
    this.#rest = new RetryWait({
      clock,
      timings,
      alarm: this.#wishes.alarm,
      isReady: (signal) => this.#isReady(signal),
    });
    this.#watch = new ConfigWatch({
      clock,
      log,
      looks: deps.address.looks,
      settleMs: timings.settleMs,
      onChange: () => {
        const { phase } = deps.view.view.state;
        this.#wishes.fileChanged(phase === 'waiting' || phase === 'blocked');
      },
    });
  }

  /** One attempt at once; one that is under way already is that attempt. */
  tryNow(): void {
    const { phase } = this.#deps.view.view.state;
    const underWay = phase === 'connected' || phase === 'connecting' || phase === 'handshaking';
    // After a disconnect that the loop has not seen yet, what is under way is about to end.
    if (!underWay || !this.#wishes.wanted) this.#wishes.tryNow();
  }

  disconnect(): void {
    this.#wishes.disconnect();
  }

  /** The settings changed: a connection to what they name now is kept, anything else is tried. */
  reconfigured(): void {
    this.#wishes.settingsChanged();
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
        if (!this.#wishes.wanted) {
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
    const { ambient, view } = this.#deps;
    this.#outage.over();
    view.tell('neutral', 'Disconnected by you', {
      state: { phase: 'stopped', since: ambient.clock.now() },
      attempts: 0,
      lookedAt: [],
    });
    while (!this.#wishes.wanted && !signal.aborted) await this.#wishes.next(signal);
  }

  /** Finds the address and shows it; another than before is another story. */
  async #find(): Promise<GatewayAddress> {
    const { view, sync, models, onSecret } = this.#deps;
    const found = await this.#finder.find();
    // Files that do not answer say nothing of another gateway: what was known of this one stays.
    const address =
      found.isSilent && this.#tried !== null ? { ...found, url: this.#tried.url } : found;
    const moved = address.url !== this.#tried?.url;
    const isOfAnotherKind = moved || address.secretKind !== this.#tried?.secretKind;
    if (moved) {
      view.forget();
      this.#rest.forget();
      this.#outage.over();
      this.#outage.startOver();
      sync.forget();
      models.forget();
    }
    this.#tried = address;
    await this.#watch.follow(address.files);
    if (address.secret !== null) onSecret(address.secret.value);
    view.set({
      url: address.url,
      addressSource: address.source,
      configPath: address.configPath,
      ...(isOfAnotherKind ? { secretKind: address.secretKind } : {}),
      ...(moved ? { tokenSource: address.secret?.source ?? 'none' } : {}),
    });
    return address;
  }

  /** Null when it was broken off by an act. */
  async #attempt(signal: AbortSignal): Promise<EndVerdict | null> {
    const { ambient, timings, scopes, view, sync, models } = this.#deps;
    const { clock } = ambient;
    this.#wishes.answered();
    const address = await this.#find();
    if (address.problem !== null) {
      const next = address.isSilent ? 'wait' : 'block';
      return { failure: address.problem, next, retryAfterMs: null };
    }
    const attempt = view.view.attempts + 1;
    const since = clock.now();
    const live = new LiveSession({ clock, timings, url: address.url, scopes, view, sync, models });
    const deps = {
      ...this.#deps,
      handshakeMs: timings.handshakeMs,
      onDial: () => view.set({ state: { phase: 'connecting', attempt, since } }),
      onChallenge: () => view.set({ state: { phase: 'handshaking', attempt, since } }),
      events: live.events,
    };
    const { alarm } = this.#wishes;
    const connected = await alarm.during((stop) => connect(address, deps, stop), signal);
    const { tokenSource, secretKind } = connected;
    view.set({
      attempts: attempt,
      ...(tokenSource === null ? {} : { tokenSource }),
      // What was given in the panel as a token may be the gateway's password.
      ...(secretKind === null ? {} : { secretKind }),
    });
    if (!connected.ok) return alarm.take() || signal.aborted ? null : connected.verdict;
    this.#outage.over();
    view.set({ lookedAt: [] });
    live.begin(connected.session);
    return this.#liveThrough(live, signal);
  }

  async #liveThrough(live: LiveSession, signal: AbortSignal): Promise<EndVerdict | null> {
    this.#live = live;
    let verdict: EndVerdict | 'over';
    do {
      verdict = await this.#wishes.alarm.during((stop) => live.run(stop), signal);
      if (verdict === 'over') this.#wishes.alarm.take();
    } while (verdict === 'over' && !signal.aborted && !(await this.#mustLeave()));
    this.#live = null;
    await live.finish();
    if (live.stable) this.#outage.startOver();
    this.#rest.forget();
    if (verdict === 'over') return null;
    this.#deps.ambient.log.warn('gateway.lost', { failure: verdict.failure });
    return verdict;
  }

  #mustLeave(): Promise<boolean> {
    return this.#wishes.mustLeave(() => this.#finder.hasMoved(this.#tried));
  }

  async #wait(verdict: EndVerdict, signal: AbortSignal): Promise<void> {
    const { ambient, view } = this.#deps;
    const now = ambient.clock.now();
    const text = describeCause(verdict.failure, 'gateway');
    void this.#lookAround(signal);
    if (verdict.next === 'block') {
      this.#outage.over();
      view.tell('attention', text, {
        state: { phase: 'blocked', since: now, failure: verdict.failure },
      });
      await this.#stayBlocked(signal);
      return;
    }
    const { since, retryAt } = this.#outage.wait(this.#tried?.url ?? '', verdict.retryAfterMs, now);
    const attempt = Math.max(view.view.attempts, 1);
    view.tell('neutral', text, {
      state: { phase: 'waiting', attempt, since, retryAt, failure: verdict.failure },
    });
    if (await this.#isReasonToTry()) return;
    for (;;) {
      const end = await this.#rest.until(retryAt, since, signal);
      if (end === 'ready') this.#outage.startOver();
      if (end !== 'act' || (await this.#isReasonToTry())) return;
    }
  }

  async #stayBlocked(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !(await this.#isReasonToTry())) await this.#wishes.next(signal);
  }

  #isReasonToTry(): Promise<boolean> {
    return this.#wishes.isReasonToTry(() => this.#finder.hasMoved(this.#tried));
  }

  async #isReady(signal: AbortSignal): Promise<boolean> {
    const { sockets, timings } = this.#deps;
    // Where the files do not say which address it is, nobody is asked at a guessed one.
    if (this.#tried === null || this.#tried.problem !== null) return false;
    const { url } = this.#tried;
    // In this order: where nobody listens, a refused connection costs a hundredth of the kernel's table.
    if (!(await askReady(url, timings.readyTimeoutMs, signal))) return false;
    return (await checkListener(url, sockets)).kind === 'trusted';
  }

  async #lookAround(signal: AbortSignal): Promise<void> {
    const { address, sockets, view } = this.#deps;
    if (address.override !== undefined || this.#tried === null) return;
    const { url } = this.#tried;
    const lookedAt = await lookAround(url, address.env, sockets, address.looks);
    const { phase } = view.view.state;
    // Whoever is connected by now, or looks elsewhere, has no use for it.
    if (signal.aborted || this.#live !== null || phase === 'stopped' || this.#tried.url !== url) {
      return;
    }
    if (JSON.stringify(lookedAt) !== JSON.stringify(view.view.lookedAt)) view.set({ lookedAt });
  }
}
