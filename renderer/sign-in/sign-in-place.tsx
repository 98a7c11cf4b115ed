import type { CredentialView } from '../../shared/credential.ts';
import { KeySheet } from '../credentials/key-sheet.tsx';
import { SignInSheet } from './sign-in-sheet.tsx';
import type { SignInHere } from './use-sign-in.ts';

interface Props {
  readonly credential: CredentialView;
  readonly here: SignInHere;
  /** What saving a key does: `Sign in and continue (3)`. */
  readonly keyLabel: string;
}

/** The sign-in of a credential where it was opened, or the field for its key; nothing while closed. */
export const SignInPlace = ({ credential, here, keyLabel }: Props) => {
  switch (here.shown) {
    case 'nothing':
      return null;
    case 'key':
      return <KeySheet credential={credential} label={keyLabel} onClose={here.close} />;
    case 'sign-in':
      return here.signIn === null ? null : (
        <SignInSheet credential={credential} here={here} signIn={here.signIn} />
      );
  }
};
