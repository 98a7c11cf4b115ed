import { useRef, useState } from 'react';
import { describeCause } from '../../shared/describe-cause.ts';
import type { Failure } from '../../shared/failure.ts';
import { isolated } from '../../shared/isolated.ts';
import { useBridge, useView } from '../panel-context.tsx';
import { TextField } from '../ui/field.tsx';
import { FormModal } from '../ui/form-modal.tsx';
import { RadioCards } from '../ui/radio-cards.tsx';
import { useSay } from '../ui/toasts.tsx';
import { useAct } from '../use-act.ts';
import { useDraft } from '../use-draft.ts';
import { useSending } from '../use-sending.ts';
import styles from './add-credential-dialog.module.css';

/** What can be added: an account of one's own, the one of the person's codex, or a key. */
type NewKind = 'account' | 'codex' | 'api-key';

/** The ways to a credential, the usual one first. */
const credentialKinds = [
  {
    value: 'account',
    name: 'ChatGPT account (sign in)',
    text: 'Opens your browser. Bulkhead keeps a sign-in of its own and renews it for every helper.',
  },
  {
    value: 'codex',
    name: 'Use the sign-in of my codex',
    text: 'Asks your own codex each time; nothing is copied. Bulkhead never signs it in or out: when it ends, run codex login.',
  },
  {
    value: 'api-key',
    name: 'API key',
    text: 'A key or bearer token of any provider.',
  },
] as const satisfies readonly {
  readonly value: NewKind;
  readonly name: string;
  readonly text: string;
}[];

/** The name that a new credential has until the person gives it another. */
const usualName = {
  account: 'ChatGPT',
  codex: 'ChatGPT of my codex',
  'api-key': '',
} satisfies Readonly<Record<NewKind, string>>;

/** Everything but the key, which is kept nowhere. */
interface NewCredential {
  readonly kind: NewKind;
  readonly label: string;
  readonly provider: string;
}

type Wrong = Readonly<Partial<Record<'label' | 'provider' | 'secret', string>>>;

const labels = {
  account: 'Add and sign in',
  codex: 'Use it',
  'api-key': 'Add credential',
} satisfies Readonly<Record<NewKind, string>>;

const missingOf = (kind: NewKind, label: string, provider: string, secret: string): Wrong => ({
  ...(label.trim() === '' && { label: 'Give it a name.' }),
  ...(kind === 'api-key' && provider.trim() === '' && { provider: 'Say whose key it is.' }),
  ...(kind === 'api-key' && secret.trim() === '' && { secret: 'Type or paste the key.' }),
});

/** Adds an account or a key, and begins the sign-in of a new account. */
export const AddCredentialDialog = () => {
  const bridge = useBridge();
  const say = useSay();
  const act = useAct();
  const go = useView((view) => view.go);
  const ask = useView((view) => view.ask);
  const hide = useView((view) => view.hide);
  const { draft, change, sent } = useDraft<NewCredential>('add-credential', {
    kind: 'account',
    label: usualName.account,
    provider: 'OpenAI',
  });
  const { kind, label, provider } = draft;
  const [secret, setSecret] = useState('');
  const [wrong, setWrong] = useState<Wrong>({});
  const { isSending, send, isHere } = useSending();
  const nameField = useRef<HTMLInputElement>(null);
  const providerField = useRef<HTMLInputElement>(null);
  const keyField = useRef<HTMLInputElement>(null);

  const choose = (next: NewKind) => {
    change({ kind: next, label: label === usualName[kind] ? usualName[next] : label });
    setWrong({});
  };
  const refused = (failed: Failure) =>
    setWrong({
      [kind === 'api-key' ? 'secret' : 'label']: `${describeCause(failed, 'app')}.`,
    });
  const save = async () => {
    const missing = missingOf(kind, label, provider, secret);
    setWrong(missing);
    if (Object.keys(missing).length > 0) {
      const field =
        'label' in missing ? nameField : 'provider' in missing ? providerField : keyField;
      field.current?.focus();
      return;
    }
    const reply =
      kind === 'api-key'
        ? await bridge.command('credentials.add', { label, provider, secret })
        : await bridge.command('credentials.add-account', {
            label,
            home: kind === 'codex' ? 'codex' : 'own',
          });
    if (!reply.ok) {
      refused(reply.failure);
      return;
    }
    sent();
    const { id } = reply.value;
    say.done(`${isolated(label.trim())} added.`);
    if (!isHere()) return;
    if (kind !== 'account') {
      go({ view: 'credentials' });
      return;
    }
    ask(id, null);
    await act('credentials.sign-in', { id, flow: 'browser' });
  };
  return (
    <FormModal
      narrow
      title="Add credential"
      onClose={hide}
      onSubmit={() => void send(save)}
      initialFocus={nameField}
      label={labels[kind]}
      busy={isSending ? 'Adding' : null}
    >
      <RadioCards stacked label="Kind" cards={credentialKinds} value={kind} onValue={choose} />
      <div className={kind === 'api-key' ? styles.pair : undefined}>
        <TextField
          ref={nameField}
          label="Name"
          hint="Shown in lists and in templates."
          value={label}
          error={wrong.label ?? ''}
          onValue={(value) => change({ label: value })}
        />
        {kind === 'api-key' && (
          <TextField
            ref={providerField}
            label="Provider"
            value={provider}
            error={wrong.provider ?? ''}
            onValue={(value) => change({ provider: value })}
          />
        )}
      </div>
      {kind === 'api-key' && (
        <TextField
          ref={keyField}
          label="API key"
          type="password"
          icon="key"
          value={secret}
          error={wrong.secret ?? ''}
          onValue={setSecret}
        />
      )}
    </FormModal>
  );
};
