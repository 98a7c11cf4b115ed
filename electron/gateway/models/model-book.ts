import type { CredentialFinding, CredentialView, SignInView } from '../../../shared/credential.ts';
import { earliest } from '../../base/values.ts';
import { verdictChangesAt } from '../../credentials/verdicts/credential-state.ts';
import { keepUnchanged } from '../../credentials/verdicts/keep-unchanged.ts';
import type { Sighting } from '../../credentials/verdicts/observed.ts';
import { ModelEntry, type ModelHolder } from './model-entry.ts';
import { modelDeclared, modelRow, modelRowId } from './model-row.ts';
import type { RememberedRefusal, Standing } from './model-runs.ts';
import type { ModelProfile, ModelProvider } from './model-status.ts';

export interface ModelBookDeps {
  readonly now: () => number;
  readonly endsSoonMs: () => number;
  readonly nameOf: (sessionKey: string) => string;
  readonly onRows: (rows: readonly CredentialView[]) => void;
}

/**
 * What a gateway says of its own sign-ins to model providers, beside what its runs proved of them.
 * One entry per provider: a gateway changes between the profiles of one by itself.
 */
export class ModelBook {
  readonly #deps: ModelBookDeps;
  #entries = new Map<string, ModelEntry>();
  #rows: readonly CredentialView[] = [];

  constructor(deps: ModelBookDeps) {
    this.#deps = deps;
  }

  rows(): readonly CredentialView[] {
    return this.#rows;
  }

  get(provider: string): ModelProvider | null {
    return this.#entries.get(provider)?.facts.told ?? null;
  }

  /** The provider of a row; null when it has none here. */
  providerOf(rowId: string): string | null {
    return [...this.#entries.keys()].find((provider) => modelRowId(provider) === rowId) ?? null;
  }

  standing(provider: string): Standing {
    return this.#entries.get(provider)?.standing ?? { generation: 0, refusals: 0 };
  }

  /** A whole answer of `models.authStatus`. */
  tell(providers: readonly ModelProvider[]): void {
    const next = new Map<string, ModelEntry>();
    for (const told of providers) {
      const before = this.#entries.get(told.provider) ?? ModelEntry.of(told);
      next.set(told.provider, before.told(told, this.#deps.now()));
    }
    for (const [provider, entry] of this.#entries) {
      if (entry.isHeld && !next.has(provider)) next.set(provider, entry);
    }
    this.#entries = next;
    this.refresh();
  }

  saw(provider: string, generation: number, sighting: Sighting): void {
    this.#change(provider, (entry) => entry.saw(generation, sighting));
  }

  /** Refusals that sessions remember. */
  remember(refusals: readonly RememberedRefusal[]): void {
    for (const refusal of refusals) {
      const by = this.#deps.nameOf(refusal.sessionKey);
      this.#change(refusal.provider, (entry) => entry.remembers(refusal, by));
    }
  }

  /** The sign-in was changed by us: nothing that was seen so far is about it. */
  renewed(provider: string): void {
    this.#change(provider, (entry) => entry.renewed(this.#deps.now()));
  }

  /** While something holds it, it stays in the list whatever the gateway tells. */
  hold(provider: string, holder: ModelHolder, holds: boolean): void {
    this.#change(provider, (entry) => entry.held(holder, holds));
  }

  /** Storing its new key did not go well; told until it is another one. */
  note(provider: string, note: CredentialFinding): void {
    this.#change(provider, (entry) => entry.noted(note));
  }

  /** A probe tried its profiles one by one. */
  tried(provider: string, results: Parameters<ModelEntry['tried']>[0]): void {
    this.#change(provider, (entry) => entry.tried(results, this.#deps.now()));
  }

  /** The profiles that a new key takes the place of. */
  replacedBy(provider: string): readonly string[] {
    const facts = this.#entries.get(provider)?.facts;
    if (facts === undefined) return [];
    const hasFailed = (id: string): boolean => facts.met.get(id)?.what === 'auth-failed';
    return replacedProfiles(provider, facts.told.profiles, hasFailed);
  }

  isNotStored(provider: string): boolean {
    return this.#entries.get(provider)?.isNotStored ?? false;
  }

  signIn(provider: string, signIn: SignInView | null): void {
    this.#change(provider, (entry) => entry.signingIn(signIn));
  }

  /** When the gateway's own word may change (epoch ms, later than now); null when it cannot. */
  nextEnd(): number | null {
    const now = this.#deps.now();
    const ends = [...this.#entries.values()].map(({ facts }) => facts.told.endsAt);
    return earliest(ends.filter((at) => at !== null && at > now));
  }

  /** When a row may change though nothing happens (epoch ms); null when none can. */
  changesAt(): number | null {
    const { now, endsSoonMs } = this.#deps;
    return earliest(
      [...this.#entries.values()].map(({ facts }) =>
        verdictChangesAt(modelDeclared(facts), facts.observed, endsSoonMs(), now()),
      ),
    );
  }

  /** Judges every row anew and tells when one changed. */
  refresh(): void {
    const moment = { endsSoonMs: this.#deps.endsSoonMs(), now: this.#deps.now() };
    const rows = keepUnchanged(
      this.#rows,
      [...this.#entries.values()].map((entry) => modelRow(entry, moment)),
    );
    if (rows === this.#rows) return;
    this.#rows = rows;
    this.#deps.onRows(rows);
  }

  #change(provider: string, change: (entry: ModelEntry) => ModelEntry): void {
    const before = this.#entries.get(provider);
    if (before === undefined) return;
    const after = change(before);
    if (after === before) return;
    this.#entries.set(provider, after);
    this.refresh();
  }
}

/**
 * The profiles that a new key of a provider takes the place of: those whose authentication failed
 * when they were tried, else the only one, else the one that such a key is put into
 * (`models.authSetApiKey`, openclaw 2026.9.6). Another one of several is left alone. Pure.
 */
export const replacedProfiles = (
  provider: string,
  profiles: readonly ModelProfile[],
  hasFailed: (profileId: string) => boolean,
): readonly string[] => {
  const keys = profiles.filter(({ replaceable }) => replaceable).map(({ id }) => id);
  const failed = keys.filter(hasFailed);
  if (failed.length > 0) return failed;
  return keys.length === 1 ? keys : keys.filter((id) => id === `${provider}:manual`);
};
