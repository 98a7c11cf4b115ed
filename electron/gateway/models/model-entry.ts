import type {
  CredentialFinding,
  CredentialProfile,
  SignInView,
} from '../../../shared/credential.ts';
import {
  nothingObserved,
  observe,
  type Observed,
  type Sighting,
} from '../../credentials/verdicts/observed.ts';
import type { RememberedRefusal, Standing } from './model-runs.ts';
import type { ModelProvider } from './model-status.ts';

/** What may hold a row while it is at work on it. */
export type ModelHolder = 'change' | 'sign-in';

/** What each profile met when it was last tried, by its id. */
export type MetByProfile = ReadonlyMap<string, NonNullable<CredentialProfile['met']>>;

export interface ModelFacts {
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

/** What a status of `models.probe` (openclaw 2026.9.6) says that a profile met. Pure. */
const probeMet = (status: string): NonNullable<CredentialProfile['met']>['what'] => {
  switch (status) {
    case 'ok':
      return 'worked';
    case 'auth':
      return 'auth-failed';
    case 'rate_limit':
    case 'billing':
      return 'limited';
    default:
      return 'unknown';
  }
};

const isRefusal = (sighting: Sighting): boolean =>
  sighting.kind === 'answered' && sighting.status === 401 && sighting.from === 'provider';

/**
 * What is known of a gateway's own sign-in to one provider. A value: what happens makes another one
 * of it. Times in epoch ms.
 */
export class ModelEntry {
  readonly facts: ModelFacts;

  private constructor(facts: ModelFacts) {
    this.facts = facts;
  }

  static of(told: ModelProvider): ModelEntry {
    return new ModelEntry({
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
  }

  /** Kept in the list whatever the gateway tells: it is at work, or its key is nowhere else. */
  get isHeld(): boolean {
    return this.facts.heldBy.size > 0 || this.isNotStored;
  }

  get isNotStored(): boolean {
    return this.facts.note?.kind === 'key-not-stored';
  }

  get standing(): Standing {
    const { generation, refusals } = this.facts;
    return { generation, refusals };
  }

  /** The gateway's next word of it: of the same sign-in, or of another one. */
  told(told: ModelProvider, now: number): ModelEntry {
    const next = this.#isOfAnother(told) ? this.#another(told, now) : this.#with({ told });
    return next.#with({ fresh: next.facts.fresh && next.isHeld });
  }

  /** It was changed by us: nothing that was seen so far is about it. */
  renewed(now: number): ModelEntry {
    return this.#another(this.facts.told, now).#with({ fresh: true, note: null });
  }

  saw(ofGeneration: number, sighting: Sighting): ModelEntry {
    const { generation, observed, refusals } = this.facts;
    const again = ofGeneration === generation && isRefusal(sighting) ? 1 : 0;
    return this.#with({
      refusals: refusals + again,
      observed: observe(observed, generation, ofGeneration, sighting),
    });
  }

  /** A refusal that a session remembers; one that is older than what was seen since is none. */
  remembers({ at, status }: RememberedRefusal, by: string): ModelEntry {
    const { since, generation, observed } = this.facts;
    const { lastWorkedAt, lastRefusedAt } = observed;
    if (at <= Math.max(since, lastWorkedAt ?? 0, lastRefusedAt ?? 0)) return this;
    const seen = { at, by, code: `HTTP ${status}` };
    return this.saw(generation, { kind: 'answered', ...seen, status, from: 'provider' });
  }

  /** Something begins to be at work on it, or is done. */
  held(holder: ModelHolder, holds: boolean): ModelEntry {
    const others = [...this.facts.heldBy].filter((one) => one !== holder);
    return this.#with({ heldBy: new Set(holds ? [...others, holder] : others) });
  }

  /** Storing its new key did not go well; told until it is another one. */
  noted(note: CredentialFinding): ModelEntry {
    return this.#with({ note });
  }

  /** A sign-in to it is under way, or has just ended. */
  signingIn(signIn: SignInView | null): ModelEntry {
    return this.#with({ signIn });
  }

  /** A probe tried its profiles one by one (`models.probe`, openclaw 2026.9.6). */
  tried(
    results: readonly { readonly profileId?: string | undefined; readonly status: string }[],
    at: number,
  ): ModelEntry {
    const met = results.flatMap(({ profileId, status }) =>
      profileId === undefined ? [] : [[profileId, { what: probeMet(status), at }] as const],
    );
    return this.#with({ met: new Map([...this.facts.met, ...met]) });
  }

  /** Whether the gateway tells of another sign-in than the one that was observed. */
  #isOfAnother(told: ModelProvider): boolean {
    const { fresh, generation, observed, told: before } = this.facts;
    if (this.isHeld || fresh) return false;
    if (before.account !== told.account) return true;
    const refused = observed.refusedGeneration === generation;
    return refused && (told.endsAt ?? 0) > (before.endsAt ?? 0);
  }

  #another(told: ModelProvider, now: number): ModelEntry {
    const { generation, observed } = this.facts;
    return this.#with({
      told,
      generation: generation + 1,
      since: now,
      observed: { ...observed, limit: null },
      met: new Map(),
    });
  }

  #with(change: Partial<ModelFacts>): ModelEntry {
    return new ModelEntry({ ...this.facts, ...change });
  }
}
