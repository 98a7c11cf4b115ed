import { isDeepStrictEqual } from 'node:util';

import { isLockedAway, type CredentialView } from '../../shared/credential.ts';
import { ok, type Reply } from '../../shared/result.ts';
import {
  openaiProvider,
  type AccountRecord,
  type CredentialRecord,
} from '../../shared/settings.ts';
import { Emitter, type Subscribe } from '../base/emitter.ts';
import { invalidInput, unknownId } from '../base/errors.ts';
import { earliest } from '../base/values.ts';
import type { Renewal } from '../codex/client.ts';
import type { Granted } from './grants.ts';
import { type KeySecrets, secretPrint } from './keys/key-secrets.ts';
import type { SecretHolder } from './secret-holder.ts';
import type { CredentialLedger } from './verdicts/credential-ledger.ts';
import { credentialRow } from './verdicts/credential-row.ts';
import { verdictChangesAt, type Declared } from './verdicts/credential-state.ts';
import { keepUnchanged } from './verdicts/keep-unchanged.ts';
import type { Sighting } from './verdicts/observed.ts';

/** Where the records of credentials are kept; a record has no secret in it. */
export interface CredentialRecords {
  credentials(): readonly CredentialRecord[];
  addCredential(
    label: string,
    provider: string,
    home?: AccountRecord['home'],
  ): Reply<{ readonly id: string }>;
  putCredential(record: CredentialRecord): Reply<null>;
  dropCredential(id: string): Reply<null>;
}

export interface CredentialsDeps {
  readonly records: CredentialRecords;
  readonly keys: KeySecrets;
  readonly accounts: SecretHolder;
  readonly ledger: CredentialLedger;
  /** How long before its end a credential is said to end soon. */
  readonly endsSoonMs: () => number;
  readonly now: () => number;
}

/** Whether a credential may be sent with. */
interface Standing {
  readonly id: string;
  readonly generation: number;
  readonly usable: boolean;
  readonly isLockedAway: boolean;
}

/**
 * All credentials: who holds which generation, what was observed of it, and the breaker. The first
 * refusal of the current generation opens it; a new secret or sign-in is a new generation and
 * closes it.
 */
export class Credentials {
  readonly #deps: CredentialsDeps;
  readonly #changed = new Emitter<readonly CredentialView[]>();
  readonly #standing = new Emitter<null>();
  readonly #signedIn = new Emitter<{ readonly id: string }>();
  #views: readonly CredentialView[] = [];
  /** What may be sent with, as it was when that was last told. */
  #standings: readonly Standing[] = [];

  constructor(deps: CredentialsDeps) {
    this.#deps = deps;
    this.recognise();
  }

