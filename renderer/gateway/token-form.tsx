import { describeCause } from '../../shared/describe-cause.ts';
import type { GatewaySecretKind } from '../../shared/gateway-secret.ts';
import { useBridge } from '../panel-context.tsx';
import { SecretForm } from '../ui/secret-form.tsx';

interface Props {
  readonly url: string;
  /** What the gateway lets in by. */
  readonly what: GatewaySecretKind;
  readonly label: string;
}

/** Takes a token or password for the address that refused the old one; it is tried once. */
export const TokenForm = ({ url, what, label }: Props) => {
  const bridge = useBridge();
  const save = async (token: string): Promise<string> => {
    const reply = await bridge.command('gateway.configure', { url, token });
    return reply.ok ? '' : `${describeCause(reply.failure, 'gateway')}.`;
  };
  return (
    <SecretForm
      field={`Gateway ${what}`}
      label={label}
      missing={`Type or paste the ${what} first.`}
      onSave={save}
    />
  );
};
