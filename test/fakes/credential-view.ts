import type { CredentialState, CredentialView } from '../../shared/credential.ts';

/** The row of an API key of OpenAI in that state. */
export const credentialView = (
  state: CredentialState,
  change: Partial<CredentialView> = {},
): CredentialView => ({
  id: 'openai',
  version: 1,
  label: 'OpenAI API key',
  provider: 'OpenAI',
  kind: 'api-key',
  generation: 1,
  store: 'keyring',
  state,
  lastWorkedAt: null,
  lastWorkedBy: null,
  lastRefusedAt: null,
  lastRefusedBy: null,
  lastRefusedCode: null,
  declared: { account: null, plan: null, endsAt: null, canRenew: false, gatewaySays: null },
  finding: null,
  signIn: null,
  acts: ['set-key', 'remove'],
  ...change,
});
