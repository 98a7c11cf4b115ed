import type { KeyboardEvent } from 'react';
import { describeRefused } from '../../shared/describe-refused.ts';
import type { CredentialView } from '../../shared/credential.ts';
import { describeCredential } from '../../shared/describe-credential.ts';
import { practiceKeyHint } from '../../shared/practice-key.ts';
import { isolated } from '../../shared/isolated.ts';
import { useBridge, usePanel } from '../panel-context.tsx';
import { SecretForm } from '../ui/secret-form.tsx';
import { useSay } from '../ui/toasts.tsx';
import styles from './key-sheet.module.css';

interface Props {
  readonly credential: CredentialView;
  /** Says what saving does: `Sign in and continue (3)`. */
  readonly label: string;
  readonly onSaved?: () => void;
  readonly onCancel?: () => void;
  readonly focusAtFirst?: boolean;
}

/** The gateway stores it and tries it with its provider before it answers. */
const waitFor = ({ kind }: CredentialView): string =>
  kind === 'gateway-model-key' || kind === 'gateway-model-sign-in'
    ? 'OpenClaw stores the key and tries it. That can take more than a minute.'
    : '';

const fieldLabel = ({ kind, label, provider }: CredentialView): string =>
  kind === 'gateway-token' ? label : `Key for ${isolated(provider)}`;

/** Takes a new key for a credential. */
export const KeyForm = ({ credential, label, onSaved, onCancel, focusAtFirst }: Props) => {
  const bridge = useBridge();
  const practises = usePanel(({ app }) => app.practice);
  const say = useSay();
  const save = async (secret: string): Promise<string> => {
    const reply = await bridge.command('credentials.set', { id: credential.id, secret });
    if (!reply.ok) return describeRefused(reply.failure, 'app');
    say.done(`${isolated(fieldLabel(credential))} saved.`);
    onSaved?.();
    return '';
  };
  return (
    <SecretForm
      field={fieldLabel(credential)}
      label={label}
      hint={practises && credential.kind === 'api-key' ? practiceKeyHint : undefined}
      missing="Type or paste the key first."
      wait={waitFor(credential)}
      onSave={save}
      onCancel={onCancel}
      focusAtFirst={focusAtFirst}
    />
  );
};

const note = ({ kind, store }: CredentialView, rights: string): string => {
  switch (kind) {
    case 'gateway-model-key':
    case 'gateway-model-sign-in':
      return `${rights} The key is never shown again.`;
    case 'gateway-token':
    case 'gateway-password':
    case 'device-token':
      return 'It goes to this gateway only; it is tried once.';
    case 'api-key':
    case 'account':
      return store === 'memory'
        ? 'The key is kept in memory only: it is gone when you quit.'
        : 'The key goes to helpers over their input only; it is never shown again.';
  }
};

interface SheetProps {
  readonly credential: CredentialView;
  readonly label: string;
  readonly onClose: () => void;
}

/** The field for a key, in place under what opened it; Esc leaves it. */
export const KeySheet = ({ credential, label, onClose }: SheetProps) => {
  const rights = usePanel(
    ({ gateway, now }) => describeCredential(credential, gateway.state, now).note,
  );
  const byKeys = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    onClose();
  };
  return (
    <div className={styles.sheet} onKeyDown={byKeys}>
      <KeyForm
        focusAtFirst
        credential={credential}
        label={label}
        onSaved={onClose}
        onCancel={onClose}
      />
      <p className={styles.note}>{note(credential, rights)}</p>
    </div>
  );
};
