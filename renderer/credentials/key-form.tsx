import { describeRefused } from '../../shared/describe-refused.ts';
import type { CredentialView } from '../../shared/credential.ts';
import { useBridge } from '../panel-context.tsx';
import { SecretForm } from '../ui/secret-form.tsx';
import { useSay } from '../ui/toasts.tsx';

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
  kind === 'gateway-token' ? label : `Key for ${provider}`;

/** Takes a new key for a credential. */
export const KeyForm = ({ credential, label, onSaved, onCancel, focusAtFirst }: Props) => {
  const bridge = useBridge();
  const say = useSay();
  const save = async (secret: string): Promise<string> => {
    const reply = await bridge.command('credentials.set', { id: credential.id, secret });
    if (!reply.ok) return describeRefused(reply.failure, 'app');
    say.done(`${fieldLabel(credential)} saved.`);
    onSaved?.();
    return '';
  };
  return (
    <SecretForm
      field={fieldLabel(credential)}
      label={label}
      missing="Type or paste the key first."
      wait={waitFor(credential)}
      onSave={save}
      onCancel={onCancel}
      focusAtFirst={focusAtFirst}
    />
  );
};
