import {
  describeChanged,
  describeReset,
  keptByReset,
  resetDeletes,
  scopeNames,
} from '../../shared/describe-setting.ts';
import {
  changedSettings,
  deletesHelpers,
  type ResetScope,
  type SettingGroup,
} from '../../shared/setting-groups.ts';
import { usePanel, useView } from '../panel-context.tsx';
import { Button } from '../ui/button.tsx';
import { Question } from '../ui/question.tsx';
import { useSay } from '../ui/toasts.tsx';
import { useAct } from '../use-act.ts';
import { SettingRow } from './setting-row.tsx';
import { SettingsGroup } from './settings-group.tsx';
import styles from './reset-settings.module.css';
import row from './setting-row.module.css';

/** Resets a group or all, says how many, and offers to undo it. */
const useReset = (): ((scope: ResetScope) => Promise<void>) => {
  const act = useAct();
  const say = useSay();
  return async (scope) => {
    const reply = await act('settings.reset', { scope });
    if (!reply.ok) return;
    const values = reply.value.before;
    say.done(describeReset(Object.keys(values).length), () => {
      void act('settings.restore', { values });
    });
  };
};

const useChanged = (scope: ResetScope) => {
  const settings = usePanel((state) => state.settings);
  return changedSettings(settings, scope);
};

const Changed = ({ scope }: { readonly scope: ResetScope }) => (
  <ul className={styles.changed} aria-label="What is reset">
    {useChanged(scope).map((one) => (
      <li key={one.key}>{describeChanged(one)}</li>
    ))}
  </ul>
);

/** The last row of a group: what is otherwise than at first, and the way back. Nothing while nothing is. */
export const ResetGroup = ({ group }: { readonly group: SettingGroup }) => {
  const changed = useChanged(group);
  const reset = useReset();
  const show = useView((view) => view.show);
  if (changed.length === 0) return null;
  const asks = deletesHelpers(changed);
  const onClick = (button: HTMLElement) => {
    if (asks) {
      show({ kind: 'reset-settings', scope: group });
      return;
    }
    // The button goes with its row.
    const card = button.closest('section');
    card?.querySelector<HTMLElement>('input, button, [role="combobox"]')?.focus();
    void reset(group);
  };
  return (
    <div className={row.row}>
      <div>
        <b>Changed here</b>
        <div className={row.about}>
          <Changed scope={group} />
        </div>
      </div>
      <div className={row.control}>
        <Button
          small
          aria-label={`Reset to defaults: ${scopeNames[group]}`}
          onClick={({ currentTarget }) => onClick(currentTarget)}
        >
          {asks ? 'Reset to defaults…' : 'Reset to defaults'}
        </Button>
      </div>
    </div>
  );
};

/** Resets all, once that was said yes to. */
export const ResetAllSetting = () => {
  const count = useChanged('all').length;
  const show = useView((view) => view.show);
  return (
    <SettingsGroup label="Reset" title="Reset">
      <SettingRow
        title="Reset all settings"
        about={count === 0 ? `All are as they are at first. ${keptByReset}` : keptByReset}
      >
        <Button
          small
          aria-disabled={count === 0 || undefined}
          onClick={() => count > 0 && show({ kind: 'reset-settings', scope: 'all' })}
        >
          Reset all settings…
        </Button>
      </SettingRow>
    </SettingsGroup>
  );
};

/** Asks before settings are reset that Undo would not bring back whole, or all of them. */
export const ResetQuestion = ({ scope }: { readonly scope: ResetScope }) => {
  const hide = useView((view) => view.hide);
  const changed = useChanged(scope);
  const reset = useReset();
  const yes = () => {
    hide();
    void reset(scope);
  };
  const title = scope === 'all' ? 'Reset all settings?' : `Reset ${scopeNames[scope]}?`;
  return (
    <Question title={title} label="Reset settings" onYes={yes} onClose={hide}>
      <Changed scope={scope} />
      {deletesHelpers(changed) && <p>{resetDeletes}</p>}
      {scope === 'all' && <p>{keptByReset}</p>}
    </Question>
  );
};
