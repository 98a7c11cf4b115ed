import type { ReactNode } from 'react';
import { describeFailure, describeRaw, pairingCommand } from '../../shared/describe-failure.ts';
import type { Failure } from '../../shared/failure.ts';
import { refusedSecret, type GatewaySecretKind } from '../../shared/gateway-secret.ts';
import { describeCause } from '../../shared/describe-cause.ts';
import { usePanel, useView, useBridge } from '../panel-context.tsx';
import { Button } from '../ui/button.tsx';
import { CodeBlock, Command } from '../ui/code-block.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { FailureCard } from '../ui/failure-card.tsx';
import { Fold } from '../ui/fold.tsx';
import { useAct } from '../use-act.ts';
import { SecretForm } from '../ui/secret-form.tsx';
import { linkIcon } from './link-icon.ts';
import styles from './link-card.module.css';

interface Props {
  readonly url: string;
  /** What the gateway lets in by. */
  readonly what: GatewaySecretKind;
  readonly label: string;
}

/** Takes a token or password for the address that refused the old one; it is tried once. */
const TokenForm = ({ url, what, label }: Props) => {
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

const Another = () => {
  const show = useView((view) => view.show);
  return <Button onClick={() => show({ kind: 'connect' })}>Connect to another gateway…</Button>;
};

const Pairing = ({ requestId }: { readonly requestId: string | null }) => {
  const act = useAct();
  return (
    <>
      <div className={styles.command}>
        <Command>{pairingCommand(requestId)}</Command>
      </div>
      <Button kind="primary" onClick={() => void act('gateway.retry', {})}>
        I have run it: connect
      </Button>
      <Another />
    </>
  );
};

const actionFor = (failed: Failure, url: string, label: string | null): ReactNode => {
  switch (failed.kind) {
    case 'pairing-required':
      return <Pairing requestId={failed.requestId} />;
    case 'missing-scope':
      return <Pairing requestId={null} />;
    case 'unauthorized':
      return <TokenForm url={url} what={refusedSecret(failed)} label={label ?? 'Set token'} />;
    default:
      return <Another />;
  }
};

/** Why the link is not whole, and the one thing that helps. */
export const LinkCard = ({
  failed,
  children,
}: {
  readonly failed: Failure;
  readonly children: ReactNode;
}) => {
  const words = usePanel(({ now }) => describeFailure(failed, { subject: 'gateway', now }));
  const url = usePanel(({ gateway }) => gateway.url);
  const state = usePanel(({ gateway }) => gateway.state);
  const asks = state.phase === 'blocked' || failed.kind === 'missing-scope';
  return (
    <FailureCard
      tone="attention"
      icon={linkIcon(state)}
      cause={words.cause}
      effect={words.effect}
      hint={asks ? words.hint : ''}
      action={asks ? actionFor(failed, url, words.action?.label ?? null) : undefined}
    >
      {children}
      <Fold
        title="Raw error"
        hint={describeRaw(failed)}
        tool={failed.detail !== '' && <CopyButton quiet text={failed.detail} what="raw error" />}
      >
        <CodeBlock label="Raw error">
          {failed.detail === '' ? 'The other side sent no text.' : failed.detail}
        </CodeBlock>
      </Fold>
    </FailureCard>
  );
};
