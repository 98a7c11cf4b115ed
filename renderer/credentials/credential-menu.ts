import type { CredentialAct, CredentialView } from '../../shared/credential.ts';
import {
  describeCredentialAct,
  type CredentialButton,
} from '../../shared/describe-credential-act.ts';
import type { MenuEntry } from '../ui/more-menu.tsx';

const order: readonly CredentialAct[] = [
  'set-key',
  'store-again',
  'sign-in',
  'check',
  'pair',
  'keep-in-keyring',
  'keep-in-file',
  'sign-out',
  'remove',
];

const isDanger = (act: CredentialAct): boolean => act === 'sign-out' || act === 'remove';

/** What a credential's menu offers: every act it has, but for the one that its button does. */
export const credentialMenu = (
  credential: CredentialView,
  onButton: CredentialButton['act'],
  press: (act: CredentialAct) => void,
): readonly MenuEntry[] =>
  order
    .filter((act) => act !== onButton && credential.acts.includes(act))
    .map((act) => ({
      label: describeCredentialAct(act, credential),
      danger: isDanger(act),
      onChoose: () => press(act),
    }));
