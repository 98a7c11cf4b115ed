import { lockScreenNames } from '../../shared/describe-setting.ts';
import { usePanel } from '../panel-context.tsx';
import { QuietHoursField } from './quiet-hours-field.tsx';
import { ResetGroup } from './reset-settings.tsx';
import { SettingChoice, SettingRow } from './setting-row.tsx';
import { SettingsGroup } from './settings-group.tsx';
import { TestNoticeSetting } from './test-notice-setting.tsx';

const onLockScreen = (['full', 'generic', 'quiet'] as const).map((value) => ({
  value,
  label: lockScreenNames[value],
}));

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
    <TestNoticeSetting />
    <ResetGroup group="notices" />
  </SettingsGroup>
);
