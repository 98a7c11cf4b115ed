import { failure, type Failure } from '../../shared/failure.ts';
import { failed, ok, type Reply } from '../../shared/result.ts';
import type { CredentialRecord } from '../../shared/settings.ts';
import type { CredentialView } from '../../shared/credential.ts';
import type { Renewal } from '../codex/client.ts';
import type { Granted } from '../helpers/credential-grants.ts';
import { Listeners } from '../listeners.ts';
import { credentialRow } from './credential-row.ts';
import { plainDeclared, verdictChangesAt, type Declared } from './credential-state.ts';
import { keepUnchanged } from './keep-unchanged.ts';
import { nothingObserved, observe, type Observed, type Sighting } from './observed.ts';
import type { Vault } from './vault.ts';
import { nobodyWaits, type Waiting } from './waiting.ts';

/** Where the records of credentials are kept; a record has no secret in it. */
export interface CredentialRecords {
  credentials(): readonly CredentialRecord[];
  addCredential(label: string, provider: string): Reply<{ readonly id: string }>;
  putCredential(record: CredentialRecord): Reply<null>;
  dropCredential(id: string): Reply<null>;
}

export interface CredentialsDeps {
  readonly records: CredentialRecords;
  readonly vault: Pick<Vault, 'read' | 'write' | 'remove' | 'storeOf'>;
  /** False where secrets are meant to last until quit only, as in practice. */
  readonly toBeKept: boolean;
  /** How long before its end a credential is said to end soon. */
  readonly endsSoonMs: () => number;
  readonly observed: ReadonlyMap<string, Observed>;
  readonly save: (observed: ReadonlyMap<string, Observed>) => void;
  readonly now: () => number;
  /** A secret is held but could not be stored: it lasts until quit. */
  readonly onNotStored: (id: string, why: Failure) => void;
}

const secretName = (id: string): string => `credential-${id}`;

/**
 * All credentials: who holds which generation, what was observed of it, and the breaker. The first
 * refusal of the current generation opens it; a new secret is a new generation and closes it.
 */
export class Credentials {
  readonly #deps: CredentialsDeps;
  readonly #observed: Map<string, Observed>;
  readonly #changed = new Listeners<readonly CredentialView[]>();
  #waiting: ReadonlyMap<string, Waiting> = new Map();
  #views: readonly CredentialView[] = [];

  constructor(deps: CredentialsDeps) {
    this.#deps = deps;
    this.#observed = new Map(deps.observed);
    this.refresh();
  }

  /** The rows in the order of their records; an unchanged row is the same object. */
  list(): readonly CredentialView[] {
    return this.#views;
  }

  /** Calls back with all rows after a change; returns the unsubscribe function. */
  subscribe(listener: (views: readonly CredentialView[]) => void): () => void {
    return this.#changed.subscribe(listener);
  }

  /** The helpers that wait for each credential, by its id. */
  setWaiting(waiting: ReadonlyMap<string, Waiting>): void {
    this.#waiting = waiting;
    this.refresh();
  }

  /** What to hand to a helper, with its generation; null when nothing is at hand. */
  grant(id: string): Promise<Granted | null> {
    const secret = this.#deps.vault.read(secretName(id));
    if (secret === null) return Promise.resolve(null);
    return Promise.resolve({
      grant: { kind: 'api-key', secret },
      generation: this.generation(id),
    });
  }

  /** A key is never renewed. */
  renew(): Promise<Renewal> {
    return Promise.resolve({ kind: 'none' });
  }

