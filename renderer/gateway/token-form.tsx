import { useState, type SubmitEvent } from 'react';
import { describeCause } from '../../shared/describe-cause.ts';
import type { GatewaySecretKind } from '../../shared/gateway-secret.ts';
import { useBridge } from '../panel-context.tsx';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { useSending } from '../use-sending.ts';
import form from '../credentials/key-form.module.css';

interface Props {
  readonly url: string;
  /** What the gateway lets in by. */
  readonly what: GatewaySecretKind;
  readonly label: string;
}

/** Takes a token or password for the address that refused the old one; it is tried once. */
export const TokenForm = ({ url, what, label }: Props) => {
  const bridge = useBridge();
  const [token, setToken] = useState('');
  const [error, setError] = useState('');
  const { isSending, send } = useSending();
  const save = async () => {
    if (token.trim() === '') {
      setError(`Type or paste the ${what} first.`);
      return;
    }
    const reply = await bridge.command('gateway.configure', { url, token });
    if (reply.ok) setToken('');
    else setError(`${describeCause(reply.failure, 'gateway')}.`);
  };
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    void send(save);
  };
  return (
    <form className={form.form} onSubmit={onSubmit}>
      <div className={form.field}>
        <TextField
          label={`Gateway ${what}`}
          type="password"
          icon="key"
          value={token}
          error={error}
          onValue={(value) => {
            setToken(value);
            setError('');
          }}
        />
      </div>
      <div className={form.buttons}>
        <Button type="submit" kind="primary" busy={isSending ? 'Saving' : null}>
          {label}
        </Button>
      </div>
    </form>
  );
};
