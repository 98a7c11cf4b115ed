import { usePanel } from '../panel-context.tsx';
import { SavedField, wholeNumber } from './saved-field.tsx';
import { ResetGroup } from './reset-settings.tsx';
import { SettingRow } from './setting-row.tsx';
import { SettingsGroup } from './settings-group.tsx';

/** How long ended helpers stay in the list, and how many in the history after that. */
export const HistorySettings = () => {
  const { most, days, archive } = usePanel(({ settings }) => settings.history);
  return (
    <SettingsGroup label="Ended helpers">
      <SettingRow title="Ended helpers kept" about="The newest; older ones go as others end">
        <SavedField
          narrow
          label="Ended helpers kept"
          settingKey="history.most"
          saved={String(most)}
          toValue={(typed) => wholeNumber(typed, 1, 2_000)}
        />
      </SettingRow>
      <SettingRow title="Kept for" about="After their end. 0 means for ever">
        <SavedField
          narrow
          label="Kept for"
          settingKey="history.days"
          saved={String(days)}
          unit="days"
          toValue={(typed) => wholeNumber(typed, 0, 3_650)}
        />
      </SettingRow>
      <SettingRow title="In the history" about="Helpers that have left the list. 0 keeps none">
        <SavedField
          narrow
          label="In the history"
          settingKey="history.archive"
          saved={String(archive)}
          toValue={(typed) => wholeNumber(typed, 0, 50_000)}
        />
      </SettingRow>
      <ResetGroup group="history" />
    </SettingsGroup>
  );
};
