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

const asks = ({ state }: CredentialView): boolean => {
  switch (state.phase) {
    case 'needs-sign-in':
      return state.refusedAt !== null || state.waiting > 0;
    case 'ends-soon':
    case 'limited':
    case 'refused-by-gateway':
    case 'cannot-store':
      return true;
    case 'good':
    case 'renewing':
    case 'not-checked':
      return false;
  }
};

/** Credentials as lists show them: those that wait for the person first. */
export const sortedCredentials = (
  credentials: readonly CredentialView[],
): readonly CredentialView[] =>
  credentials.toSorted(
    (a, b) => Number(asks(b)) - Number(asks(a)) || a.label.localeCompare(b.label),
  );
