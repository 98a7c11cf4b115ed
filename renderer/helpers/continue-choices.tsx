import { continueChoices, type ContinueHow } from '../../shared/describe-continue.ts';
import type { HelperView } from '../../shared/state.ts';
import { Button } from '../ui/button.tsx';
import { useAct } from '../use-act.ts';
import { useSending } from '../use-sending.ts';

const kinds = {
  'last-step': 'primary',
  'start-over': 'default',
  leave: 'quiet',
} satisfies Readonly<Record<ContinueHow, 'primary' | 'default' | 'quiet'>>;

/** The three ways on for a helper that asks. */
export const ContinueChoices = ({ helper }: { readonly helper: HelperView }) => {
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
