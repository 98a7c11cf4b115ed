import type { CredentialView } from '../../shared/credential.ts';
import { CredentialQuestion } from './credential-question.tsx';

const ends = ({ kind, provider }: CredentialView): string =>
  kind === 'gateway-model-sign-in' || kind === 'gateway-model-key'
    ? 'OpenClaw forgets it. Sessions that use it get no answer until it is signed in again.'
    : `${provider} is told that this sign-in has ended, and it is deleted from Bulkhead.`;

/** Asks before a sign-in ends, and says what uses it. */
export const SignOut = ({ credentialId }: { readonly credentialId: string }) => (
  <CredentialQuestion
    credentialId={credentialId}
    ask={(credential, uses) => ({
      title: `Sign out of ${credential.label}?`,
      label: 'Sign out',
      lines: [ends(credential), ...uses],
    })}
    done={({ label }) => `Signed out of ${label}.`}
    command="credentials.sign-out"
  />
);
