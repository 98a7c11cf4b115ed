import { usePanel } from '../panel-context.tsx';
import { QuietHoursField } from './quiet-hours-field.tsx';
import { SettingChoice, SettingRow } from './setting-row.tsx';
import { SettingsGroup } from './settings-group.tsx';

const onLockScreen = [
  { value: 'full', label: 'All of it' },
  { value: 'generic', label: 'That something needs you' },
  { value: 'quiet', label: 'Nothing until it is unlocked' },
] as const;

/** When and how much the desktop is told. */
export const NoticeSettings = () => (
  <SettingsGroup label="Notices" title="Notices">
    <SettingRow title="On a locked screen" about="What a notice of the desktop says there">
      <SettingChoice
        label="On a locked screen"
        settingKey="notices.lockScreen"
        saved={usePanel(({ settings }) => settings.notices.lockScreen)}
        options={onLockScreen}
      />
    </SettingRow>
    <SettingRow title="Quiet hours" about="Later, if it still holds. Empty: none">
      <QuietHoursField />
    </SettingRow>
  </SettingsGroup>
);
