import { isolated } from '../../shared/isolated.ts';
import { usePanel, useView } from '../panel-context.tsx';
import { Question } from '../ui/question.tsx';
import { useAct } from '../use-act.ts';
import { useHideWhenGone } from '../use-hide-when-gone.ts';

/** Asks before a template goes. */
export const RemoveTemplate = ({ templateId }: { readonly templateId: string }) => {
  const template = usePanel(({ templates }) => templates.find(({ id }) => id === templateId));
  const hide = useView((view) => view.hide);
  const act = useAct();
  useHideWhenGone(template === undefined);
  if (template === undefined) return null;
  const yes = async () => {
    hide();
    await act('templates.remove', { id: templateId }, `${isolated(template.name)} removed.`);
  };
  return (
    <Question
      title={`Remove ${isolated(template.name)}?`}
      label="Remove template"
      onYes={() => void yes()}
      onClose={hide}
    >
      <p>Helpers that started from it are not touched.</p>
    </Question>
  );
};
