import { failure, type Failure } from '../../shared/failure.ts';
import type { CredentialGrants, CredentialUse } from '../credentials/grants.ts';
import { providerFor, type SpawnRequest } from './spawn-request.ts';

/** The use that a helper makes of its credential. Pure. */
export const credentialUse = ({ template }: Pick<SpawnRequest, 'template'>): CredentialUse => {
  const { name, baseUrl } = providerFor(template);
  return { credentialId: template.credential, provider: name, target: baseUrl };
};

type BreakerGrants = Pick<CredentialGrants, 'generation' | 'isLockedAway' | 'usable' | 'refused'>;

/**
 * Lets nothing leave that is known to be refused: open per provider, credential and generation, from
 * the first refusal on. A refusal that this run of the app did not see itself (an earlier run's, a
 * check's) counts for every provider. Only a newer generation closes it again, or word from the
 * credentials that the same one works. Nothing secret is in its keys.
 */
export class Breaker {
  readonly #credentials: BreakerGrants;
  /** Who refused which generation; by credential. */
  readonly #seen = new Map<string, { readonly generation: number; readonly by: Set<string> }>();
  readonly #onOpened: () => void;

  constructor(credentials: BreakerGrants, onOpened: () => void) {
    this.#credentials = credentials;
    this.#onOpened = onOpened;
  }

  /** Why nothing may be sent now, or null when something may. Generation 0 is no secret at all. */
  refusal({ credentialId, provider, target }: CredentialUse): Failure | null {
    const generation = this.#credentials.generation(credentialId);
    const passes = generation > 0 && !this.#isRefused(credentialId, generation, target);
    if (passes) return null;
    const isLockedAway = generation === 0 && this.#credentials.isLockedAway(credentialId);
    const cause = { kind: 'unauthorized', credentialId, generation, provider } as const;
    return failure(isLockedAway ? { ...cause, isLockedAway } : cause);
  }

  /** A provider refused a generation; `by` names the helper, `code` what it was decided from. */
  refused(use: CredentialUse, generation: number, by: string, code: string | null): void {
    const { credentialId, target } = use;
    const seen = this.#seen.get(credentialId);
    if (seen?.generation === generation) seen.by.add(target);
    else if (generation > (seen?.generation ?? 0)) {
      this.#seen.set(credentialId, { generation, by: new Set([target]) });
    }
    this.#credentials.refused(credentialId, generation, by, code);
    if (this.refusal(use) !== null) this.#onOpened();
  }

  #isRefused(credentialId: string, generation: number, target: string): boolean {
    if (this.#credentials.usable(credentialId)) return false;
    const seen = this.#seen.get(credentialId);
    return seen?.generation !== generation || seen.by.has(target);
  }
}
