import { failure, type Failure } from '../../shared/failure.ts';
import { failed, ok, type Reply } from '../../shared/result.ts';
import type { CredentialRecord } from '../../shared/settings.ts';
import type { CredentialView } from '../../shared/credential.ts';
import type { Granted } from '../helpers/credential-grants.ts';
import { Listeners } from '../listeners.ts';
import { credentialState, type Observed } from './credential-state.ts';
import type { Vault } from './vault.ts';

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
  readonly observed: ReadonlyMap<string, Observed>;
  readonly save: (observed: ReadonlyMap<string, Observed>) => void;
  readonly now: () => number;
  /** A secret is held but could not be stored: it lasts until quit. */
  readonly onNotStored: (id: string, why: Failure) => void;
}

const nothingYet: Observed = {
  generation: 0,
  lastWorkedAt: null,
  lastWorkedBy: null,
  workedGeneration: 0,
  lastRefusedAt: null,
  lastRefusedBy: null,
  refusedGeneration: 0,
  limit: null,
};

const secretName = (id: string): string => `credential-${id}`;

/**
 * All credentials: who holds which generation, what was observed of it, and the breaker. The first
 * refusal of the current generation opens it; a new secret is a new generation and closes it.
 */
export class Credentials {
  readonly #deps: CredentialsDeps;
  readonly #observed: Map<string, Observed>;
  readonly #changed = new Listeners<readonly CredentialView[]>();
  #waiting: ReadonlyMap<string, number> = new Map();
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

  /** How many helpers wait for each credential, by id. */
  setWaiting(waiting: ReadonlyMap<string, number>): void {
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
  renew(): Promise<null> {
    return Promise.resolve(null);
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

  /** A provider answered 401 to that generation. One that is not the current one changes nothing. */
  refused(id: string, generation: number, by: string): void {
    if (generation === 0 || generation !== this.generation(id)) return;
    const before = this.#of(id);
    if (before.refusedGeneration === generation) return;
    this.#note(id, {
      ...before,
      generation,
      refusedGeneration: generation,
      lastRefusedAt: this.#deps.now(),
      lastRefusedBy: by,
    });
  }

  /** A provider answered a request that was made with that generation. */
  worked(id: string, generation: number, by: string): void {
    if (generation === 0 || generation !== this.generation(id)) return;
    this.#note(id, {
      ...this.#of(id),
      generation,
      workedGeneration: generation,
      lastWorkedAt: this.#deps.now(),
      lastWorkedBy: by,
      limit: null,
    });
  }

  /** A provider answered that a limit is reached; `opensAt` in epoch ms when it said so. */
  limited(id: string, generation: number, opensAt: number | null): void {
    if (generation === 0 || generation !== this.generation(id)) return;
    this.#note(id, { ...this.#of(id), generation, limit: { opensAt } });
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
    this.#note(id, { ...nothingYet, generation: this.#of(id).generation });
    await removing;
    const dropped = this.#deps.records.dropCredential(id);
    this.refresh();
    return dropped;
  }

  /** Reads the records again and tells everybody when a row changed. */
  refresh(): void {
    const before = new Map(this.#views.map((view) => [view.id, view]));
    const views = this.#deps.records.credentials().map((record) => {
      const old = before.get(record.id);
      const view = this.#view(record, old?.version ?? 1);
      if (old === undefined) return view;
      return JSON.stringify(view) === JSON.stringify(old)
        ? old
        : { ...view, version: old.version + 1 };
    });
    const same =
      views.length === this.#views.length && views.every((view, at) => view === this.#views[at]);
    if (same) return;
    this.#views = views;
    this.#changed.emit(views);
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
    return this.#observed.get(id) ?? nothingYet;
  }

  #note(id: string, observed: Observed): void {
    this.#observed.set(id, observed);
    this.#deps.save(this.#observed);
    this.refresh();
  }

  #view(record: CredentialRecord, version: number): CredentialView {
    const observed = this.#of(record.id);
    const generation = this.generation(record.id);
    // An API key says nothing of an end and is never renewed; accounts will.
    const declared = { generation, endsAt: null, canRenew: false, renewingSince: null };
    const waiting = this.#waiting.get(record.id) ?? 0;
    return {
      id: record.id,
      version,
      label: record.label,
      provider: record.provider,
      kind: record.kind,
      generation,
      store: this.#deps.vault.storeOf(secretName(record.id)),
      state: credentialState(declared, observed, waiting, this.#deps.now()),
      declared: { account: null, plan: null, endsAt: null, canRenew: false, gatewaySays: null },
      lastWorkedAt: observed.lastWorkedAt,
      lastWorkedBy: observed.lastWorkedBy,
      lastRefusedAt: observed.lastRefusedAt,
      lastRefusedBy: observed.lastRefusedBy,
      lastRefusedCode: null,
      finding: null,
      signIn: null,
      acts: ['set-key', 'remove'],
    };
  }
}
