import {
  unavailable,
  whyNotDismiss,
  whyNotRetry,
  whyNotStop,
} from '../../shared/describe-unavailable.ts';
import type { HelperView } from '../../shared/state.ts';
import { isolated } from '../../shared/isolated.ts';
import { inGroup, type Entry, type Step } from './entry.ts';

const entry = inGroup('Do', 'helper');

const ways = {
  'last-step': 'Continue from the last finished step',
  'start-over': 'Start over',
  leave: 'Leave it',
} as const;

const asks = ({ state }: HelperView): boolean =>
  state.phase === 'waiting-for-sign-in' && state.asks !== undefined;

const answers = (helper: HelperView): readonly Entry[] => {
  const { id, name, state } = helper;
  if (!asks(helper)) return [];
  const isLost = state.phase === 'waiting-for-sign-in' && state.stepsLost === true;
  return (['last-step', 'start-over', 'leave'] as const).map((how) =>
    entry({
      id: `${how} ${id}`,
      name: `${ways[how]}: ${isolated(name)}`,
      icon: 'right',
      like: 'answer question go on',
      step: { send: { name: 'helpers.continue', input: { id, how } } },
      unavailable: isLost && how === 'last-step' ? unavailable.stepsLost : undefined,
    }),
  );
};

const signIns = (
  helper: HelperView,
  signIn: (credentialId: string) => Step | null,
): readonly Entry[] => {
  const { id, name, state, credentialId } = helper;
  if (state.phase !== 'waiting-for-sign-in' || asks(helper) || state.goesOn === true) return [];
  const step = signIn(credentialId);
  if (step === null) return [];
  return [
    entry({ id: `sign in for ${id}`, name: `Sign in for ${isolated(name)}`, icon: 'key', step }),
  ];
};

/** What can be done with a helper, and what cannot now. `signIn` is the way to a credential's. Pure. */
export const helperEntries = (
  helper: HelperView,
  signIn: (credentialId: string) => Step | null,
): readonly Entry[] => {
  const { id, name, state, prompt, outputLength } = helper;
  const parked = state.phase === 'waiting-for-sign-in';
  return [
    entry({
      id: `stop ${id}`,
      name: `Stop helper ${isolated(name)}`,
      icon: 'stop',
      step: { send: { name: 'helpers.stop', input: { id } } },
      unavailable: whyNotStop(state),
    }),
    entry({
      id: `retry ${id}`,
      name: `Start again ${isolated(name)}`,
      icon: 'retry',
      like: 'helper',
      step: { send: { name: 'helpers.retry', input: { id } } },
      unavailable: whyNotRetry(state),
    }),
    ...answers(helper),
    ...signIns(helper, signIn),
    entry({
      id: `dismiss ${id}`,
      name: `Dismiss ${isolated(name)}${parked ? '…' : ''}`,
      icon: 'close',
      like: 'helper',
      step: parked ? { show: { kind: 'dismiss', helperId: id } } : { dismiss: id },
      unavailable: whyNotDismiss(state),
    }),
    entry({
      id: `copy prompt ${id}`,
      name: `Copy prompt of ${isolated(name)}`,
      icon: 'copy',
      step: {
        send: { name: 'app.copy', input: { text: prompt }, done: 'Copied the prompt.' },
      },
    }),
    entry({
      id: `copy output ${id}`,
      name: `Copy output of ${isolated(name)}`,
      icon: 'copy',
      like: 'answer text',
      step: { copyOutput: id },
      unavailable: outputLength === 0 ? unavailable.saidNothing : undefined,
    }),
  ];
};
