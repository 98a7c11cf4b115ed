import type {
  CredentialAct,
  CredentialFinding,
  CredentialView,
  SignInView,
} from '../../shared/credential.ts';
import { credentialRow } from '../credentials/credential-row.ts';
import { plainDeclared, verdictChangesAt, type Declared } from '../credentials/credential-state.ts';
import { keepUnchanged } from '../credentials/keep-unchanged.ts';
import { nothingObserved, observe, type Observed, type Sighting } from '../credentials/observed.ts';
import { credentialProfiles, type MetByProfile } from './credential-profiles.ts';
import type { Standing } from './model-runs.ts';
import type { ModelProvider } from './model-status.ts';
import { probeMet } from './probe-met.ts';
import { replacedProfiles } from './replaced-profiles.ts';
import type { RememberedRefusal } from './remembered-refusals.ts';

export interface ModelBookDeps {
  readonly now: () => number;
  readonly endsSoonMs: () => number;
  readonly nameOf: (sessionKey: string) => string;
  readonly onRows: (rows: readonly CredentialView[]) => void;
}

/** What may hold a row while it is at work on it. */
export type ModelHolder = 'change' | 'sign-in';

interface Entry {
  readonly told: ModelProvider;
  readonly generation: number;
  /** When that generation began to be known; what was seen earlier is not about it. */
  readonly since: number;
  readonly refusals: number;
  readonly observed: Observed;
  readonly signIn: SignInView | null;
  /** What storing its new key came to, when not all was well. */
  readonly note: CredentialFinding | null;
  /** What is at work on it. */
  readonly heldBy: ReadonlySet<ModelHolder>;
  /** What each profile met when it was last tried, by its id. */
  readonly met: MetByProfile;
  /** Changed by us: the gateway's next word of it is about what we set. */
  readonly fresh: boolean;
}

/** The id of a provider's row; no record of ours can have it. */
export const modelRowId = (provider: string): string => `openclaw:${provider}`;

const newEntry = (told: ModelProvider): Entry => ({
  told,
  generation: 1,
  since: 0,
  refusals: 0,
  observed: nothingObserved,
  signIn: null,
  note: null,
  heldBy: new Set(),
  met: new Map(),
  fresh: false,
});

const isNotStored = (note: CredentialFinding | null): boolean => note?.kind === 'key-not-stored';

/** Kept in the list whatever the gateway tells: it is at work, or its key is nowhere else. */
const isHeld = ({ heldBy, note }: Entry): boolean => heldBy.size > 0 || isNotStored(note);

/** Whether the gateway tells of another sign-in than the one that was observed. */
const isAnother = (before: Entry, told: ModelProvider): boolean => {
  if (isHeld(before) || before.fresh) return false;
  if (before.told.account !== told.account) return true;
  const refused = before.observed.refusedGeneration === before.generation;
  return refused && (told.endsAt ?? 0) > (before.told.endsAt ?? 0);
};

const isRefusal = (sighting: Sighting): boolean =>
  sighting.kind === 'answered' && sighting.status === 401 && sighting.from === 'provider';

/**
 * What a gateway says of its own sign-ins to model providers, beside what its runs proved of them.
 * One entry per provider: a gateway changes between the profiles of one by itself.
 */
export class ModelBook {
  readonly #deps: ModelBookDeps;
  #entries = new Map<string, Entry>();
  #rows: readonly CredentialView[] = [];

  constructor(deps: ModelBookDeps) {
    this.#deps = deps;
  }

  rows(): readonly CredentialView[] {
    return this.#rows;
  }

  get(provider: string): ModelProvider | null {
    return this.#entries.get(provider)?.told ?? null;
  }

