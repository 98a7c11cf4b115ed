import type { CredentialView } from '../../shared/credential.ts';
import { CredentialQuestion } from './credential-question.tsx';

const leaves = ({ kind, provider, store }: CredentialView): string => {
  switch (kind) {
    case 'account':
      return store === 'codex-home'
        ? 'Bulkhead stops using it. Your codex stays signed in.'
        : 'Its sign-in is deleted from Bulkhead.';
    case 'api-key':
      return `Its key is deleted from Bulkhead. It stays valid at ${provider}.`;
    case 'gateway-token':
    case 'gateway-password':
    case 'device-token':
      return 'It is deleted from Bulkhead. The gateway keeps its side.';
    case 'gateway-model-key':
    case 'gateway-model-sign-in':
      return 'It is deleted from OpenClaw. Sessions that use it get no answer.';
  }
};

/** Asks before a credential is removed, and says what uses it. */
export const RemoveCredential = ({ credentialId }: { readonly credentialId: string }) => (
  <CredentialQuestion
    credentialId={credentialId}
    ask={(credential, uses) => ({
      title: `Remove ${credential.label}?`,
      label: credential.kind === 'account' ? 'Remove account' : 'Remove credential',
      lines: [leaves(credential), ...uses],
    })}
    done={({ label }) => `${label} removed.`}
    command="credentials.remove"
  />
);
