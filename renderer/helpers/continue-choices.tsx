import { continueChoices, type ContinueHow } from '../../shared/describe-continue.ts';
import type { HelperView } from '../../shared/state.ts';
import { Button } from '../ui/button.tsx';
import { useAct } from '../use-act.ts';

const kinds = {
  'last-step': 'primary',
  'start-over': 'default',
  leave: 'quiet',
} satisfies Readonly<Record<ContinueHow, 'primary' | 'default' | 'quiet'>>;

/** The three ways on for a helper that asks. */
export const ContinueChoices = ({ helper }: { readonly helper: HelperView }) => {
  const act = useAct();
  return continueChoices.map(({ how, label }) => (
    <Button
      key={how}
      kind={kinds[how]}
      onClick={() => void act('helpers.continue', { id: helper.id, how })}
    >
      {label}
    </Button>
  ));
};
