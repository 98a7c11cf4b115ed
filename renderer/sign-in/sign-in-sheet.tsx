import { useState } from 'react';
import type { CredentialView, SignInView } from '../../shared/credential.ts';
import { describeCredential } from '../../shared/describe-credential.ts';
import { describeSignIn } from '../../shared/describe-sign-in.ts';
import type { SignInAct, SignInButton } from '../../shared/sign-in-buttons.ts';
import { isSignInOver } from '../../shared/sign-in-over.ts';
import { Button } from '../ui/button.tsx';
import type { IconName } from '../ui/icon.tsx';
import { Toned, TonedIcon } from '../ui/toned.tsx';
import { usePanel } from '../panel-context.tsx';
import { useAct } from '../use-act.ts';
import { useSending } from '../use-sending.ts';
import { Sheet } from './sheet.tsx';
import styles from './sign-in-sheet.module.css';
import { useCopied } from './use-copied.ts';
import type { SignInHere } from './use-sign-in.ts';
import { useRenewed } from './use-renewed.ts';
import { WizardField } from './wizard-field.tsx';
import { firstWizardValue, type WizardValue } from './wizard-value.ts';

const statusIcons = {
  ok: 'ok',
  work: 'work',
  attention: 'wait',
  fail: 'fail',
  neutral: 'wait',
} as const satisfies Readonly<Record<string, IconName>>;

const titleIcons = { ...statusIcons, attention: 'attention' } as const;

const actIcons: Readonly<Partial<Record<SignInAct, IconName>>> = { open: 'open', copy: 'copy' };

const stepOf = (view: SignInView): string =>
  view.phase === 'wizard' ? `wizard ${view.step.id}` : view.phase;

interface Props {
  readonly credential: CredentialView;
  readonly here: SignInHere;
  readonly signIn: SignInView;
}

/** A sign-in from its first moment to its last word, in place under what opened it. */
export const SignInSheet = ({ credential, here, signIn }: Props) => {
  const act = useAct();
  const { id } = credential;
  const step = signIn.phase === 'wizard' ? signIn.step : null;
  const [answer, setAnswer] = useState<{ readonly id: string; readonly value: WizardValue }>();
  const { isSending, send: once } = useSending();
  const [sent, setSent] = useState<SignInAct>('answer');
  const renewed = useRenewed(signIn);
  const copied = useCopied(id, signIn, here.occasion !== null && !renewed);
  const words = usePanel(({ now }) => describeSignIn({ ...credential, signIn }, now, renewed));
  const note = usePanel(
    ({ gateway, now }) => describeCredential(credential, gateway.state, now).note,
  );
  if (words === null) return null;
  const isOver = isSignInOver(signIn);
  const first = step === null ? null : firstWizardValue(step);
  const value = answer !== undefined && answer.id === step?.id ? answer.value : first;

  const send = (what: SignInAct, wanted: boolean | WizardValue) => {
    if (step === null) return;
    setSent(what);
    const answered =
      typeof wanted === 'boolean' || typeof wanted === 'string' ? wanted : [...wanted];
    void once(async () => {
      const reply = await act('credentials.wizard-answer', {
        id,
        stepId: step.id,
        value: answered,
      });
      if (reply.ok) setAnswer(undefined);
    });
  };
  const press = (what: SignInAct): void => {
    switch (what) {
      case 'open':
        void act('credentials.sign-in-open', { id });
        break;
      case 'copy':
        copied.copy();
        break;
      case 'browser':
      case 'device':
        here.begin(what);
        break;
      case 'key':
        here.showKey();
        break;
      case 'cancel':
      case 'close':
        here.close();
        break;
      case 'answer':
        send(what, value ?? '');
        break;
      case 'continue':
      case 'yes':
        send(what, true);
        break;
      case 'no':
        send(what, false);
        break;
    }
  };
  const button = ({ label, act: what, primary }: SignInButton) => {
    const done = what === 'copy' && copied.isCopied;
    const icon = done ? 'check' : actIcons[what];
    return (
      <Button
        key={what}
        small
        kind={primary ? 'primary' : what === 'cancel' || what === 'close' ? 'quiet' : 'default'}
        {...(icon !== undefined && { icon })}
        busy={isSending && sent === what ? 'Sending' : null}
        onClick={() => press(what)}
      >
        {done ? 'Copied' : label}
      </Button>
    );
  };
  const isBesideCode = ({ act: what }: SignInButton): boolean =>
    words.code !== null && what === 'copy';
  return (
    <Sheet
      icon={
        step === null &&
        words.status === '' && <TonedIcon tone={words.tone} name={titleIcons[words.tone]} />
      }
      title={words.title}
      sentence={words.sentence}
      isTrouble={isOver}
      step={stepOf(signIn)}
      occasion={here.occasion}
      note={isOver ? '' : note}
      onEscape={here.close}
      code={
        words.code !== null && (
          <>
            <code>{words.code}</code>
            {words.buttons.filter(isBesideCode).map(button)}
          </>
        )
      }
      foot={
        <>
          <p className={styles.status}>
            {words.status !== '' && <TonedIcon tone={words.tone} name={statusIcons[words.tone]} />}
            <span role="status">
              {words.status !== '' && <Toned tone={words.tone}>{words.status}</Toned>}
            </span>
            {words.left !== null && (
              <span className={styles.left} role="timer" aria-live="off">
                {words.left}
              </span>
            )}
          </p>
          <div className={styles.buttons}>
            {words.buttons.filter((one) => !isBesideCode(one)).map(button)}
          </div>
        </>
      }
    >
      {step !== null && value !== null && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            send('answer', value);
          }}
        >
          <WizardField
            key={step.id}
            step={step}
            value={value}
            takesFocus={here.occasion !== null}
            onValue={(next) => setAnswer({ id: step.id, value: next })}
          />
        </form>
      )}
    </Sheet>
  );
};
