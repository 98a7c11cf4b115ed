import type {
  CredentialAct,
  CredentialProfile,
  CredentialView,
} from '../../../shared/credential.ts';
import { credentialRow } from '../../credentials/verdicts/credential-row.ts';
import { type Declared, plainDeclared } from '../../credentials/verdicts/credential-state.ts';
import type { MetByProfile, ModelEntry, ModelFacts } from './model-entry.ts';
import type { ModelProfile, ModelProvider } from './model-status.ts';

/** The id of the row of a provider of the gateway's own; no record of ours can have it. */
export const modelRowId = (provider: string): string => `openclaw:${provider}`;

/** The row of a gateway's own sign-in to a provider. Pure; `now` in epoch ms. */
export const modelRow = (
  entry: ModelEntry,
  { endsSoonMs, now }: { readonly endsSoonMs: number; readonly now: number },
): CredentialView => {
  const { told, observed, signIn, note, met } = entry.facts;
  const again: readonly CredentialAct[] = entry.isNotStored ? ['store-again'] : [];
  const row = credentialRow(
    {
      id: modelRowId(told.provider),
      label: `OpenClaw: ${told.name}`,
      provider: told.name,
      kind: told.kind === 'key' ? 'gateway-model-key' : 'gateway-model-sign-in',
      store: 'gateway',
      declared: modelDeclared(entry.facts),
      observed,
      signIn,
      acts: [...again, ...actsOf(told)],
    },
    { endsSoonMs, now },
  );
  const several =
    told.profiles.length > 1 ? { profiles: credentialProfiles(told.profiles, met) } : {};
  return { ...row, ...several, finding: note ?? row.finding };
};

const actsOf = ({ kind, takesKey, logins }: ModelProvider): readonly CredentialAct[] => {
  const signIn: readonly CredentialAct[] = logins.length > 0 ? ['sign-in'] : [];
  const setKey: readonly CredentialAct[] = takesKey ? ['set-key'] : [];
  return kind === 'sign-in' ? [...signIn, ...setKey, 'check'] : [...setKey, ...signIn, 'check'];
};

/** What a gateway says of its own sign-in to a provider. Pure. */
export const modelDeclared = (facts: ModelFacts): Declared => ({
  ...plainDeclared(isThere(facts) ? facts.generation : 0),
  account: facts.told.account,
  endsAt: facts.told.endsAt,
  canRenew: facts.told.kind === 'sign-in',
  gatewaySays: facts.told.says,
});

/** A gateway knows of no key of its own where a run worked with one from elsewhere. */
const isThere = ({ told, generation, observed }: ModelFacts): boolean =>
  told.says !== 'missing' ||
  observed.workedGeneration === generation ||
  observed.refusedGeneration === generation;

/** The profiles of a provider as its row shows them. Pure. */
const credentialProfiles = (
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
