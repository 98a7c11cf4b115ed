import { usePanel } from '../panel-context.tsx';
import { SavedField, SecondsField, wholeNumber } from './saved-field.tsx';
import { ResetGroup } from './reset-settings.tsx';
import { SettingRow } from './setting-row.tsx';
import { SettingsGroup } from './settings-group.tsx';

/** How many helpers there may be, and how long each is waited for. */
export const LimitSettings = () => {
  const { limits, watchdog, parkedProcessMs } = usePanel((state) => state.settings);
  return (
    <SettingsGroup label="Limits" title="Helpers">
      <SettingRow title="Helpers alive" about="More than this wait in the queue">
        <SavedField
          narrow
          label="Helpers alive"
          settingKey="limits"
          saved={String(limits.alive)}
          toValue={(typed) => {
            const alive = wholeNumber(typed, 1, 200);
            return alive instanceof Error ? alive : { ...limits, alive };
          }}
        />
      </SettingRow>
      <SettingRow title="Starting at once" about="0 means two per core">
        <SavedField
          narrow
          label="Starting at once"
          settingKey="limits"
          saved={String(limits.starting)}
          toValue={(typed) => {
            const starting = wholeNumber(typed, 0, 64);
            return starting instanceof Error ? starting : { ...limits, starting };
          }}
        />
      </SettingRow>
      <SettingRow title="First word within" about="Then the helper is stopped, with a cause">
        <SecondsField
          label="First word within"
          settingKey="watchdog"
          savedMs={watchdog.firstEventMs}
          toValue={(firstEventMs) => ({ ...watchdog, firstEventMs })}
        />
      </SettingRow>
      <SettingRow title="Stop when silent for" about="A running turn without any progress">
        <SecondsField
          label="Stop when silent for"
          settingKey="watchdog"
          savedMs={watchdog.progressMs}
          toValue={(progressMs) => ({ ...watchdog, progressMs })}
        />
      </SettingRow>
      <SettingRow title="Keep a waiting process" about="While a helper waits for a sign-in">
        <SecondsField
          label="Keep a waiting process"
          settingKey="parkedProcessMs"
          savedMs={parkedProcessMs}
          toValue={(ms) => ms}
        />
      </SettingRow>
      <ResetGroup group="limits" />
    </SettingsGroup>
  );
};
