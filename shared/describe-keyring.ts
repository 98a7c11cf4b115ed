import type { Keyring } from './credential.ts';
import type { Tone } from './state.ts';

/** The password store in words: what it means for sign-ins, and how to mend it. */
export const describeKeyring = (
  keyring: Keyring,
): { readonly tone: Tone; readonly sentence: string; readonly hint: string } => {
  switch (keyring.phase) {
    case 'asking':
      return { tone: 'neutral', sentence: 'Asking the password store…', hint: '' };
    case 'unlocked':
      return {
        tone: 'ok',
        sentence: `Sign-ins are kept in the password store (${keyring.backend}).`,
        hint: '',
      };
    case 'locked':
      return {
        tone: 'attention',
        sentence: 'The password store is locked. Sign-ins last until you quit.',
        hint: 'Unlock it, and they are kept.',
      };
    case 'none':
      return {
        tone: 'attention',
        sentence: 'No password store is unlocked. Sign-ins last until you quit.',
        hint: `Start GNOME Keyring or KWallet, and they are kept. (${keyring.why})`,
      };
  }
};
