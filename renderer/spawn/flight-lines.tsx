import { useEffect, useRef, type FocusEvent, type ReactNode, type RefObject } from 'react';
import type { CredentialView } from '../../shared/credential.ts';
import type { FlightConsent, FlightLine } from '../../shared/describe-preflight.ts';
import type { Template } from '../../shared/settings.ts';
import type { Tone } from '../../shared/state.ts';
import { focused } from '../focused.ts';
import { useView } from '../panel-context.tsx';
import { SignInPlace } from '../sign-in/sign-in-place.tsx';
import { useFocusBack } from '../sign-in/use-focus-back.ts';
import { useSignIn } from '../sign-in/use-sign-in.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import type { IconName } from '../ui/icon.tsx';
import { OtherSignIn } from './other-sign-in.tsx';
import styles from './flight-lines.module.css';

const icons = {
  ok: 'ok',
  work: 'work',
  attention: 'attention',
  fail: 'fail',
  neutral: 'queue',
} satisfies Readonly<Record<Tone, IconName>>;

const iconOf = ({ tone, mend }: FlightLine): IconName =>
  mend === 'sign-in' ? 'park' : icons[tone];

const ToSettings = () => {
  const go = useView((view) => view.go);
  return (
    <Button small onClick={() => go({ view: 'settings' })}>
      Choose its place
    </Button>
  );
};

const Line = ({ line, action }: { readonly line: FlightLine; readonly action: ReactNode }) => (
  <div role="status">
    <Banner tone={line.tone} icon={iconOf(line)} title={line.title} action={action}>
      {line.detail}
    </Banner>
  </div>
);

/** What it would wait for, and the sign-in in place. */
const Waits = ({
  line,
  credential,
  template,
}: {
  readonly line: FlightLine;
  readonly credential: CredentialView;
  readonly template: Template;
}) => {
  const here = useSignIn(credential);
  const place = useFocusBack(here.shown !== 'nothing');
  const byBrowser = credential.acts.includes('sign-in');
  const canBegin = byBrowser || credential.acts.includes('set-key');
  return (
    <div ref={place} className={styles.lines}>
      <Line
        line={line}
        action={
          here.shown === 'nothing' && (
            <span className={styles.ways}>
              <OtherSignIn template={template} />
              {canBegin && (
                <Button
                  small
                  data-opener
                  onClick={() => (byBrowser ? here.begin('browser') : here.showKey())}
                >
                  {byBrowser ? 'Sign in' : 'Set key'}
                </Button>
              )}
            </span>
          )
        }
      />
      <SignInPlace credential={credential} here={here} keyLabel="Save key" />
    </div>
  );
};

interface FolderProps {
  readonly lines: readonly FlightLine[];
  readonly consent: FlightConsent | null;
  /** The question that was said yes to. */
  readonly agreed: string | null;
  readonly onAgreed: (key: string | null) => void;
  readonly box: RefObject<HTMLInputElement | null>;
}

/** What is to be known of the folder, and the question where there is one. */
export const FolderLines = ({ lines, consent, agreed, onAgreed, box }: FolderProps) =>
  lines.length > 0 && (
    <div className={styles.lines}>
      {lines.map((line) => (
        <Line key={line.title} line={line} action={null} />
      ))}
      {consent !== null && (
        <label className={styles.consent}>
          <input
            ref={box}
            type="checkbox"
            checked={agreed === consent.key}
            onChange={(event) => onAgreed(event.target.checked ? consent.key : null)}
          />
          {consent.question}
        </label>
      )}
    </div>
  );

interface Props {
  readonly first: FlightLine;
  readonly others: readonly FlightLine[];
  readonly credential: CredentialView | undefined;
  readonly template: Template;
  /** What gets the focus when the sign-in that had it is done with. */
  readonly next: RefObject<HTMLElement | null>;
}

/** What a spawn would meet: the weightiest as a line of its own, the rest below it. */
export const FlightLines = ({ first, others, credential, template, next }: Props) => {
  const waits = first.mend === 'sign-in' && credential !== undefined;
  const hadFocus = useRef(false);
  const onBlur = ({ relatedTarget }: FocusEvent) => {
    // What goes away with the focus in it leaves it to nobody.
    if (relatedTarget !== null) hadFocus.current = false;
  };
  useEffect(() => {
    if (!waits && hadFocus.current && focused() === null) next.current?.focus();
  }, [waits, next]);
  return (
    <div
      className={styles.lines}
      onFocus={() => {
        hadFocus.current = true;
      }}
      onBlur={onBlur}
    >
      {waits ? (
        // What is begun for one credential is none of another's.
        <Waits key={credential.id} line={first} credential={credential} template={template} />
      ) : (
        <Line line={first} action={first.mend === 'settings' && <ToSettings />} />
      )}
      {others.length > 0 && (
        <ul className={styles.others}>
          {others.map(({ title, detail }) => (
            <li key={title}>
              <b>{title}</b> {detail}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
};
