import type { SignInFlow, SignInView } from '../../../shared/credential.ts';
import { failed, ok, type Reply } from '../../../shared/result.ts';
import type { AccountRecord } from '../../../shared/settings.ts';
import type { Clock } from '../../base/clock.ts';
import { FailureError, toFailure } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { AuthStatus } from '../../codex/account-server.ts';
import type { AccountGrant, Renewal } from '../../codex/client.ts';
import type { HeldFacts, SecretHolder } from '../secret-holder.ts';
import { SignInPlaces, type KeyringReach } from '../sign-in/sign-in-places.ts';
import type { BegunSignIn } from '../sign-in/sign-in.ts';
import { storeOfPlace, accountFacts } from './account-facts.ts';
import { lockedAway, noAccount, notAsked, notOurs } from './account-failures.ts';
import {
  isNoted,
  AccountNotes,
  type AccountNote,
  jwtFacts,
  type JwtFacts,
} from './account-notes.ts';
import { AccountOwner, type OwnerRenewal } from './account-owner.ts';
import type { OpenAccount } from './open-account.ts';

/** What the accounts need of the rest. */
interface AccountsDeps {
  readonly records: () => readonly AccountRecord[];
  readonly notes: ReadonlyMap<string, AccountNote>;
  readonly saveNotes: (notes: ReadonlyMap<string, AccountNote>) => void;
  readonly open: OpenAccount;
  readonly keyring: KeyringReach;
  /** False where sign-ins are meant to last until quit only, as in practice. */
  readonly toBeKept: boolean;
  /** False once the current generation was refused: nothing is asked for it any more. */
  readonly usable: (id: string) => boolean;
  /** Which sign-in of it there is now: what was asked of the one before says nothing of this. */
  readonly generation: (id: string) => number;
  /** A sign-in under way, or its last word. */
  readonly signInOf: (id: string) => SignInView | null;
  readonly clock: Clock;
  readonly log: Log;
  /** Takes note of an access token, so that no text shows it. */
  readonly know: (secret: string) => void;
  /** How long an owner that nobody needs is kept. */
  readonly restMs: number;
  /** Something of a row may be different. */
  readonly onChange: () => void;
  /** There is another sign-in than before; `afterAnother` when there was one. */
  readonly onSignedIn: (id: string, afterAnother: boolean) => void;
  /** The issuer refused to renew the sign-in, or (401) the backend its token. */
  readonly onRefused: (id: string, code: string) => void;
  /** The account's backend took the token, or the issuer gave a new one. */
  readonly onWorked: (id: string) => void;
}

/** What one account is now. */
interface Account {
  readonly owner: AccountOwner;
  /** When the sign-in turned out to be another one than helpers hold. */
  changedAt: number | null;
}

/** A renewal that takes so long helps no helper any more: codex gives up after 10 s. */
const hangingMs = 8_500;

/** The accounts: each with the one owner of its sign-in, and what is known of that. */
export class Accounts implements SecretHolder {
  readonly #deps: AccountsDeps;
  readonly #accounts = new Map<string, Account>();
  readonly #notes: AccountNotes;
  readonly #places: SignInPlaces;

