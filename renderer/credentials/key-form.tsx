import { useRef, useState, type SubmitEvent } from 'react';
import { describeRefused } from '../../shared/describe-refused.ts';
import { isGatewaySecret } from '../../shared/credential.ts';
import type { CredentialView } from '../../shared/credential.ts';
import { useBridge } from '../panel-context.tsx';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { useSay } from '../ui/toasts.tsx';
import { useSending } from '../use-sending.ts';
import styles from './key-form.module.css';

interface Props {
  readonly credential: CredentialView;
  /** Says what saving does: `Sign in and continue (3)`. */
  readonly label: string;
  readonly onSaved?: () => void;
  readonly onCancel?: () => void;
  readonly focusAtFirst?: boolean;
}

/** The gateway stores it and tries it with its provider before it answers. */
const takesLong = ({ kind }: CredentialView): boolean =>
  kind === 'gateway-model-key' || kind === 'gateway-model-sign-in';

const fieldLabel = ({ kind, label, provider }: CredentialView): string =>
  isGatewaySecret(kind) ? label : `Key for ${provider}`;

/** Takes a new key and hands it over; it is kept here only until then. */
export const KeyForm = ({ credential, label, onSaved, onCancel, focusAtFirst = false }: Props) => {
  const bridge = useBridge();
  const say = useSay();
  const [secret, setSecret] = useState('');
  const [error, setError] = useState('');
  const { isSending, send } = useSending();
  const field = useRef<HTMLInputElement>(null);
  const save = async () => {
    if (secret.trim() === '') {
      setError('Type or paste the key first.');
      field.current?.focus();
      return;
    }
    const reply = await bridge.command('credentials.set', { id: credential.id, secret });
    if (!reply.ok) {
      setError(describeRefused(reply.failure, 'app'));
      return;
    }
    setSecret('');
    setError('');
    say.done(`${fieldLabel(credential)} saved.`);
    onSaved?.();
  };
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    void send(save);
  };
  return (
    <form className={styles.form} onSubmit={onSubmit}>
      <div className={styles.field}>
        <TextField
          label={fieldLabel(credential)}
          type="password"
          icon="key"
          ref={field}
          value={secret}
          error={error}
          autoFocus={focusAtFirst}
          onValue={(value) => {
            setSecret(value);
            setError('');
          }}
        />
      </div>
      <div className={styles.buttons}>
        <Button type="submit" kind="primary" busy={isSending ? 'Saving' : null}>
          {label}
        </Button>
        {onCancel !== undefined && (
          <Button kind="quiet" onClick={onCancel}>
            Cancel
          </Button>
        )}
      </div>
      <p className={styles.wait} role="status">
        {isSending && takesLong(credential)
          ? 'OpenClaw stores the key and tries it. That can take more than a minute.'
          : ''}
      </p>
    </form>
  );
};
