import type { SecretStore, SignInView, CredentialAct } from '../../../shared/credential.ts';
import type { AccountRecord } from '../../../shared/settings.ts';
import type { HeldFacts } from '../secret-holder.ts';
import type { AccountPlace } from '../sign-in/sign-in-places.ts';
import type { AccountNote } from './account-notes.ts';

interface KnownOfAccount {
  readonly record: AccountRecord | null;
  readonly note: AccountNote | null;
  /** Where its sign-in is now. */
  readonly store: SecretStore;
  /** It is in the password store, which cannot be read. */
  readonly isLockedAway: boolean;
  /** The password store did not take a sign-in of it. */
  readonly storeFailed: boolean;
  /** False where sign-ins are meant to last until quit only. */
  readonly toBeKept: boolean;
  readonly renewingSince: number | null;
  readonly changedAt: number | null;
  readonly signIn: SignInView | null;
}

/** A choice holds from the next sign-in on: nothing is ever copied from one place to another. */
const nextStore = ({ record, store, toBeKept }: KnownOfAccount): Pick<HeldFacts, 'nextStore'> => {
  if (record?.home !== 'own' || !toBeKept || store === 'none' || store === record.keep) return {};
  // Without a password store it is in memory against the choice, and the row says so already.
  return store === 'memory' && record.keep === 'keyring' ? {} : { nextStore: record.keep };
};

/** What an account is now, for its row. Pure. */
export const accountFacts = (known: KnownOfAccount): HeldFacts => {
  const { record, note, store, toBeKept } = known;
  return {
    declared: {
      account: note?.email ?? null,
      plan: note?.plan ?? null,
      endsAt: note?.endsAt ?? null,
      canRenew: store !== 'none',
      renewingSince: known.renewingSince,
      gatewaySays: null,
      changedAt: known.changedAt,
      stored: store !== 'memory' || !toBeKept,
      storeFailed: store === 'memory' && known.storeFailed,
      judge: 'provider',
    },
    store,
    ...nextStore(known),
    signIn: known.signIn,
    acts: record === null ? [] : accountActs(record, store, toBeKept, known.isLockedAway),
  };
};

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
const accountActs = (
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
