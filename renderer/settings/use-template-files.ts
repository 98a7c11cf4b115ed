import { describeCause } from '../../shared/describe-cause.ts';
import { isolated } from '../../shared/isolated.ts';
import { useBridge, useView } from '../panel-context.tsx';
import { useSay } from '../ui/toasts.tsx';
import { useAct } from '../use-act.ts';

interface TemplateFiles {
  /** Asks for a file; what an import of it would add, or why none can be, is shown then. */
  readonly open: () => Promise<void>;
  /** Asks where to keep these, or all when none is named. */
  readonly keep: (ids: readonly string[]) => Promise<void>;
}

/** The ways of templates from and into files. */
export const useTemplateFiles = (): TemplateFiles => {
  const bridge = useBridge();
  const act = useAct();
  const say = useSay();
  const show = useView((view) => view.show);
  return {
    open: async () => {
      const reply = await bridge.command('templates.open', {});
      if (!reply.ok) {
        const why = `${describeCause(reply.failure, 'app')}.`;
        show({ kind: 'import-templates', found: { kind: 'refused', why } });
      } else if (reply.value !== null) {
        show({ kind: 'import-templates', found: { kind: 'read', ...reply.value } });
      }
    },
    keep: async (ids) => {
      const reply = await act('templates.export', { ids: [...ids] });
      if (reply.ok && reply.value !== null) say.done(`Saved ${isolated(reply.value.path)}.`);
    },
  };
};
