import type { CredentialState, CredentialView } from '../../shared/credential.ts';
import type { IconName } from '../ui/icon.tsx';

const icons = {
  good: 'ok',
  renewing: 'renew',
  'ends-soon': 'attention',
  'needs-sign-in': 'attention',
  limited: 'wait',
  'refused-by-gateway': 'attention',
  'not-checked': 'unknown',
  'cannot-store': 'lock',
} satisfies Readonly<Record<CredentialState['phase'], IconName>>;

/** The shape of a credential's state. */
export const credentialIcon = ({ state }: CredentialView): IconName =>
  state.phase === 'needs-sign-in' && state.refusedAt === null && state.waiting === 0
    ? 'key'
    : icons[state.phase];
