import { useRef, useState } from 'react';
import { describeCause } from '../../shared/describe-cause.ts';
import { useBridge, useView } from '../panel-context.tsx';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { Modal } from '../ui/modal.tsx';
import { useSay } from '../ui/toasts.tsx';

/** Takes the name, the provider and the key of a new credential. */
export const AddCredentialDialog = () => {
  const bridge = useBridge();
  const say = useSay();
  const hide = useView((view) => view.hide);
  const [label, setLabel] = useState('');
  const [provider, setProvider] = useState('OpenAI');
  const [secret, setSecret] = useState('');
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const first = useRef<HTMLInputElement>(null);

  const save = async () => {
    const missing: Record<string, string> = {};
    if (label.trim() === '') missing.label = 'Give it a name.';
    if (provider.trim() === '') missing.provider = 'Say whose key it is.';
    if (secret.trim() === '') missing.secret = 'Type or paste the key.';
    setErrors(missing);
    if (Object.keys(missing).length > 0) return;
    const reply = await bridge.command('credentials.add', { label, provider, secret });
    if (!reply.ok) {
      setErrors({ secret: `${describeCause(reply.failure, 'app')}.` });
      return;
    }
    say.done(`${label.trim()} added.`);
    hide();
  };
  return (
    <Modal
      narrow
      title="Add credential"
      onClose={hide}
      onSubmit={() => void save()}
      initialFocus={first}
      footer={
        <>
          <Button kind="quiet" onClick={hide}>
            Cancel
          </Button>
          <Button kind="primary" keys="Ctrl ⏎" onClick={() => void save()}>
            Add credential
          </Button>
        </>
      }
    >
      <TextField
        ref={first}
        label="Name"
        hint="Shown in lists, such as OpenAI, work key."
        value={label}
        error={errors.label}
        onValue={setLabel}
      />
      <TextField label="Provider" value={provider} error={errors.provider} onValue={setProvider} />
      <TextField
        label="API key"
        type="password"
        icon="key"
        value={secret}
        error={errors.secret}
        onValue={setSecret}
      />
    </Modal>
  );
};
