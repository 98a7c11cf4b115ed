import type { CredentialAct, CredentialView } from '../../../shared/credential.ts';
import { credentialRow } from '../../credentials/verdicts/credential-row.ts';
import { credentialProfiles } from './credential-profiles.ts';
import { modelDeclared } from './model-declared.ts';
import type { ModelEntry } from './model-entry.ts';
import { modelRowId } from './model-row-id.ts';
import type { ModelProvider } from './model-status.ts';

const actsOf = ({ kind, takesKey, logins }: ModelProvider): readonly CredentialAct[] => {
  const signIn: readonly CredentialAct[] = logins.length > 0 ? ['sign-in'] : [];
  const setKey: readonly CredentialAct[] = takesKey ? ['set-key'] : [];
  return kind === 'sign-in' ? [...signIn, ...setKey, 'check'] : [...setKey, ...signIn, 'check'];
};

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
    { waiting: 0, continuing: 0, endsSoonMs, now },
  );
  const several =
    told.profiles.length > 1 ? { profiles: credentialProfiles(told.profiles, met) } : {};
  return { ...row, ...several, finding: note ?? row.finding };
};
