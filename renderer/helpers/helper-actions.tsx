import { useEffect, useState } from 'react';
import { describeFailure } from '../../shared/describe-failure.ts';
import { isEnded, type HelperView } from '../../shared/state.ts';
import { usePanel, useView } from '../panel-context.tsx';
import { Button } from '../ui/button.tsx';
import { MoreMenu, type MenuEntry } from '../ui/more-menu.tsx';
import { useAct } from '../use-act.ts';
import { useSending } from '../use-sending.ts';
import { useDismiss } from './dismiss-helper.tsx';

/** A start of its own, where the card does not offer one already. */
const offersStart = ({ state }: HelperView, now: number): boolean => {
  if (state.phase !== 'failed') return state.phase === 'cancelled';
  const { action } = describeFailure(state.failure, { subject: 'helper', ended: true, now });
  return action?.act !== 'retry';
};

/** A second press that was meant for what stood there before comes within that. */
const SETTLING_MS = 1_000;

/**
 * False for a second after another control took the place of one that was shown, so that a second
 * press of that one does nothing; what is there from the start is settled.
 */
const useSettled = (shown: string): boolean => {
  const [settled, setSettled] = useState(shown);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(shown), SETTLING_MS);
    return () => clearTimeout(timer);
  }, [shown]);
  return settled === shown;
};

/** What can be done with a helper, by its phase. */
export const HelperActions = ({
  helper,
  output,
}: {
  readonly helper: HelperView;
  readonly output: () => string;
}) => {
  const act = useAct();
  const show = useView((view) => view.show);
  const dismiss = useDismiss();
  const { send: once } = useSending();
  const canStart = usePanel(({ now }) => offersStart(helper, now));
  const { phase } = helper.state;
  const input = { id: helper.id };
  const parked = phase === 'waiting-for-sign-in';
  const asking = { kind: 'dismiss', helperId: helper.id } as const;
  const canStop = !isEnded(helper.state) && !parked && phase !== 'stopping';
  const settled = useSettled(canStop ? 'stop' : canStart ? 'start' : 'neither');

  const copy = (text: string, what: string) =>
    void act('app.copy', { text }, `Copied the ${what}.`);
  const entries: readonly MenuEntry[] = [
    { label: 'Copy prompt', onChoose: () => copy(helper.prompt, 'prompt') },
    { label: 'Copy output', onChoose: () => copy(output(), 'output') },
    {
      label: 'New helper from this template…',
      onChoose: () => show({ kind: 'spawn', templateId: helper.templateId }),
    },
    // Never where Stop was: a second press of that is not to delete anything.
    ...(parked
      ? [{ label: 'Dismiss…', danger: true, onChoose: () => show(asking) }]
      : isEnded(helper.state)
        ? [{ label: 'Dismiss', danger: true, onChoose: () => void once(() => dismiss(helper)) }]
        : []),
  ];
  return (
    <>
      {canStop && (
        <Button
          icon="stop"
          danger
          aria-disabled={!settled || undefined}
          onClick={() => settled && void once(() => act('helpers.stop', input))}
        >
          Stop helper
        </Button>
      )}
      {canStart && (
        <Button
          icon="retry"
          aria-disabled={!settled || undefined}
          onClick={() => settled && void once(() => act('helpers.retry', input))}
        >
          Start again
        </Button>
      )}
      <MoreMenu label="More actions" entries={entries} />
    </>
  );
};
