import type { SecretStore, SignInView } from '../../../shared/credential.ts';
import type { AccountRecord } from '../../../shared/settings.ts';
import { accountActs } from './account-acts.ts';
import type { AccountNote } from './account-note.ts';
import type { HeldFacts } from '../secret-holder.ts';

export interface KnownOfAccount {
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
