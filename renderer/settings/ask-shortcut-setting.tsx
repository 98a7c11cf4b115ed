import { askShortcutTitle, describeAskShortcut } from '../../shared/describe-ask-shortcut.ts';
import { usePanel } from '../panel-context.tsx';
import { Toned } from '../ui/toned.tsx';
import { SettingChoice, SettingRow } from './setting-row.tsx';

const options = [
  { value: 'off', label: 'Off' },
  { value: 'on', label: 'On' },
] as const;

/** Whether a global shortcut opens the small window, and what the desktop said to that. */
export const AskShortcutSetting = () => {
  const saved = usePanel(({ settings }) => settings.askShortcut);
  const shortcut = usePanel(({ app }) => app.askShortcut);
  const { tone, text } = describeAskShortcut(shortcut);
  return (
    <SettingRow
      title={askShortcutTitle}
      about={tone === 'neutral' ? text : <Toned tone={tone}>{`${text}.`}</Toned>}
    >
      <SettingChoice
        label={askShortcutTitle}
        settingKey="askShortcut"
        saved={saved}
        options={options}
      />
    </SettingRow>
  );
};
