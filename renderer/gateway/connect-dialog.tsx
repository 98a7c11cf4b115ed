import { useRef, useState } from 'react';
import { describeCause } from '../../shared/describe-cause.ts';
import { useBridge, usePanel, useView } from '../panel-context.tsx';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { FormModal } from '../ui/form-modal.tsx';
import { useDraft } from '../use-draft.ts';
import { useSending } from '../use-sending.ts';

/** Asks for the address of a gateway and, when it needs one, its token. */
export const ConnectDialog = () => {
  const bridge = useBridge();
  const saved = usePanel(({ settings }) => settings.gatewayUrl);
  const hide = useView((view) => view.hide);
  const go = useView((view) => view.go);
  const { draft, change, sent } = useDraft('connect', { url: saved ?? '' });
  const { url } = draft;
  const [token, setToken] = useState('');
  const [error, setError] = useState('');
  const { isSending, send, isHere } = useSending();
  const first = useRef<HTMLInputElement>(null);

  const configure = async (address: string | null) => {
    const secret = address === null || token.trim() === '' ? {} : { token };
    const reply = await bridge.command('gateway.configure', { url: address, ...secret });
    if (reply.ok) sent();
    if (!isHere()) return;
    if (reply.ok) go({ view: 'gateway' });
    else setError(`${describeCause(reply.failure, 'gateway')}.`);
  };
  const connect = () => {
    if (url.trim() === '') setError('Type an address first.');
    else void send(() => configure(url.trim()));
  };
  return (
    <FormModal
      narrow
      title="Connect to another gateway"
      onClose={hide}
      onSubmit={connect}
      initialFocus={first}
      label="Connect"
      busy={isSending ? 'Saving' : null}
      other={
        saved !== null && (
          <Button kind="quiet" onClick={() => void send(() => configure(null))}>
            Find it by itself
          </Button>
        )
      }
    >
      <TextField
        ref={first}
        label="Address"
        icon="link"
        hint="Such as ws://127.0.0.1:18789 or wss://nas.local:18789."
        value={url}
        error={error}
        onValue={(value) => {
          change({ url: value });
          setError('');
        }}
      />
      <TextField
        label="Token or password, when it asks for one"
        type="password"
        icon="key"
        hint="Goes to this address only. Leave it empty to pair as a device."
        value={token}
        onValue={setToken}
      />
    </FormModal>
  );
};
