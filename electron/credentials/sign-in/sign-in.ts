import type { SignInFlow, SignInView } from '../../../shared/credential.ts';
import { failure } from '../../../shared/failure.ts';
import type { Clock } from '../../base/clock.ts';
import { toFailure } from '../../base/errors.ts';
import { aborted } from '../../base/promises.ts';
import type { AuthStatus, LoginEnd, LoginStarted } from '../../codex/account-server.ts';
import type { OpenBrowser, PortHolder } from './browser.ts';
import { signInEnd, signInFailure, type SignInEnd } from './sign-in-end.ts';

/** A sign-in that was begun at the issuer. */
export interface BegunSignIn {
  readonly started: LoginStarted;
  /** How it ended, by `account/login/completed`; never, when that is lost. */
  readonly ended: Promise<LoginEnd>;
  /**
   * Calls back with every `account/updated` of an app-server that held no token when this began:
   * with one it may be a renewal. Returns the unsubscribe function.
   */
  readonly onChange: (listener: () => void) => () => void;
  /** What the account is now. */
  readonly status: () => Promise<AuthStatus>;
  /** Makes this the account's sign-in and lets the one before go. */
  readonly keep: () => Promise<void>;
  /** Ends it; twice is safe, also after `keep`. Never rejects. */
  readonly cancel: () => Promise<void>;
}

/** A place in a line. */
export interface Turn {
  /** True when it is one's turn at once. */
  readonly isFirst: boolean;
  /** Settles when it is one's turn. */
  readonly turn: Promise<void>;
  /** Gives the turn on, or leaves the line before it came. Twice is safe. */
  readonly leave: () => void;
}

export interface SignInDeps {
  /** Throws a FailureError. */
  readonly begin: (flow: SignInFlow, signal: AbortSignal) => Promise<BegunSignIn>;
  /** Makes it the account's; throws when its token cannot be used. */
  readonly keep: (begun: BegunSignIn, proven: boolean) => Promise<void>;
  /** Settles when this one may use the browser; `leave` lets the next one. */
  readonly enter: () => Turn;
  /** Whom a browser sign-in waits for. */
  readonly behind: () => string;
  /** Who that is not ours holds the port of a browser sign-in. */
  readonly portHolder: () => Promise<PortHolder | null>;
  readonly openBrowser: OpenBrowser;
  /** Whose sign-in it is, for failures. */
  readonly issuer: string;
  readonly clock: Clock;
  readonly onChange: () => void;
}

/** codex gives a device code up after 15 min by itself; a page of the browser it does not. */
const lifetimeMs = { device: 15 * 60_000, browser: 10 * 60_000 } as const;
/** Codes that are asked for in place before somebody has to want one again. */
const codesInPlace = 4;
/** How long an issuer is left alone that was asked too often. */
const slowDownMs = 10_000;
/** `account/login/completed` comes with `account/updated`; one without the other is looked at. */
const oddChangeMs = 1_000;
const doneMs = 30_000;

type AttemptEnd = SignInEnd | { readonly kind: 'cancelled' };

/** One sign-in, from the click to its last word. */
export class SignIn {
  readonly flow: SignInFlow;
  /** Settles when nothing of it is under way any more; its last word may stay. */
  readonly over: Promise<void>;
  readonly #deps: SignInDeps;
  readonly #cancelling = new AbortController();
  #view: SignInView | null;
  #page: { readonly url: string; readonly userCode: string | null } | null = null;
  #slow = false;

