import type { SignInFlow } from '../../../shared/credential.ts';
import type { Clock } from '../../base/clock.ts';
import { toFailure } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { AccountRead, AuthStatus, LoginStarted } from '../../codex/account-server.ts';
import type { AccountPlace } from '../sign-in/sign-in-places.ts';
import type { BegunSignIn } from '../sign-in/sign-in.ts';
import { AccountProcess, type RunningAccount } from './account-process.ts';
import type { OpenAccount } from './open-account.ts';

interface AccountOwnerDeps {
  readonly id: string;
  readonly open: OpenAccount;
  readonly clock: Clock;
  readonly log: Log;
  /** How long an app-server that nobody needs is kept. */
  readonly restMs: number;
  /** Where the sign-in of an earlier run is; null when there is none. */
  readonly place: AccountPlace | null;
  /** A renewal began or ended, or the sign-in was lost with its process. */
  readonly onChange: () => void;
}

/** A renewal in flight. */
interface Renewing {
  readonly held: string | null;
  /** Epoch ms. */
  readonly since: number;
  /** By the clock that nobody sets. */
  readonly begunAt: number;
  readonly result: Promise<OwnerRenewal>;
}

/**
 * The one holder of an account's refresh token. However many ask for another token at once, the
 * issuer is asked once, and a sign-in never harms the one that it is to replace.
 */
export class AccountOwner {
  readonly #deps: AccountOwnerDeps;
  readonly #process: AccountProcess;
  #place: AccountPlace | null;
  #renewing: Renewing | null = null;

  constructor(deps: AccountOwnerDeps) {
    this.#deps = deps;
    this.#place = deps.place;
    this.#process = new AccountProcess({
      ...deps,
      onLost: () => {
        this.#place = null;
        deps.onChange();
      },
    });
  }

  /** Where the current sign-in is; null when there is none. */
  get place(): AccountPlace | null {
    return this.#place;
  }

  /** Since when a renewal is in flight, epoch ms; null while none is. */
  get renewingSince(): number | null {
    return this.#renewing?.since ?? null;
  }

  /** For how long a renewal has been in flight, in ms; 0 while none is. */
  get renewingMs(): number {
    return this.#renewing === null ? 0 : this.#deps.clock.monotonic() - this.#renewing.begunAt;
  }

  /** Of the app-server, while one runs. */
  get pid(): number | null {
    return this.#process.pid;
  }

  /** The current access token, without asking the issuer. Rejects when codex cannot be started. */
  async status(): Promise<AuthStatus> {
    if (this.#place === null) return { kind: 'signed-out' };
    return this.#process.with(this.#place, ({ server }) => server.status(false));
  }

  /** Who is signed in, as the account's backend says now. Rejects when codex cannot be started. */
  async read(): Promise<AccountRead> {
    if (this.#place === null) return { kind: 'none' };
    return this.#process.with(this.#place, ({ server }) => server.read());
  }

  /** Another access token than `held`; null asks the issuer for one in any case. Never rejects. */
  async renew(held: string | null): Promise<OwnerRenewal> {
    const joined = this.#renewing;
    if (joined === null) return this.#renewNow(held);
    const renewal = await joined.result;
    if (renewal.kind !== 'token' || joined.held === held) return renewal;
    // Whoever holds an older one is handed the current one; nobody is handed what he has.
    const isAnother = held !== null && renewal.accessToken !== held;
    return isAnother ? renewal : this.renew(held);
  }

  /** Begins a sign-in that is to be kept in `place`; throws a FailureError. */
  async signIn(
    flow: SignInFlow,
    place: Exclude<AccountPlace, 'codex'>,
    signal: AbortSignal,
  ): Promise<BegunSignIn> {
    // A sign-in that lives in memory must outlast one that may fail: that gets a process of its own.
    const apart = place === 'ephemeral' || this.#place !== place;
    const used = this.#process.use();
    let running: RunningAccount | null = null;
    try {
      running = apart ? await this.#process.start(place, signal) : await this.#process.hold(place);
      const wasSignedIn = apart ? Promise.resolve(false) : hasToken(running);
      const started = await running.server.login(flow, signal);
      return this.#begun(running, started, { place, wasSignedIn }, used);
    } catch (thrown) {
      // An issuer that hangs holds up every later request of that process.
      await running?.close();
      used();
      throw thrown;
    }
  }

  /** Ends the sign-in at its issuer and forgets it, also when the issuer cannot be told. */
  async signOut(): Promise<void> {
    const place = this.#place;
    this.#place = null;
    if (place !== null && place !== 'codex') await this.#forget(place);
    await this.#process.letGo();
  }

  /** The place was changed from outside: it is read anew before the next answer. */
  changedOutside(place: AccountPlace | null): void {
    this.#place = place;
    this.#process.goStale();
  }

  /** Settles when nothing of it runs any more. Twice is safe. */
  close(): Promise<void> {
    return this.#process.close();
  }

  #begun(
    running: RunningAccount,
    started: LoginStarted,
    {
      place,
      wasSignedIn,
    }: { readonly place: AccountPlace; readonly wasSignedIn: Promise<boolean> },
    used: () => void,
  ): BegunSignIn {
    let over = false;
    return {
      started,
      ended: running.ends.of(started.loginId),
      onChange: (listener) =>
        running.onChange(() => {
          void wasSignedIn.then((was) => {
            if (!was) listener();
          });
        }),
      status: () => running.server.status(false),
      keep: async () => {
        over = true;
        const from = this.#place;
        const replaced = this.#process.replace(running);
        this.#place = place;
        used();
        if (from !== null && from !== place) await this.#leave(from, replaced);
        else await replaced?.close();
      },
      cancel: async () => {
        if (over) return;
        over = true;
        const isHeldUp = await running.server.cancelLogin(started.loginId).then(
          () => false,
          (thrown: unknown) => {
            this.#deps.log.info('sign-in.not-cancelled', { why: toFailure(thrown).kind });
            return true;
          },
        );
        used();
        if (isHeldUp || this.#process.pid !== running.server.pid) await running.close();
      },
    };
  }

  #renewNow(held: string | null): Promise<OwnerRenewal> {
    const result = this.#renewed(held).finally(() => {
      this.#renewing = null;
      this.#deps.onChange();
    });
    const { clock } = this.#deps;
    this.#renewing = { held, since: clock.now(), begunAt: clock.monotonic(), result };
    this.#deps.onChange();
    return result;
  }

  async #renewed(held: string | null): Promise<OwnerRenewal> {
    const place = this.#place;
    if (place === null) return { kind: 'signed-out' };
    try {
      return await renewAt(place, held, this.#process, this.#deps.clock);
    } catch (thrown) {
      const { kind } = toFailure(thrown);
      this.#deps.log.warn('account.not-renewed', { id: this.#deps.id, why: kind });
      return { kind: 'unavailable' };
    }
  }

  /** Leaves nothing of an old sign-in in a place that is not used any more. */
  async #leave(place: AccountPlace, running: RunningAccount | null): Promise<void> {
    await running?.close();
    if (place === 'ephemeral' || place === 'codex') return;
    const old = await this.#process.start(place, this.#process.signal).catch(() => null);
    await old?.server.logout().catch(() => undefined);
    await old?.close();
  }

  async #forget(place: AccountPlace): Promise<void> {
    try {
      await this.#process.with(place, ({ server }) => server.logout());
    } catch (thrown) {
      this.#deps.log.warn('account.not-signed-out', { why: toFailure(thrown).kind });
    }
  }
}

