import type { ReactNode } from 'react';
import {
  describeSignedInAgain,
  continueChoices,
  type ContinueHow,
} from '../../shared/describe-continue.ts';
import { describeFailure, type FailureAct } from '../../shared/describe-failure.ts';
import { describeParkedProcess } from '../../shared/describe-helper.ts';
import type { Failure } from '../../shared/failure.ts';
import type { CredentialView } from '../../shared/credential.ts';
import type { HelperView, Tone } from '../../shared/state.ts';
import { credentialOf } from '../page-state.ts';
import { usePanel, useView } from '../panel-context.tsx';
import { SignInAction } from '../sign-in/sign-in-place.tsx';
import { Button } from '../ui/button.tsx';
import { FailureCard } from '../ui/failure-card.tsx';
import { useAct } from '../use-act.ts';
import { useSending } from '../use-sending.ts';
import { helperIcon, countGoingOn, standingOf, type Standing } from './helper-look.ts';

const kinds = {
  'last-step': 'primary',
  'start-over': 'default',
  leave: 'quiet',
} satisfies Readonly<Record<ContinueHow, 'primary' | 'default' | 'quiet'>>;

/** The three ways on for a helper that asks. */
const ContinueChoices = ({ helper }: { readonly helper: HelperView }) => {
  const act = useAct();
  const { send: once } = useSending();
  const { state } = helper;
  const isLost = state.phase === 'waiting-for-sign-in' && state.stepsLost === true;
  const choices = continueChoices.filter(({ how }) => how !== 'last-step' || !isLost);
  return choices.map(({ how, label }) => (
    <Button
      key={how}
      kind={kinds[how]}
      onClick={() => void once(() => act('helpers.continue', { id: helper.id, how }))}
    >
      {label}
    </Button>
  ));
};

interface ActionProps {
  readonly act: FailureAct;
  readonly label: string;
  readonly helper: HelperView;
  readonly credential: CredentialView | undefined;
}

const Action = ({ act, label, helper, credential }: ActionProps) => {
  const send = useAct();
  const { send: once } = useSending();
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
        <SignInAction credential={credential} label={label} />
      );
    case 'retry':
      return press(() => void once(() => send('helpers.retry', { id: helper.id })));
    case 'settings':
      return press(() => go({ view: 'settings' }));
  }
};

const toneOf = {
  ended: 'fail',
  'needs-sign-in': 'attention',
  'goes-on': 'work',
  asks: 'attention',
} as const satisfies Readonly<Record<Standing, Tone>>;

const willAsk = ({ state }: HelperView): boolean =>
  state.phase === 'waiting-for-sign-in' && state.willAsk === true;

const isSigningIn = (credential: CredentialView | undefined): boolean =>
  credential?.signIn !== undefined &&
  credential.signIn !== null &&
  credential.signIn.phase !== 'done';

/** Null unless somebody else's prompt showed that a later sign-in is refused too. */
const refusedAnewAt = (failed: Failure, { generation, state }: CredentialView): number | null =>
  failed.kind === 'unauthorized' &&
  failed.generation > 0 &&
  failed.generation < generation &&
  state.phase === 'needs-sign-in'
    ? state.refusedAt
    : null;

interface Props {
  readonly helper: HelperView;
  readonly failed: Failure;
  readonly children: ReactNode;
}

/** The card of a helper that failed or waits: data from the failure, never a component per kind. */
export const HelperFailure = ({ helper, failed, children }: Props) => {
  const credential = usePanel(({ credentials }) => credentialOf(credentials, helper.credentialId));
  const standing = standingOf(helper);
  const words = usePanel(({ helpers, now }) =>
    describeFailure(failed, {
      subject: 'helper',
      blastRadius: helper.blastRadius,
      waiting: Math.max(1, countGoingOn(helper, helpers)),
      ended: standing === 'ended',
      toolsRun: helper.toolsRun,
      willAsk: standing === 'needs-sign-in' && willAsk(helper),
      refusedAnewAt: credential === undefined ? null : refusedAnewAt(failed, credential),
      byBrowser: credential?.acts.includes('sign-in') === true,
      now,
    }),
  );
  const { cause, hint } =
    standing === 'asks' || standing === 'goes-on' ? describeSignedInAgain(helper) : words;
  // The sheet says the same of a sign-in that is under way.
  const told = isSigningIn(credential) && standing === 'needs-sign-in' ? '' : hint;
  const kept = usePanel(({ now }) => describeParkedProcess(helper, now));
  const action = standing === 'goes-on' ? null : words.action;
  return (
    <FailureCard
      tone={toneOf[standing]}
      icon={helperIcon(helper.state)}
      cause={cause}
      effect={words.effect}
      hint={kept === null ? told : `${told} ${kept}`.trim()}
      action={
        standing === 'asks' ? (
          <ContinueChoices helper={helper} />
        ) : (
          action !== null && (
            <Action act={action.act} label={action.label} helper={helper} credential={credential} />
          )
        )
      }
    >
      {children}
    </FailureCard>
  );
};
