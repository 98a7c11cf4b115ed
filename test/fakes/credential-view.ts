import type { CredentialState, CredentialView } from '../../shared/credential.ts';
import { credential } from './panel-parts.ts';

/** The row of an API key of OpenAI in that state, of which nothing was seen yet. */
export const credentialView = (
  state: CredentialState,
  change: Partial<CredentialView> = {},
): CredentialView => credential({ state, lastWorkedAt: null, lastWorkedBy: null, ...change });
