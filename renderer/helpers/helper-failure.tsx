import type { ReactNode } from 'react';
import { describeFailure, type FailureAct } from '../../shared/describe-failure.ts';
import { describeParkedProcess } from '../../shared/describe-helper.ts';
import type { Failure } from '../../shared/failure.ts';
import type { CredentialView } from '../../shared/credential.ts';
import type { HelperView, PanelState } from '../../shared/state.ts';
import { KeyForm } from '../credentials/key-form.tsx';
import { usePanel, useView } from '../panel-context.tsx';
import { Button } from '../ui/button.tsx';
import { FailureCard } from '../ui/failure-card.tsx';
import { useNow } from '../ui/now.ts';
import { useAct } from '../use-act.ts';
import { helperIcon } from './helper-icon.ts';

const waitingWith = (helper: HelperView, { helpers }: PanelState): number =>
  helpers.filter(
    ({ state, credentialId }) =>
      state.phase === 'waiting-for-sign-in' && credentialId === helper.credentialId,
  ).length;

interface ActionProps {
  readonly act: FailureAct;
  readonly label: string;
  readonly helper: HelperView;
  readonly failed: Failure;
  readonly credential: CredentialView | undefined;
}

const Action = ({ act, label, helper, failed, credential }: ActionProps) => {
  const send = useAct();
  const go = useView((view) => view.go);
  const press = (onClick: () => void) => (
    <Button kind="primary" onClick={onClick}>
      {label}
    </Button>
  );
  switch (act) {
    case 'sign-in':
      return credential === undefined ? (
        press(() => go({ view: 'credentials' }))
      ) : (
        <KeyForm credential={credential} label={label} />
      );
    case 'retry':
      return press(() => void send('helpers.retry', { id: helper.id }));
    case 'retry-link':
      return press(() => void send('gateway.retry', {}));
    case 'settings':
      return press(() => go({ view: 'settings' }));
    case 'copy':
    case 'copy-command':
      return press(() => void send('app.copy', { text: failed.detail }, 'Copied the raw error.'));
  }
};

interface Props {
  readonly helper: HelperView;
  readonly failed: Failure;
  readonly children: ReactNode;
}

/** The card of a helper that failed or waits: data from the failure, never a component per kind. */
export const HelperFailure = ({ helper, failed, children }: Props) => {
  const panel = usePanel();
  const now = useNow();
  const parked = helper.state.phase === 'waiting-for-sign-in';
  const words = describeFailure(failed, {
    subject: 'helper',
    blastRadius: helper.blastRadius,
    waiting: parked ? Math.max(1, waitingWith(helper, panel)) : 1,
    now,
  });
  const { action } = words;
  const credential = panel.credentials.find(({ id }) => id === helper.credentialId);
  const kept = describeParkedProcess(helper.state);
  return (
    <FailureCard
      tone={parked ? 'attention' : 'fail'}
      icon={helperIcon(helper.state.phase)}
      cause={words.cause}
      effect={words.effect}
      hint={kept === null ? words.hint : `${words.hint} ${kept}`}
      action={
        action !== null && (
          <Action
            act={action.act}
            label={action.label}
            helper={helper}
            failed={failed}
            credential={credential}
          />
        )
      }
    >
      {children}
    </FailureCard>
  );
};
