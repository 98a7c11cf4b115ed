import type { CredentialProfile } from '../../../shared/credential.ts';
import type { ModelProfile } from './model-status.ts';

/** What each profile met when it was last tried, by its id. */
export type MetByProfile = ReadonlyMap<string, NonNullable<CredentialProfile['met']>>;

/** The profiles of a provider as its row shows them. Pure. */
export const credentialProfiles = (
  profiles: readonly ModelProfile[],
  met: MetByProfile,
): readonly CredentialProfile[] =>
  profiles.map(({ id, name, kind, says, endsAt }) => ({
    name,
    kind,
    says,
    endsAt,
    met: met.get(id) ?? null,
  }));
