import type { CredentialView } from '../../shared/credential.ts';

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
