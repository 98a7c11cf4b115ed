import { memo, useState } from 'react';
import type { CredentialView } from '../../shared/credential.ts';
import { describeCredential, type CredentialWords } from '../../shared/describe-credential.ts';
import { describeReminder } from '../../shared/describe-reminder.ts';
import { describeFinding } from '../../shared/describe-finding.ts';
import { describeKeyring } from '../../shared/describe-keyring.ts';
import { describeProfiles } from '../../shared/describe-profiles.ts';
import { describeMetBy } from '../../shared/describe-met-by.ts';
import { isolated } from '../../shared/isolated.ts';
import { credentialOf } from '../page-state.ts';
import { usePanel, useView } from '../panel-context.tsx';
import { SignInPlace } from '../sign-in/sign-in-place.tsx';
import { useFocusBack } from '../sign-in/use-focus-back.ts';
import { useSignIn } from '../sign-in/use-sign-in.ts';
import { Button } from '../ui/button.tsx';
import { MoreMenu } from '../ui/more-menu.tsx';
import { Toned, TonedIcon } from '../ui/toned.tsx';
import { useAct } from '../use-act.ts';
import { credentialIcon } from './credential-look.ts';
import { credentialMenu } from './credential-menu.ts';
import styles from './credential-row.module.css';
import { useCredentialAct } from './use-credential-act.ts';

const firstWord = (text: string): string => text.split(' ')[0] ?? '';

const Sentence = ({ words: { tone, word, sentence } }: { readonly words: CredentialWords }) =>
  firstWord(sentence) === firstWord(word) ? (
    <Toned tone={tone}>{sentence}</Toned>
  ) : (
    <>
      <Toned tone={tone}>{word}.</Toned> {sentence}
    </>
  );

/** Whose it is, and what kind: `ana@example.org, Plus account`. */
const belongsTo = ({ declared, provider }: CredentialView, kind: string): string => {
  const { account, plan } = declared;
  return `${isolated(account ?? provider)}, ${plan === null ? kind : `${isolated(plan)} ${kind.toLowerCase()}`}`;
};

/** What was observed, with who met the refusal below it. */
const observedLines = (credential: CredentialView, { observed }: CredentialWords) => {
  const met = credential.lastRefusedAt === null ? null : describeMetBy(credential);
  return observed.flatMap((line) =>
    met !== null && /^refused/i.test(line) ? [line, met] : [line],
  );
};

const Evidence = ({
  credential,
  words,
}: {
  readonly credential: CredentialView;
  readonly words: CredentialWords;
}) => (
  <div className={styles.evidence}>
    <p className={styles.declared}>
      <span>{words.declared}</span>
      <span className={styles.more}>{words.store}</span>
    </p>
    <p className={styles.observed}>
      {observedLines(credential, words).map((line) => (
        <span key={line}>{line}</span>
      ))}
    </p>
  </div>
);

const Finding = ({ credential }: { readonly credential: CredentialView }) => {
  const found = usePanel(({ now }) => describeFinding(credential, now));
  return (
    found !== null && (
      <div className={styles.finding} data-tone={found.tone}>
        <TonedIcon tone={found.tone} name={found.tone === 'neutral' ? 'unknown' : 'attention'} />
        <p>
          <b>{found.title}.</b> {found.text}
        </p>
      </div>
    )
  );
};

interface Props {
  readonly credential: CredentialView;
  /** The person chose it in a list: the field for its key is open. */
  readonly open: boolean;
}

const Shown = ({ credential, open }: Props) => {
  const go = useView((view) => view.go);
  const show = useView((view) => view.show);
  const send = useAct();
  const asked = useView((view) => (view.asked?.credentialId === credential.id ? view.asked : null));
  const here = useSignIn(credential, {
    asked,
    isOpen: open && credential.acts.includes('set-key') && !credential.acts.includes('sign-in'),
    onClose: () => open && go({ view: 'credentials' }),
  });
  const acts = useCredentialAct(credential, here);
  const [explained, setExplained] = useState(false);
  const place = useFocusBack(here.shown !== 'nothing', { from: asked?.from ?? null });
  const words = usePanel(({ gateway, now }) => describeCredential(credential, gateway.state, now));
  const reminder = usePanel(({ app, now }) => describeReminder(credential, app.reminders, now));
  useFocusBack(reminder.action !== null, { place });
  const press = () => {
    if (words.act === 'how-to-fix') setExplained(!explained);
    else if (words.act === 'switch-account') {
      show({ kind: words.act, credentialId: credential.id });
    } else if (words.act !== null) acts.press(words.act);
  };
  const entries = credentialMenu(credential, words.act, acts.press);
  const keyring = usePanel(({ app }) => describeKeyring(app.keyring));
  const profiles = usePanel(({ now }) => describeProfiles(credential, now));
  return (
    <li className={styles.item} aria-label={credential.label}>
      <div className={styles.row} ref={place}>
        <span className={styles.icon}>
          <TonedIcon tone={words.tone} name={credentialIcon(credential)} />
        </span>
        <p className={styles.name}>
          <bdi>{credential.label}</bdi> <span>{belongsTo(credential, words.kind)}</span>
        </p>
        <Evidence credential={credential} words={words} />
        <p className={styles.sentence}>
          <span role="status">{acts.underWay}</span>
          {acts.underWay === null && (
            <>
              <Sentence words={words} /> {reminder.sentence}
            </>
          )}
        </p>
        <div className={styles.buttons} data-menu={entries.length > 0 || undefined}>
          {here.shown === 'nothing' && reminder.action !== null && (
            <Button
              small
              aria-label={`${reminder.action}: ${isolated(credential.label)}`}
              onClick={() => void send('credentials.remind', { id: credential.id })}
            >
              {reminder.action}
            </Button>
          )}
          {here.shown === 'nothing' && words.action !== null && (
            <Button
              small
              data-opener
              aria-label={`${words.action}: ${isolated(credential.label)}`}
              aria-expanded={words.act === 'how-to-fix' ? explained : undefined}
              onClick={press}
            >
              {words.action}
            </Button>
          )}
          {entries.length > 0 && (
            <MoreMenu label={`More actions for ${isolated(credential.label)}`} entries={entries} />
          )}
        </div>
      </div>
      {explained && (
        <p className={styles.explained}>{`${keyring.title}. ${keyring.hint}`.trim()}</p>
      )}
      {profiles !== null && <p className={styles.explained}>{profiles}</p>}
      {here.shown !== 'nothing' && (
        <div className={styles.sheet}>
          <SignInPlace
            credential={credential}
            here={here}
            keyLabel={
              words.act === 'set-key' && words.action !== 'Add key'
                ? (words.action ?? 'Save key')
                : 'Save key'
            }
          />
        </div>
      )}
      <Finding credential={credential} />
    </li>
  );
};

/** One credential: what it says of itself, what really happened with it, and its sign-in in place. */
export const CredentialRow = memo(function CredentialRow({
  id,
  open,
}: {
  readonly id: string;
  readonly open: boolean;
}) {
  const credential = usePanel(({ credentials }) => credentialOf(credentials, id));
  return credential !== undefined && <Shown credential={credential} open={open} />;
});