/** Asked beside the sign-in: what holds the one up holds the other up too. */
const hasToken = ({ server }: RunningAccount): Promise<boolean> =>
  server.status(false).then(
    ({ kind }) => kind === 'token',
    () => true,
  );

/** What a renewal comes to. */
export type OwnerRenewal =
  | { readonly kind: 'token'; readonly accessToken: string }
  /** The issuer refused, and nothing but a sign-in changes that. */
  | { readonly kind: 'refused' }
  /** Nobody is signed in any more. */
  | { readonly kind: 'signed-out' }
  /** The issuer, or codex itself, could not be asked. */
  | { readonly kind: 'unavailable' };

/** How long a command line that is not ours may take to store what it just renewed. */
const secondLookMs = 2_000;

type RenewingProcess = Pick<AccountProcess, 'with' | 'hold' | 'letGo' | 'signal'>;

/**
 * Another access token than `held` of the sign-in in a place; null asks the issuer in any case.
 * Rejects when codex cannot be started.
 */
const renewAt = (
  place: AccountPlace,
  held: string | null,
  process: RenewingProcess,
  clock: Clock,
): Promise<OwnerRenewal> =>
  process.with(place, async ({ server }) => {
    const now = await server.status(false);
    if (now.kind === 'token' && held !== null && now.accessToken !== held) {
      return { kind: 'token', accessToken: now.accessToken };
    }
    const before = now.kind === 'token' ? now.accessToken : null;
    const first = await server.status(true);
    // Of what a process remembers it does not say whether the issuer had given a reason.
    const isNamed = first.kind === 'refused' && first.named && now.kind !== 'refused';
    return renewalOf(await confirmed(place, first, isNamed, process, clock), before);
  });

/**
 * Looks twice at a refusal: a command line that shares the place may just have renewed it, and
 * what gave no reason, or was only remembered, may have been a proxy's page: a fresh process asks the
 * issuer again. Null when nothing can be said of it.
 */
const confirmed = async (
  place: AccountPlace,
  first: AuthStatus,
  isNamed: boolean,
  process: RenewingProcess,
  clock: Clock,
): Promise<AuthStatus | null> => {
  if (first.kind !== 'refused') return first;
  let last: AuthStatus = first;
  if (place === 'codex') {
    await clock.pause(secondLookMs, process.signal);
    last = await (await process.hold(place)).server.status(true);
  }
  // What lives in memory cannot be read anew: that sign-in is over, whoever ended it.
  if (last.kind !== 'refused' || isNamed || place === 'ephemeral') return last;
  await process.letGo();
  const { server } = await process.hold(place);
  // Where the backend cannot be reached either, it was no issuer that answered.
  if ((await server.read()).kind === 'unknown') return null;
  return server.status(true);
};

const renewalOf = (status: AuthStatus | null, before: string | null): OwnerRenewal => {
  if (status === null) return { kind: 'unavailable' };
  switch (status.kind) {
    case 'token':
      // codex keeps the old token when the issuer could not be reached, and says nothing of it.
      return status.accessToken === before
        ? { kind: 'unavailable' }
        : { kind: 'token', accessToken: status.accessToken };
    case 'refused':
      return { kind: 'refused' };
    case 'signed-out':
    case 'other':
      return { kind: 'signed-out' };
  }
};
