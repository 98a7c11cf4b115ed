import type { CredentialProfile } from '../../../shared/credential.ts';

/** What a status of `models.probe` (openclaw 2026.9.6) says that a profile met. Pure. */
export const probeMet = (status: string): NonNullable<CredentialProfile['met']>['what'] => {
  switch (status) {
    case 'ok':
      return 'worked';
    case 'auth':
      return 'auth-failed';
    case 'rate_limit':
    case 'billing':
      return 'limited';
    default:
      return 'unknown';
  }
};
