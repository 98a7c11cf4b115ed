import type { CredentialView } from '../../shared/credential.ts';
import { KeyForm } from '../credentials/key-form.tsx';
import { useView } from '../panel-context.tsx';
import { Button } from '../ui/button.tsx';
import { SignInPlace } from './sign-in-place.tsx';
import styles from './sign-in-action.module.css';
import { useFocusBack } from './use-focus-back.ts';
import { useSignIn } from './use-sign-in.ts';

interface Props {
  readonly credential: CredentialView;
  /** Says what it does: `Sign in and continue (3)`. */
  readonly label: string;
}

const ByBrowser = ({ credential, label }: Props) => {
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
export const SignInAction = (props: Props) => {
  const go = useView((view) => view.go);
  const { acts, id } = props.credential;
  if (acts.includes('sign-in')) return <ByBrowser {...props} />;
  if (acts.includes('set-key')) {
    return <KeyForm credential={props.credential} label={props.label} />;
  }
  return <Button onClick={() => go({ view: 'credentials', open: id })}>{props.label}</Button>;
};
