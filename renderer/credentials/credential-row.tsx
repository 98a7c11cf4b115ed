import { describeCredential, type CredentialWords } from '../../shared/describe-credential.ts';
import type { CredentialView, SecretStore } from '../../shared/credential.ts';
import { usePanel, useView } from '../panel-context.tsx';
import { Button } from '../ui/button.tsx';
import { MoreMenu } from '../ui/more-menu.tsx';
import { useNow } from '../ui/now.ts';
import { Toned, TonedIcon } from '../ui/toned.tsx';
import { credentialIcon } from './credential-icon.ts';
import { KeyForm } from './key-form.tsx';
import styles from './credential-row.module.css';

const storeWords = {
  keyring: 'in the password store',
  memory: 'until you quit',
  file: 'in a file',
  'codex-home': 'in codex',
  gateway: 'in OpenClaw',
  none: '',
} satisfies Readonly<Record<SecretStore, string>>;

const firstWord = (text: string): string => text.split(' ')[0] ?? '';

const Sentence = ({ words: { tone, word, sentence } }: { readonly words: CredentialWords }) =>
  firstWord(sentence) === firstWord(word) ? (
    <Toned tone={tone}>{sentence}</Toned>
  ) : (
    <>
      <Toned tone={tone}>{word}.</Toned> {sentence}
    </>
  );

interface Props {
  readonly credential: CredentialView;
  /** Its key field is shown below it. */
  readonly open: boolean;
}

/** One credential: what it says of itself, what really happened with it, and its key field. */
export const CredentialRow = ({ credential, open }: Props) => {
  const { gateway } = usePanel();
  const now = useNow();
  const go = useView((view) => view.go);
  const show = useView((view) => view.show);
  const words = describeCredential(credential, gateway.state, now);
  const label = words.action ?? 'Replace key';
  const edit = () => go({ view: 'credentials', open: credential.id });
  const close = () => go({ view: 'credentials' });
  return (
    <li className={styles.item} aria-label={credential.label}>
      <div className={styles.row}>
        <span className={styles.icon}>
          <TonedIcon tone={words.tone} name={credentialIcon(credential)} />
        </span>
        <p className={styles.name}>
          {credential.label} <span>{credential.provider}</span>
        </p>
        <div className={styles.evidence}>
          <p className={styles.declared}>
            <span>{words.declared}</span>
            <span className={styles.more}>{storeWords[credential.store]}</span>
          </p>
          <p className={styles.observed}>
            {words.observed.map((line) => (
              <span key={line}>{line}</span>
            ))}
          </p>
        </div>
        <p className={styles.sentence}>
          <Sentence words={words} />
        </p>
        <div className={styles.buttons}>
          {!open && (
            <Button small aria-label={`${label}: ${credential.label}`} onClick={edit}>
              {label}
            </Button>
          )}
          <MoreMenu
            label={`More actions for ${credential.label}`}
            entries={[
              {
                label: 'Remove credential…',
                danger: true,
                onChoose: () => show({ kind: 'remove-credential', credentialId: credential.id }),
              },
            ]}
          />
        </div>
      </div>
      {open && (
        <div className={styles.sheet}>
          <KeyForm
            focusAtFirst
            credential={credential}
            label={words.action === null || words.action === 'Add key' ? 'Save key' : label}
            onSaved={close}
            onCancel={close}
          />
          <p className={styles.note}>
            {credential.store === 'memory'
              ? 'No password store is unlocked: the key lasts until you quit.'
              : 'The key goes to helpers over their input only; it is never shown again.'}
          </p>
        </div>
      )}
    </li>
  );
};