  constructor(flow: SignInFlow, after: Promise<void>, deps: SignInDeps) {
    this.flow = flow;
    this.#deps = deps;
    this.#view = { phase: 'starting', flow, since: deps.clock.now() };
    this.over = after.then(() => this.#live());
  }

  /** Null once it is over and was taken away. */
  get view(): SignInView | null {
    return this.#view?.phase === 'queued'
      ? { ...this.#view, behind: this.#deps.behind() }
      : this.#view;
  }

  /** Ends it, or takes its last word away. Settles when nothing of it runs. */
  cancel(): Promise<void> {
    this.#cancelling.abort();
    this.#show(null);
    return this.over;
  }

  /** Opens its page again; false when there is none, or no browser. */
  async open(): Promise<boolean> {
    const page = this.#page;
    if (page === null) return false;
    const opened = await this.#deps.openBrowser(page.url);
    const view = this.#view;
    if (page === this.#page && (view?.phase === 'browser' || view?.phase === 'device')) {
      this.#show({ ...view, opened });
    }
    return opened;
  }

  /** What is to be typed or opened elsewhere: the code, or the page where there is none. */
  get toCopy(): string | null {
    return this.#page === null ? null : (this.#page.userCode ?? this.#page.url);
  }

  async #live(): Promise<void> {
    const { signal } = this.#cancelling;
    if (signal.aborted) return;
    try {
      await (this.flow === 'browser' ? this.#inBrowser(signal) : this.#byCode(signal));
    } catch (thrown) {
      this.#fail(thrown);
    } finally {
      this.#page = null;
    }
    if (this.#view?.phase === 'done') void this.#fade();
  }

  async #inBrowser(signal: AbortSignal): Promise<void> {
    const { isFirst, turn, leave } = this.#deps.enter();
    try {
      if (!isFirst) {
        this.#show({ phase: 'queued', flow: 'browser', behind: this.#deps.behind() });
        await Promise.race([turn, aborted(signal)]);
        if (isAborted(signal)) return;
      }
      this.#starting();
      const holder = await this.#deps.portHolder();
      if (isAborted(signal)) return;
      // codex would tell whoever is there to go away.
      if (holder !== null) this.#show({ phase: 'port-taken', ...holder });
      else this.#conclude(await this.#attempt(signal));
    } finally {
      leave();
    }
  }

  async #byCode(signal: AbortSignal): Promise<void> {
    this.#starting();
    for (let left = codesInPlace; ; left -= 1) {
      const end = await this.#attempt(signal);
      if (end.kind !== 'expired' && end.kind !== 'slow-down') {
        this.#conclude(end);
        return;
      }
      if (left === 0) break;
      this.#slow = end.kind === 'slow-down';
      const { clock } = this.#deps;
      const paused = this.#slow ? { pausedUntil: clock.now() + slowDownMs } : {};
      // Until there is a new code this is what is so; the old one is not shown any more.
      this.#show({ phase: 'expired', flow: 'device', ...paused });
      if (this.#slow) await clock.pause(slowDownMs, signal);
      if (signal.aborted) return;
    }
    const waitedMs = (codesInPlace + 1) * lifetimeMs.device;
    const phase = 'sign-in';
    const tired = failure({ kind: 'stalled', phase, silentMs: waitedMs }, 'No code was used.');
    this.#show({ phase: 'failed', flow: 'device', failure: tired });
  }

  /** One code or page: begins it at the issuer and waits for its end. */
  async #attempt(signal: AbortSignal): Promise<AttemptEnd> {
    const begun = await this.#deps.begin(this.flow, signal);
    try {
      if (signal.aborted) return { kind: 'cancelled' };
      const end = await this.#ended(begun, signal);
      if (end.kind !== 'signed-in') return end;
      await this.#deps.keep(begun, end.proven);
      return end;
    } finally {
      // Nothing of it may be opened or copied from here on.
      this.#page = null;
      await begun.cancel();
    }
  }

  async #ended(begun: BegunSignIn, signal: AbortSignal): Promise<AttemptEnd> {
    const { clock } = this.#deps;
    const over = new AbortController();
    const endsAt = clock.now() + lifetimeMs[this.flow];
    void this.#present(begun, endsAt);
    const changed = new Promise<void>((resolve) => {
      const stop = begun.onChange(resolve);
      over.signal.addEventListener('abort', stop, { once: true });
    });
    try {
      return await Promise.race<AttemptEnd>([
        begun.ended.then(({ success, words }) =>
          success
            ? { kind: 'signed-in', proven: true }
            : signInEnd(this.flow, words, this.#deps.issuer),
        ),
        changed.then(() => this.#unannounced(begun, over.signal)),
        clock.pause(endsAt - clock.now(), over.signal).then(() => ({ kind: 'expired' })),
        aborted(signal, over.signal).then(() => ({ kind: 'cancelled' })),
      ]);
    } finally {
      over.abort();
    }
  }

  /** Done though the news of it was lost; whatever else changed does not end a sign-in. */
  async #unannounced(begun: BegunSignIn, over: AbortSignal): Promise<AttemptEnd> {
    await this.#deps.clock.pause(oddChangeMs, over);
    const status = over.aborted ? null : await begun.status();
    if (status?.kind === 'token') return { kind: 'signed-in', proven: false };
    return new Promise(() => undefined);
  }

  async #present({ started }: BegunSignIn, endsAt: number): Promise<void> {
    const since = this.#deps.clock.now();
    if (started.flow === 'device') {
      const { url, userCode } = started;
      this.#page = { url, userCode };
      const pace = this.#slow ? 'slow-down' : 'pending';
      this.#show({
        phase: 'device',
        since,
        endsAt,
        verificationUrl: url,
        userCode,
        pace,
        opened: false,
      });
      return;
    }
    this.#page = { url: started.url, userCode: null };
    this.#show({ phase: 'browser', since, endsAt, opened: true });
    await this.open();
  }

  #conclude(end: AttemptEnd): void {
    switch (end.kind) {
      case 'signed-in':
        this.#show({ phase: 'done', at: this.#deps.clock.now() });
        return;
      case 'cancelled':
        return;
      case 'expired':
      case 'slow-down':
        this.#show({ phase: 'expired', flow: this.flow });
        return;
      case 'denied':
        this.#show({ phase: 'denied', flow: this.flow, words: end.words });
        return;
      case 'failed':
        this.#show({ phase: 'failed', flow: this.flow, failure: end.failure });
    }
  }

  #starting(): void {
    this.#show({ phase: 'starting', flow: this.flow, since: this.#deps.clock.now() });
  }

  #fail(thrown: unknown): void {
    const failed = toFailure(thrown);
    const named =
      failed.kind === 'unexpected' ? signInFailure(failed.detail, this.#deps.issuer) : failed;
    this.#show({ phase: 'failed', flow: this.flow, failure: named });
  }

  async #fade(): Promise<void> {
    const { view } = this;
    await this.#deps.clock.pause(doneMs, this.#cancelling.signal);
    if (this.#view === view) this.#show(null);
  }

  /** What comes after a cancel is not shown any more. */
  #show(view: SignInView | null): void {
    if (view !== null && this.#cancelling.signal.aborted) return;
    this.#view = view;
    this.#deps.onChange();
  }
}

/** Asked anew after a wait, which TypeScript does not see. */
const isAborted = (signal: AbortSignal): boolean => signal.aborted;
