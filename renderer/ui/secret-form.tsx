import { useRef, useState, type SubmitEvent } from 'react';
import { useSending } from '../use-sending.ts';
import { Button } from './button.tsx';
import { TextField } from './field.tsx';
import styles from './secret-form.module.css';

interface Props {
  /** The label of the field. */
  readonly field: string;
  /** Says what saving does: `Sign in and continue (3)`. */
  readonly label: string;
  /** Said beside the field. */
  readonly hint?: string | undefined;
  /** Said when nothing was typed. */
  readonly missing: string;
  /** Hands it over; answers why it was not taken, empty when it was. */
  readonly onSave: (secret: string) => Promise<string>;
  readonly onCancel?: (() => void) | undefined;
  readonly focusAtFirst?: boolean | undefined;
  /** Said while it is handed over, where that takes long. */
  readonly wait?: string;
}

/** Takes a secret; it is kept here only until it was handed over. */
export const SecretForm = ({
  field,
  label,
  hint,
  missing,
  onSave,
  onCancel,
  focusAtFirst = false,
  wait = '',
}: Props) => {
  const [secret, setSecret] = useState('');
  const [error, setError] = useState('');
  const { isSending, send } = useSending();
  const input = useRef<HTMLInputElement>(null);
  const save = async () => {
    if (secret.trim() === '') {
      setError(missing);
      input.current?.focus();
      return;
    }
    const refused = await onSave(secret);
    setError(refused);
    if (refused === '') setSecret('');
  };
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    void send(save);
  };
  return (
    <form className={styles.form} onSubmit={onSubmit}>
      <div className={styles.field}>
        <TextField
          ref={input}
          label={field}
          type="password"
          icon="key"
          value={secret}
          error={error}
          hint={hint}
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
        {isSending ? wait : ''}
      </p>
    </form>
  );
};
