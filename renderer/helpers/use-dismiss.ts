import { useView } from '../panel-context.tsx';
import { useAct } from '../use-act.ts';

/** Takes an ended or parked helper out of the list, and goes to the list. */
export const useDismiss = (): ((id: string) => Promise<void>) => {
  const act = useAct();
  const go = useView((view) => view.go);
  return async (id) => {
    const reply = await act('helpers.remove', { id });
    if (reply.ok) go({ view: 'helpers' });
  };
};