  /** 0 while no secret is at hand. */
  generation(id: string): number {
    if (this.#deps.vault.read(secretName(id)) === null) return 0;
    return Math.max(1, this.#of(id).generation);
  }

  /** False once the current generation was refused: nothing more is sent with it. */
  usable(id: string): boolean {
    const generation = this.generation(id);
    return generation === 0 || this.#of(id).refusedGeneration !== generation;
  }

  /** Takes note of what was seen of a generation; what counts of it is decided by `observe`. */
  saw(id: string, generation: number, sighting: Sighting): void {
    const before = this.#of(id);
    const after = observe(before, this.generation(id), generation, sighting);
    if (after !== before) this.#note(id, after);
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
    const added = this.#deps.records.addCredential(label, provider);
    if (!added.ok && added.failure.kind !== 'storage') return added;
    const record = this.#deps.records.credentials().at(-1);
    const id = added.ok ? added.value.id : record?.id;
    if (id === undefined) return failed(failure({ kind: 'storage', what: 'the credential' }));
    await this.#hold(id, secret);
    return ok({ id });
  }

  /**
   * Saves a new secret as a new generation, which closes the breaker. An id that is not known yet
   * gets a record; its provider is the id until a template says better. Answers the generation.
   */
  async set(id: string, secret: string): Promise<Reply<{ readonly generation: number }>> {
    const known = this.#deps.records.credentials().some((record) => record.id === id);
    if (!known) {
      if (!/^[a-z0-9][a-z0-9._-]{0,63}$/.test(id)) {
        const what = `“${id.slice(0, 64)}” as an id: lower-case letters, digits, dot, dash, underscore`;
        return failed(failure({ kind: 'invalid-input', what }));
      }
      const made = this.#deps.records.putCredential({
        id,
        label: id,
        provider: id,
        kind: 'api-key',
      });
      // The record is held in memory even when the disk is full; the secret counts more.
      if (!made.ok && made.failure.kind !== 'storage') return made;
    }
    return ok({ generation: await this.#hold(id, secret) });
  }

  /** Forgets the secret and what was observed; drops the record unless a template names it. */
  async remove(id: string): Promise<Reply<null>> {
    if (!this.#deps.records.credentials().some((record) => record.id === id)) {
      return failed(failure({ kind: 'unknown-id', what: `credential “${id}”` }));
    }
    const removing = this.#deps.vault.remove(secretName(id));
    // The number stays, so that a helper of the removed generation never matches a later one.
    this.#note(id, { ...nothingObserved, generation: this.#of(id).generation });
    await removing;
    const dropped = this.#deps.records.dropCredential(id);
    this.refresh();
    return dropped;
  }

  /** Reads the records again and tells everybody when a row changed. */
  refresh(): void {
    const rows = this.#deps.records.credentials().map((record) => this.#view(record));
    const views = keepUnchanged(this.#views, rows);
    if (views === this.#views) return;
    this.#views = views;
    this.#changed.emit(views);
  }

  /** When a row may change though nothing happens (epoch ms); null when none can. */
  changesAt(): number | null {
    const now = this.#deps.now();
    const moments = this.#deps.records.credentials().flatMap(({ id }) => {
      const at = verdictChangesAt(this.#declared(id), this.#of(id), this.#deps.endsSoonMs(), now);
      return at === null ? [] : [at];
    });
    return moments.length === 0 ? null : Math.min(...moments);
  }

  async #hold(id: string, secret: string): Promise<number> {
    const before = this.#of(id);
    const generation = Math.max(before.generation, this.generation(id)) + 1;
    const writing = this.#deps.vault.write(secretName(id), secret);
    this.#note(id, { ...before, generation, limit: null });
    const kept = await writing;
    if (kept.failure !== null) this.#deps.onNotStored(id, kept.failure);
    this.refresh();
    return generation;
  }

  #of(id: string): Observed {
    return this.#observed.get(id) ?? nothingObserved;
  }

  #note(id: string, observed: Observed): void {
    this.#observed.set(id, observed);
    this.#deps.save(this.#observed);
    this.refresh();
  }

  /** An API key says nothing of an end and is never renewed. */
  #declared(id: string): Declared {
    const stored = !this.#deps.toBeKept || this.#deps.vault.storeOf(secretName(id)) !== 'memory';
    return { ...plainDeclared(this.generation(id)), stored };
  }

  #view({ id, label, provider, kind }: CredentialRecord): CredentialView {
    return credentialRow(
      {
        id,
        label,
        provider,
        kind,
        store: this.#deps.vault.storeOf(secretName(id)),
        declared: this.#declared(id),
        observed: this.#of(id),
        signIn: null,
        acts: ['set-key', 'remove'],
      },
      {
        ...(this.#waiting.get(id) ?? nobodyWaits),
        endsSoonMs: this.#deps.endsSoonMs(),
        now: this.#deps.now(),
      },
    );
  }
}
