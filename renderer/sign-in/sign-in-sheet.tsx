import { useState, useEffect, useRef } from 'react';
import type { CredentialView, SignInView } from '../../shared/credential.ts';
import { describeCredential } from '../../shared/describe-credential.ts';
import { describeSignIn } from '../../shared/describe-sign-in.ts';
import type { SignInAct, SignInButton } from '../../shared/sign-in-buttons.ts';
import { isSignInOver } from '../../shared/sign-in-over.ts';
import { Button } from '../ui/button.tsx';
import type { IconName } from '../ui/icon.tsx';
import { Toned, TonedIcon } from '../ui/toned.tsx';
import { usePanel, useBridge } from '../panel-context.tsx';
import { useAct } from '../use-act.ts';
import { useSending } from '../use-sending.ts';
import { Sheet } from './sheet.tsx';
import styles from './sign-in-sheet.module.css';
import type { SignInHere } from './use-sign-in.ts';
import { WizardField, firstWizardValue, type WizardValue } from './wizard-field.tsx';

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

const whatOf = (view: SignInView): string | null => {
  if (view.phase === 'device') return view.userCode;
  return view.phase === 'browser' ? `address ${view.since}` : null;
};

/**
 * Copies a sign-in's code or address, and knows whether that is what was copied last. With
 * `byItself` a code is copied once as soon as it is there.
 */
const useCopied = (
  id: string,
  view: SignInView,
  byItself: boolean,
): { readonly isCopied: boolean; readonly copy: () => void } => {
  const act = useAct();
  const bridge = useBridge();
  const [copied, setCopied] = useState<string | null>(null);
  const tried = useRef<string | null>(null);
  const what = whatOf(view);
  const code = view.phase === 'device' ? what : null;

  useEffect(() => {
    if (!byItself || code === null || tried.current === code) return;
    tried.current = code;
    void bridge.command('credentials.sign-in-copy', { id }).then((reply) => {
      if (reply.ok) setCopied(code);
    });
  }, [bridge, id, code, byItself]);

  const copy = async () => {
    const reply = await act('credentials.sign-in-copy', { id });
    if (reply.ok) setCopied(what);
  };
  return { isCopied: what !== null && copied === what, copy: () => void copy() };
};

/** True while a code is shown that took the place of one that ran out. */
const useRenewed = ({ phase }: SignInView): boolean => {
  const [seen, setSeen] = useState({ phase, renewed: false });
  if (seen.phase !== phase) {
    setSeen({ phase, renewed: phase === 'device' && seen.phase === 'expired' });
  }
  return seen.renewed;
};

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