  /** Tells the keys again that came out of the store: by their prints, which generation each is. */
  recognise(): void {
    for (const { id } of this.#deps.records.credentials()) this.#recognise(id);
    this.refresh();
  }

  /** The rows in the order of their records; an unchanged row is the same object. */
  list(): readonly CredentialView[] {
    return this.#views;
  }

  /**
   * Calls back when whoever waited for a credential may go on: with a new secret, a finished
   * sign-in, one that was locked away and can be read, or a check that turned out well.
   */
  readonly onSignedIn: Subscribe<{ readonly id: string }> = this.#signedIn.subscribe;

  /**
   * Calls back when something else may be sent with than before: a generation was refused, came,
   * went, is locked away or works again.
   */
  readonly onStanding: Subscribe<null> = this.#standing.subscribe;

  /** Calls back with all rows after a change; returns the unsubscribe function. */
  subscribe(listener: (views: readonly CredentialView[]) => void): () => void {
    return this.#changed.subscribe(listener);
  }

  /** What to hand to a helper, with its generation; null when nothing is at hand. */
  async grant(id: string): Promise<Granted | null> {
    const generation = this.generation(id);
    const grant = await this.#holder(id).grant(id);
    return grant === null ? null : { grant, generation: Math.max(1, generation) };
  }

  /** Another access token than `held`, of the same generation. Never rejects. */
  renew(id: string, held: string): Promise<Renewal> {
    return this.#holder(id).renew(id, held);
  }

  /** 0 while no secret is at hand. */
  generation(id: string): number {
    return this.#holder(id).has(id) ? Math.max(1, this.#deps.ledger.of(id).generation) : 0;
  }

  /** True for a secret that is in the password store, which cannot be read now. */
  isLockedAway(id: string): boolean {
    return this.#views.some((view) => view.id === id && isLockedAway(view));
  }

  /** False once the current generation was refused: nothing more is sent with it. */
  usable(id: string): boolean {
    const generation = this.generation(id);
    return generation === 0 || this.#deps.ledger.of(id).refusedGeneration !== generation;
  }

  /** Takes note of what was seen of a generation; what counts of it is decided by `observe`. */
  saw(id: string, generation: number, sighting: Sighting): void {
    const wasUsable = this.usable(id);
    if (!this.#deps.ledger.saw(id, this.generation(id), generation, sighting)) return;
    this.refresh();
    if (!wasUsable && this.usable(id)) this.#signedIn.emit({ id });
  }

  /** The provider itself answered 401 to that generation. `code` is the failure's. */
  refused(id: string, generation: number, by: string, code: string | null = null): void {
    const at = this.#deps.now();
    this.saw(id, generation, { kind: 'answered', at, by, status: 401, from: 'provider', code });
  }

  /** A provider answered a request that was made with that generation. */
  worked(id: string, generation: number, by: string): void {
    const at = this.#deps.now();
    // A helper's turn may have begun before another one was refused.
    this.saw(id, generation, { kind: 'worked', at, by, begunAfterRefusal: false });
  }

  /** A provider answered that a limit is reached; `opensAt` in epoch ms when it said so. */
  limited(id: string, generation: number, opensAt: number | null): void {
    this.saw(id, generation, { kind: 'limited', at: this.#deps.now(), opensAt });
  }

  /** Adds a credential with its first secret and answers its id. */
  async add(
    label: string,
    provider: string,
    secret: string,
  ): Promise<Reply<{ readonly id: string }>> {
    const added = this.#added(this.#deps.records.addCredential(label, provider));
    if (added.ok) await this.#hold(added.value.id, secret);
    return added;
  }

  /** Adds an account, to which nobody is signed in yet, and answers its id. */
  addAccount(label: string, home: AccountRecord['home']): Reply<{ readonly id: string }> {
    const added = this.#added(this.#deps.records.addCredential(label, openaiProvider.name, home));
    this.refresh();
    return added;
  }

  /**
   * Saves a new secret as a new generation, which closes the breaker. An id that is not known yet
   * gets a record; its provider is the id until a template says better. Answers the generation.
   */
  async set(id: string, secret: string): Promise<Reply<{ readonly generation: number }>> {
    const known = this.#record(id);
    if (known?.kind === 'account') {
      return invalidInput('An account is signed in, not set.');
    }
    if (known === null) {
      if (!/^[a-z0-9][a-z0-9._-]{0,63}$/.test(id)) {
        const what = `“${id.slice(0, 64)}” as an id: lower-case letters, digits, dot, dash, underscore`;
        return invalidInput(what);
      }
      const record = { id, label: id, provider: id, kind: 'api-key' } as const;
      const made = this.#deps.records.putCredential(record);
      // The record is held in memory even when the disk is full; the secret counts more.
      if (!made.ok && made.failure.kind !== 'storage') return made;
    }
    return ok({ generation: await this.#hold(id, secret) });
  }

  /** True when that very secret is the one at hand. */
  holds(id: string, secret: string): boolean {
    return this.#record(id)?.kind === 'api-key' && this.#deps.keys.read(id) === secret;
  }

  /** Stores a key that could not be stored before; null when it is none. */
  async storeAgain(id: string): Promise<Reply<null> | null> {
    const stored = await this.#deps.keys.storeAgain(id);
    this.refresh();
    return stored;
  }

  /** An account was signed in to, or is another one: a new generation, which closes the breaker. */
  signedIn(id: string, afterAnother: boolean): void {
    this.#deps.ledger.begin(id, afterAnother ? this.generation(id) : 0);
    this.refresh();
    this.#signedIn.emit({ id });
  }

  /** What was locked away in the password store can be read: the same generation as before. */
  unlocked(id: string): void {
    this.#signedIn.emit({ id });
  }

  /** Forgets the secret and what was observed; drops the record unless a template names it. */
  async remove(id: string): Promise<Reply<null>> {
    if (this.#record(id) === null) {
      return unknownId(`credential “${id}”`);
    }
    const removing = this.#holder(id).forget(id);
    this.#deps.ledger.forget(id);
    this.refresh();
    await removing;
    const dropped = this.#deps.records.dropCredential(id);
    this.refresh();
    return dropped;
  }

  /** Reads the records again and tells everybody when a row changed. */
  refresh(): void {
    const rows = this.#deps.records.credentials().map((record) => this.#view(record));
    const views = keepUnchanged(this.#views, rows);
    if (views !== this.#views) {
      this.#views = views;
      this.#changed.emit(views);
    }
    this.#tellStanding();
  }

  /** When a row may change though nothing happens (epoch ms); null when none can. */
  changesAt(): number | null {
    const { ledger, now, endsSoonMs, records } = this.#deps;
    return earliest(
      records
        .credentials()
        .map(({ id }) => verdictChangesAt(this.#declared(id), ledger.of(id), endsSoonMs(), now())),
    );
  }

  #tellStanding(): void {
    const standings = this.#views.map((view): Standing => {
      const { id, generation } = view;
      return { id, generation, usable: this.usable(id), isLockedAway: isLockedAway(view) };
    });
    if (isDeepStrictEqual(standings, this.#standings)) return;
    this.#standings = standings;
    this.#standing.emit(null);
  }

  /** The id of a record that is there, in memory at least. */
  #added(added: Reply<{ readonly id: string }>): Reply<{ readonly id: string }> {
    if (added.ok || added.failure.kind !== 'storage') return added;
    const id = this.#deps.records.credentials().at(-1)?.id;
    return id === undefined ? added : ok({ id });
  }

  async #hold(id: string, secret: string): Promise<number> {
    const before = this.generation(id);
    const holding = this.#deps.keys.hold(id, secret);
    const generation = this.#deps.ledger.begin(id, before, secretPrint.of(secret));
    this.refresh();
    await holding;
    this.refresh();
    this.#signedIn.emit({ id });
    return generation;
  }

  /** A key that came out of the store is of the newest generation only if that is its print. */
  #recognise(id: string): void {
    const { ledger, keys } = this.#deps;
    const { print } = ledger.of(id);
    const secret = keys.read(id);
    if (secret === null || print === null || secretPrint.matches(print, secret)) return;
    ledger.begin(id, this.generation(id), secretPrint.of(secret));
  }

  #record(id: string): CredentialRecord | null {
    return this.#deps.records.credentials().find((record) => record.id === id) ?? null;
  }

  #holder(id: string): SecretHolder {
    return this.#record(id)?.kind === 'account' ? this.#deps.accounts : this.#deps.keys;
  }

  #declared(id: string): Declared {
    return { ...this.#holder(id).facts(id).declared, generation: this.generation(id) };
  }

  #view({ id, label, provider, kind }: CredentialRecord): CredentialView {
    const { declared: _, ...held } = this.#holder(id).facts(id);
    return credentialRow(
      {
        id,
        label,
        provider,
        kind,
        ...held,
        declared: this.#declared(id),
        observed: this.#deps.ledger.of(id),
      },
      { endsSoonMs: this.#deps.endsSoonMs(), now: this.#deps.now() },
    );
  }
}
