import type { CredentialAct, SecretStore } from '../../../shared/credential.ts';
import type { AccountRecord } from '../../../shared/settings.ts';
import type { AccountPlace } from '../sign-in/sign-in-places.ts';

/** What a row calls the place of a sign-in. Pure. */
export const storeOfPlace = (place: AccountPlace | null): SecretStore => {
  switch (place) {
    case 'keyring':
    case 'file':
      return place;
    case 'ephemeral':
      return 'memory';
    case 'codex':
      return 'codex-home';
    case null:
      return 'none';
  }
};

/**
 * What can be done with an account here. Nothing is ever signed in or out in a home that is not
 * ours: it would sign the person's own command line out. Pure.
 */
export const accountActs = (
  { home, keep }: AccountRecord,
  store: SecretStore,
  toBeKept: boolean,
  isLockedAway: boolean,
): readonly CredentialAct[] => {
  if (home === 'codex') return ['check', 'remove'];
  const signedIn = store !== 'none';
  const couldBeKept = toBeKept && keep === 'keyring' && (store === 'memory' || !signedIn);
  return [
    'sign-in',
    // What cannot be read can neither be checked nor ended at its issuer.
    ...(signedIn && !isLockedAway ? (['check', 'sign-out'] as const) : []),
    ...(couldBeKept ? (['keep-in-file'] as const) : []),
    ...(toBeKept && keep === 'file' ? (['keep-in-keyring'] as const) : []),
    'remove',
  ];
};
