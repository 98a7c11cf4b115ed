import type { Keyring } from './credential.ts';
import { capitalised } from './format.ts';
import type { Tone } from './state.ts';
import { isolated } from './isolated.ts';

export interface KeyringWords {
  readonly tone: Tone;
  /** No full stop. */
  readonly title: string;
  /** What that means for sign-ins, and what mends it; empty when nothing is to be said. */
  readonly hint: string;
}

/** The password store in words, wherever it is told of. */
export const describeKeyring = (keyring: Keyring): KeyringWords => {
  switch (keyring.phase) {
    case 'asking':
      return { tone: 'neutral', title: 'Asking the password store', hint: '' };
    case 'unlocked':
      return {
        tone: 'ok',
        title: `Sign-ins are kept in the password store (${isolated(keyring.backend)})`,
        hint: '',
      };
    case 'locked':
      return {
        tone: 'attention',
        title: 'The password store is locked',
        hint: 'Sign-ins last until you quit. Unlock it, and they are kept.',
      };
    case 'practice':
      return {
        tone: 'neutral',
        title: 'Practice keeps its keys in memory',
        hint: 'They are gone when you leave practice. Your own stay where they are.',
      };
    case 'none':
      return {
        tone: 'attention',
        title: capitalised(keyring.why),
        hint: 'Sign-ins last until you quit. Start and unlock GNOME Keyring or KWallet, and they are kept.',
      };
  }
};
