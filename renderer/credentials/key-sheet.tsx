import type { KeyboardEvent } from 'react';
import type { CredentialView } from '../../shared/credential.ts';
import { describeCredential } from '../../shared/describe-credential.ts';
import { usePanel } from '../panel-context.tsx';
import { KeyForm } from './key-form.tsx';
import styles from './key-sheet.module.css';

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
        ? 'No password store is unlocked: the key lasts until you quit.'
        : 'The key goes to helpers over their input only; it is never shown again.';
  }
};

interface Props {
  readonly credential: CredentialView;
  readonly label: string;
  readonly onClose: () => void;
}

/** The field for a key, in place under what opened it; Esc leaves it. */
export const KeySheet = ({ credential, label, onClose }: Props) => {
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