  constructor(deps: AccountsDeps) {
    this.#deps = deps;
    this.#places = new SignInPlaces(deps.keyring);
    this.#notes = new AccountNotes(deps.notes, (notes) => {
      deps.saveNotes(notes);
      deps.onChange();
    });
  }

  has(id: string): boolean {
    return this.#isSignedIn(id) && !this.#isLockedAway(id);
  }

  /** True while a sign-in is in the password store and that cannot be read. */
  get awaitsKeyring(): boolean {
    return !this.#deps.keyring.isOpen && this.inKeyring().length > 0;
  }

  /** Ids of the accounts whose sign-in is in the password store. */
  inKeyring(): readonly string[] {
    const ids = this.#deps.records().map(({ id }) => id);
    return ids.filter((id) => this.#isInKeyring(id));
  }

  /** The current access token. Throws a FailureError when codex cannot be started, or gives an odd one. */
  async grant(id: string): Promise<AccountGrant | null> {
    if (await this.#isOutOfReach(id)) return null;
    const generation = this.#deps.generation(id);
    const { owner } = this.#account(id);
    let status: AuthStatus | OwnerRenewal = await owner.status();
    // What codex remembers of a renewal is asked for once more before it counts.
    if (status.kind === 'refused' && this.#deps.usable(id)) status = await owner.renew(null);
    if (generation !== this.#deps.generation(id)) return this.grant(id);
    if (status.kind === 'unavailable') throw new FailureError(notAsked);
    const grant = this.#takeNote(id, status);
    if (grant === null && status.kind === 'token') throw noAccount();
    return grant;
  }

  async renew(id: string, held: string): Promise<Renewal> {
    if (!this.#deps.usable(id) || (await this.#isOutOfReach(id))) return { kind: 'none' };
    const generation = this.#deps.generation(id);
    const before = this.#notes.get(id);
    const { owner } = this.#account(id);
    // codex asks again for each of its requests: who came first has waited for all of them.
    if (owner.renewingMs >= hangingMs) return { kind: 'unavailable' };
    const renewal = await owner.renew(held);
    if (generation !== this.#deps.generation(id)) return this.renew(id, held);
    if (renewal.kind === 'unavailable') return renewal;
    const grant = this.#takeNote(id, renewal);
    // A helper goes on with what it began with, or is handed a new sign-in from outside.
    const same = grant !== null && before?.accountId === grant.accountId;
    return same ? { kind: 'renewed', grant } : { kind: 'none' };
  }

  facts(id: string): HeldFacts {
    const { owner, changedAt } = this.#account(id);
    const { toBeKept, signInOf } = this.#deps;
    return accountFacts({
      record: this.#record(id),
      note: this.#notes.get(id),
      store: this.#isSignedIn(id) ? storeOfPlace(owner.place) : 'none',
      isLockedAway: this.#isLockedAway(id),
      storeFailed: this.#places.hasFailed(id),
      toBeKept,
      renewingSince: owner.renewingSince,
      changedAt,
      signIn: signInOf(id),
    });
  }

  /** Asks the issuer for a new token, and answers whether it gave one. */
  async check(id: string): Promise<Reply<boolean>> {
    const account = this.#account(id);
    if (this.#isLockedAway(id)) return failed(lockedAway);
    const generation = this.#deps.generation(id);
    account.changedAt = null;
    if (account.owner.place === 'codex') account.owner.changedOutside('codex');
    const renewal = await account.owner.renew(null);
    if (generation !== this.#deps.generation(id)) return this.check(id);
    if (renewal.kind === 'unavailable') return failed(notAsked);
    const works = this.#takeNote(id, renewal) !== null;
    if (works) this.#deps.onWorked(id);
    return ok(works);
  }

  /** Reads a place that others change as well; another sign-in there is a new generation. */
  async look(id: string): Promise<void> {
    const { owner } = this.#account(id);
    const before = this.#notes.get(id);
    const wasSignedIn = this.has(id);
    const wasUsable = this.#deps.usable(id);
    const generation = this.#deps.generation(id);
    owner.changedOutside('codex');
    try {
      const status = await owner.status();
      // What was refused stays refused until there is another sign-in.
      if (status.kind === 'refused') return;
      const grant = this.#takeNote(id, status);
      if (grant === null || isNoted(before, grant.accessToken)) return;
      // That it is somebody else's was told already.
      if (generation !== this.#deps.generation(id)) return;
      if (!wasSignedIn || !wasUsable) this.#deps.onSignedIn(id, wasSignedIn);
    } catch (thrown) {
      this.#deps.log.info('account.not-read', { id, why: toFailure(thrown).kind });
    }
  }

  /** Begins a sign-in; throws a FailureError. */
  async begin(id: string, flow: SignInFlow, signal: AbortSignal): Promise<BegunSignIn> {
    const record = this.#record(id);
    if (record?.home !== 'own') throw notOurs();
    const place = await this.#places.next(record);
    const begun = await this.#account(id).owner.signIn(flow, place, signal);
    void begun.ended.then((end) => this.#places.ended(id, place, end));
    return begun;
  }

  /**
   * Makes a sign-in that was done the account's; `proven` when the account's backend took its token.
   * Throws a FailureError when that cannot be used.
   */
  async keep(id: string, begun: BegunSignIn, proven: boolean): Promise<void> {
    const status = await begun.status();
    const facts = status.kind === 'token' ? jwtFacts(status.accessToken) : null;
    if ((facts?.accountId ?? null) === null) throw noAccount();
    const before = this.has(id);
    // Nobody who waits for the new one waits until the old one is cleared away.
    const leaving = begun.keep().catch((thrown: unknown) => {
      this.#deps.log.warn('account.old-not-cleared', { id, why: toFailure(thrown).kind });
    });
    try {
      this.#account(id).changedAt = null;
      this.#notes.forget(id);
      this.#takeNote(id, status);
      this.#deps.onSignedIn(id, before);
      if (proven) this.#deps.onWorked(id);
      else await this.#prove(id);
    } finally {
      await leaving;
    }
  }

  /** What codex could not find out at once, it asks the backend again. */
  async #prove(id: string): Promise<void> {
    const generation = this.#deps.generation(id);
    const read = await this.#account(id).owner.read();
    if (generation !== this.#deps.generation(id)) return;
    if (read.kind === 'account') this.#deps.onWorked(id);
    if (read.kind !== 'refused') return;
    this.#deps.onRefused(id, read.failure.code ?? '401');
    throw new FailureError(read.failure);
  }

  /** The person said where it is to be kept: what failed there before is tried again. */
  placeChosen(id: string): void {
    this.#places.forget(id);
  }

  async signOut(id: string): Promise<void> {
    const { owner } = this.#account(id);
    if (owner.place === 'codex') throw notOurs();
    if (this.#isLockedAway(id)) throw new FailureError(lockedAway);
    const leaving = owner.signOut();
    this.#notes.lose(id);
    await leaving;
  }

  async forget(id: string): Promise<void> {
    const { owner } = this.#account(id);
    // What is locked away cannot be ended at its issuer; it is forgotten all the same.
    if (owner.place === 'codex' || this.#isLockedAway(id)) this.#notes.lose(id);
    else await this.signOut(id);
    this.#accounts.delete(id);
    this.#places.forget(id);
    await owner.close();
  }

  /** Settles when no owner runs any more. */
  async close(): Promise<void> {
    await Promise.all([...this.#accounts.values()].map(({ owner }) => owner.close()));
  }

  /** Ids of the processes that run for accounts. */
  pids(): readonly number[] {
    return [...this.#accounts.values()].flatMap(({ owner }) =>
      owner.pid === null ? [] : [owner.pid],
    );
  }

  #isSignedIn(id: string): boolean {
    return this.#notes.get(id) !== null && this.#account(id).owner.place !== null;
  }

  #isInKeyring(id: string): boolean {
    return this.#isSignedIn(id) && this.#account(id).owner.place === 'keyring';
  }

  #isLockedAway(id: string): boolean {
    return !this.#deps.keyring.isOpen && this.#isInKeyring(id);
  }

  /** Asks the password store anew, unless a process still runs that has read it. */
  async #isOutOfReach(id: string): Promise<boolean> {
    const { owner } = this.#account(id);
    if (owner.place === 'keyring' && owner.pid === null) await this.#deps.keyring.look();
    return this.#isLockedAway(id);
  }

  #record(id: string): AccountRecord | null {
    return this.#deps.records().find((record) => record.id === id) ?? null;
  }

  #account(id: string): Account {
    const known = this.#accounts.get(id);
    if (known !== undefined) return known;
    const { open, clock, log, restMs, onChange } = this.#deps;
    const place =
      this.#record(id)?.home === 'codex' ? 'codex' : (this.#notes.get(id)?.store ?? null);
    const owner = new AccountOwner({ id, open, clock, log, restMs, place, onChange });
    const account = { owner, changedAt: null };
    this.#accounts.set(id, account);
    return account;
  }

  /** Takes note of what codex says of an account; the grant, when there is one. */
  #takeNote(id: string, status: AuthStatus | TokenOf): AccountGrant | null {
    switch (status.kind) {
      case 'refused':
        this.#deps.onRefused(id, 'refresh-refused');
        return null;
      case 'signed-out':
      case 'other':
        this.#notes.lose(id);
        return null;
      case 'token': {
        const { accessToken } = status;
        this.#deps.know(accessToken);
        const facts = jwtFacts(accessToken);
        this.#learn(id, accessToken, facts);
        const accountId = facts?.accountId ?? null;
        if (accountId === null) return null;
        return { kind: 'account', accessToken, accountId, plan: facts?.plan ?? null };
      }
    }
  }

  #learn(id: string, accessToken: string, facts: JwtFacts | null): void {
    const account = this.#account(id);
    const { place } = account.owner;
    if (place === null) return;
    const now = this.#deps.clock.now();
    if (!this.#notes.learn(id, place, accessToken, facts, now)) return;
    account.changedAt = now;
    this.#deps.onSignedIn(id, true);
  }
}

/** The part of a renewal that says the same as a status. */
type TokenOf = Exclude<OwnerRenewal, { readonly kind: 'unavailable' }>;
