import type { CredentialView } from '../../shared/credential.ts';
import { KeySheet, KeyForm } from '../credentials/key-form.tsx';
import { useView } from '../panel-context.tsx';
import { Button } from '../ui/button.tsx';
import { SignInSheet } from './sign-in-sheet.tsx';
import { type SignInHere, useSignIn } from './use-sign-in.ts';
import styles from './sign-in-action.module.css';
import { useFocusBack } from './use-focus-back.ts';

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

interface ActionProps {
  readonly credential: CredentialView;
  /** Says what it does: `Sign in and continue (3)`. */
  readonly label: string;
}

const ByBrowser = ({ credential, label }: ActionProps) => {
  const here = useSignIn(credential);
  const place = useFocusBack(here.shown !== 'nothing');
  return (
    <div ref={place} className={styles.place}>
      {here.shown === 'nothing' ? (
        <Button data-opener kind="primary" onClick={() => here.begin('browser')}>
          {label}
        </Button>
      ) : (
        <SignInPlace credential={credential} here={here} keyLabel={label} />
      )}
    </div>
  );
};

/** The way to sign in to a credential, by its kind: a sheet that opens here, or the field for its key. */
export const SignInAction = (props: ActionProps) => {
  const go = useView((view) => view.go);
  const { acts, id } = props.credential;
  if (acts.includes('sign-in')) return <ByBrowser {...props} />;
  if (acts.includes('set-key')) {
    return <KeyForm credential={props.credential} label={props.label} />;
  }
  return <Button onClick={() => go({ view: 'credentials', open: id })}>{props.label}</Button>;
};
