import { describeDismissed } from '../../shared/describe-history.ts';
import type { HelperView } from '../../shared/state.ts';
import { isolated } from '../../shared/isolated.ts';
import { helperOf } from '../page-state.ts';
import { usePanel, useView } from '../panel-context.tsx';
import { Question } from '../ui/question.tsx';
import { useHideWhenGone } from '../use-hide-when-gone.ts';
import { useSay } from '../ui/toasts.tsx';
import { useAct } from '../use-act.ts';
import { standingOf, type Standing } from './helper-look.ts';

const waits = {
  'needs-sign-in': 'It waits for a sign-in.',
  asks: 'It waits for you to say how it goes on.',
  'goes-on': 'It waits for its turn to go on.',
  ended: '',
} satisfies Readonly<Record<Standing, string>>;

const isParked = ({ state }: HelperView): boolean => state.phase === 'waiting-for-sign-in';

/** Takes an ended or parked helper out of the list, goes to the list, and offers to undo it. */
export const useDismiss = (): ((helper: HelperView) => Promise<void>) => {
  const act = useAct();
  const say = useSay();
  const go = useView((view) => view.go);
  return async ({ id, name }) => {
    const reply = await act('helpers.remove', { id });
    if (!reply.ok) return;
    go({ view: 'helpers' });
    say.done(`${isolated(name)} dismissed.`, () => {
      void act('helpers.restore', { id }).then((back) => back.ok && go({ view: 'helper', id }));
    });
  };
};

/** Asks before a parked helper goes: it will not go on. */
export const DismissHelper = ({ helperId }: { readonly helperId: string }) => {
  const helper = usePanel(({ helpers }) => helperOf(helpers, helperId));
  const isKept = usePanel(({ settings }) => settings.history.archive > 0);
  const hide = useView((view) => view.hide);
  const dismiss = useDismiss();
  const asks = helper !== undefined && isParked(helper);
  useHideWhenGone(!asks);
  if (!asks) return null;
  return (
    <Question
      title={`Dismiss ${isolated(helper.name)}?`}
      label="Dismiss helper"
      onYes={() => {
        hide();
        void dismiss(helper);
      }}
      onClose={hide}
    >
      <p>
        {waits[standingOf(helper)]} {describeDismissed(isKept)}
      </p>
    </Question>
  );
};
