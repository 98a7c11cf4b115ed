import type { Keyring } from './credential.ts';
import type { Failure } from './failure.ts';
import type { Notice } from './state.ts';

const howToFix =
  'Sign-ins last until you quit. Unlock the desktop’s password store (GNOME Keyring or KWallet), and they are kept.';

/** Under this id it is said how the password store is; what is said anew takes its place. */
export const keyringNoticeId = 'keyring';

const keyringNotice = (keyring: Keyring): Notice | null => {
  switch (keyring.phase) {
    case 'asking':
    case 'unlocked':
      return null;
    case 'locked':
      return {
        id: keyringNoticeId,
        tone: 'attention',
        title: 'The password store is locked',
        text: howToFix,
      };
    case 'none':
      return {
        id: keyringNoticeId,
        tone: 'attention',
        title: 'No password store is unlocked',
        text: `${howToFix} (${keyring.why})`,
      };
  }
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

/** What is said of a key that only memory holds, because the password store failed on it. Pure. */
export const keyNotStored = (label: string, why: Failure): Notice => ({
  id: 'credential-not-stored',
  tone: 'attention',
  title: `The key “${label}” could not be stored`,
  text: `It works until you quit; then it has to be given again. ${why.detail}`.trim(),
});
