import type { Keyring } from './credential.ts';
import { describeKeyring } from './describe-keyring.ts';
import type { Failure } from './failure.ts';
import type { Notice } from './state.ts';
import { isolated } from './isolated.ts';

/** Under this id it is said how the password store is; what is said anew takes its place. */
export const keyringNoticeId = 'keyring';

const keyringNotice = (keyring: Keyring): Notice | null => {
  if (keyring.phase !== 'locked' && keyring.phase !== 'none') return null;
  const { title, hint } = describeKeyring(keyring);
  return { id: keyringNoticeId, tone: 'attention', title, text: hint };
};

const damagedNotice = (damaged: readonly string[]): Notice | null =>
  damaged.length === 0
    ? null
    : {
        id: 'vault-damaged',
        tone: 'attention',
        title: 'A stored sign-in could not be read',
        text: `Its file is kept beside the others: ${damaged.join(', ')}. Give the key again.`,
      };

/** What is said once about where secrets are kept; nothing when all is well. Pure. */
export const vaultNotices = (keyring: Keyring, damaged: readonly string[]): readonly Notice[] =>
  [keyringNotice(keyring), damagedNotice(damaged)].filter((notice) => notice !== null);

export const keyNotStoredId = 'credential-not-stored';

/** What is said of a key that only memory holds, because the password store failed on it. Pure. */
export const keyNotStored = (label: string, why: Failure): Notice => ({
  id: keyNotStoredId,
  tone: 'attention',
  title: `The key “${isolated(label)}” could not be stored`,
  text: `It works until you quit; then it has to be given again. ${isolated(why.detail)}`.trim(),
});
