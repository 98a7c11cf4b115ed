import { closingNames, closingSetting } from '../../shared/describe-closing.ts';
import { usePanel } from '../panel-context.tsx';
import { SettingChoice, SettingRow } from './setting-row.tsx';

const options = (['ask', 'keep-running', 'quit'] as const).map((value) => ({
  value,
  label: closingNames[value],
}));

/** What closing the window does. */
export const ClosingSetting = () => {
  const saved = usePanel(({ settings }) => settings.whenClosed);
  return (
    <SettingRow {...closingSetting}>
      <SettingChoice
        label={closingSetting.title}
        settingKey="whenClosed"
        saved={saved}
        options={options}
      />
    </SettingRow>
  );
};