  /** The provider of a row; null when it has none here. */
  providerOf(rowId: string): string | null {
    return [...this.#entries.keys()].find((provider) => modelRowId(provider) === rowId) ?? null;
  }

  standing(provider: string): Standing {
    const { generation, refusals } = this.#entries.get(provider) ?? { generation: 0, refusals: 0 };
    return { generation, refusals };
  }

  /** A whole answer of `models.authStatus`. */
  tell(providers: readonly ModelProvider[]): void {
    const next = new Map<string, Entry>();
    for (const told of providers) {
      const before = this.#entries.get(told.provider) ?? newEntry(told);
      const entry = isAnother(before, told) ? this.#renewed(before, told) : { ...before, told };
      next.set(told.provider, { ...entry, fresh: entry.fresh && isHeld(entry) });
    }
    for (const [provider, entry] of this.#entries) {
      if (isHeld(entry) && !next.has(provider)) next.set(provider, entry);
    }
    this.#entries = next;
    this.refresh();
  }

  saw(provider: string, generation: number, sighting: Sighting): void {
    this.#change(provider, (entry) => {
      const again = generation === entry.generation && isRefusal(sighting) ? 1 : 0;
      return {
        ...entry,
        refusals: entry.refusals + again,
        observed: observe(entry.observed, entry.generation, generation, sighting),
      };
    });
  }

  /** Refusals that sessions remember; one that is older than what was seen since is none. */
  remember(refusals: readonly RememberedRefusal[]): void {
    for (const { provider, sessionKey, at, status } of refusals) {
      const entry = this.#entries.get(provider);
      if (entry === undefined) continue;
      const { lastWorkedAt, lastRefusedAt } = entry.observed;
      if (at <= Math.max(entry.since, lastWorkedAt ?? 0, lastRefusedAt ?? 0)) continue;
      const seen = { at, by: this.#deps.nameOf(sessionKey), code: `HTTP ${status}` };
      const answered = { kind: 'answered', ...seen, status, from: 'provider' } as const;
      this.saw(provider, entry.generation, answered);
    }
  }

  /** The sign-in was changed by us: nothing that was seen so far is about it. */
  renewed(provider: string): void {
    this.#change(provider, (entry) => ({
      ...this.#renewed(entry, entry.told),
      fresh: true,
      note: null,
    }));
  }

  /** While something holds it, it stays in the list whatever the gateway tells. */
  hold(provider: string, holder: ModelHolder, holds: boolean): void {
    this.#change(provider, (entry) => {
      const others = [...entry.heldBy].filter((one) => one !== holder);
      return { ...entry, heldBy: new Set(holds ? [...others, holder] : others) };
    });
  }

  /** Storing its new key did not go well; told until it is another one. */
  note(provider: string, note: CredentialFinding): void {
    this.#change(provider, (entry) => ({ ...entry, note }));
  }

  /** A probe tried its profiles one by one. */
  tried(
    provider: string,
    results: readonly { readonly profileId?: string | undefined; readonly status: string }[],
  ): void {
    const at = this.#deps.now();
    const met = results.flatMap(({ profileId, status }) =>
      profileId === undefined ? [] : [[profileId, { what: probeMet(status), at }] as const],
    );
    this.#change(provider, (entry) => ({ ...entry, met: new Map([...entry.met, ...met]) }));
  }

  /** The profiles that a new key takes the place of. */
  replacedBy(provider: string): readonly string[] {
    const entry = this.#entries.get(provider);
    if (entry === undefined) return [];
    const hasFailed = (id: string): boolean => entry.met.get(id)?.what === 'auth-failed';
    return replacedProfiles(provider, entry.told.profiles, hasFailed);
  }

  isNotStored(provider: string): boolean {
    return isNotStored(this.#entries.get(provider)?.note ?? null);
  }

  signIn(provider: string, signIn: SignInView | null): void {
    this.#change(provider, (entry) => ({ ...entry, signIn }));
  }

  /** When the gateway's own word may change (epoch ms, later than now); null when it cannot. */
  nextEnd(): number | null {
    const now = this.#deps.now();
    const ends = [...this.#entries.values()].flatMap(({ told: { endsAt } }) =>
      endsAt !== null && endsAt > now ? [endsAt] : [],
    );
    return ends.length === 0 ? null : Math.min(...ends);
  }

  changesAt(): number | null {
    const { now, endsSoonMs } = this.#deps;
    const moments = [...this.#entries.values()].flatMap((entry) => {
      const at = verdictChangesAt(declaredOf(entry), entry.observed, endsSoonMs(), now());
      return at === null ? [] : [at];
    });
    return moments.length === 0 ? null : Math.min(...moments);
  }

  /** Judges every row anew and tells when one changed. */
  refresh(): void {
    const rows = keepUnchanged(
      this.#rows,
      [...this.#entries.values()].map((entry) => this.#row(entry)),
    );
    if (rows === this.#rows) return;
    this.#rows = rows;
    this.#deps.onRows(rows);
  }

  #renewed(entry: Entry, told: ModelProvider): Entry {
    return {
      ...entry,
      told,
      generation: entry.generation + 1,
      since: this.#deps.now(),
      observed: { ...entry.observed, limit: null },
      met: new Map(),
    };
  }

  #change(provider: string, change: (entry: Entry) => Entry): void {
    const entry = this.#entries.get(provider);
    if (entry === undefined) return;
    this.#entries.set(provider, change(entry));
    this.refresh();
  }

  #row(entry: Entry): CredentialView {
    const { told, observed, signIn, note } = entry;
    const row = credentialRow(
      {
        id: modelRowId(told.provider),
        label: `OpenClaw: ${told.name}`,
        provider: told.name,
        kind: told.kind === 'key' ? 'gateway-model-key' : 'gateway-model-sign-in',
        store: 'gateway',
        declared: declaredOf(entry),
        observed,
        signIn,
        acts: [...(isNotStored(note) ? (['store-again'] as const) : []), ...actsOf(told)],
      },
      { waiting: 0, continuing: 0, endsSoonMs: this.#deps.endsSoonMs(), now: this.#deps.now() },
    );
    const several =
      told.profiles.length > 1 ? { profiles: credentialProfiles(told.profiles, entry.met) } : {};
    return { ...row, ...several, finding: note ?? row.finding };
  }
}

/** A gateway knows of no key of its own where a run worked with one from elsewhere. */
const isThere = ({ told, generation, observed }: Entry): boolean =>
  told.says !== 'missing' ||
  observed.workedGeneration === generation ||
  observed.refusedGeneration === generation;

const declaredOf = (entry: Entry): Declared => ({
  ...plainDeclared(isThere(entry) ? entry.generation : 0),
  account: entry.told.account,
  endsAt: entry.told.endsAt,
  canRenew: entry.told.kind === 'sign-in',
  gatewaySays: entry.told.says,
});

const actsOf = ({ kind, takesKey, logins }: ModelProvider): readonly CredentialAct[] => {
  const signIn: readonly CredentialAct[] = logins.length > 0 ? ['sign-in'] : [];
  const setKey: readonly CredentialAct[] = takesKey ? ['set-key'] : [];
  return kind === 'sign-in' ? [...signIn, ...setKey, 'check'] : [...setKey, ...signIn, 'check'];
};
