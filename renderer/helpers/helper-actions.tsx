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

  const copy = (text: string, what: string) =>
    void act('app.copy', { text }, `Copied the ${what}.`);
  const entries: readonly MenuEntry[] = [
    { label: 'Copy prompt', onChoose: () => copy(helper.prompt, 'prompt') },
    { label: 'Copy output', onChoose: () => copy(output(), 'output') },
    {
      label: 'New helper from this template…',
      onChoose: () => show({ kind: 'spawn', templateId: helper.templateId }),
    },
  ];
  return (
    <>
      {!isEnded(helper.state) && !parked && phase !== 'stopping' && (
        <Button icon="stop" danger onClick={() => void once(() => act('helpers.stop', input))}>
          Stop helper
        </Button>
      )}
      {canStart && (
        <Button icon="retry" onClick={() => void once(() => act('helpers.retry', input))}>
          Start again
        </Button>
      )}
      {(isEnded(helper.state) || parked) && (
        <Button
          kind="quiet"
          onClick={() =>
            parked
              ? show({ kind: 'dismiss', helperId: helper.id })
              : void once(() => dismiss(helper.id))
          }
        >
          Dismiss
        </Button>
      )}
      <MoreMenu label="More actions" entries={entries} />
    </>
  );
};
