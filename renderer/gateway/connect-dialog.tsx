import { useRef, useState } from 'react';
import { describeCause } from '../../shared/describe-cause.ts';
import { readGatewayAddress } from '../../shared/gateway-address.ts';
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
        hint="Such as wss://nas.local:18789, host:port, or the address of its dashboard."
        value={url}
        error={error}
        onValue={(value) => {
          const { url: plain = value, secret = null } = readGatewayAddress(value) ?? {};
          // A token that came along is not left to be read on the screen.
          change({ url: secret === null ? value : plain });
          if (secret !== null) setToken(secret);
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
