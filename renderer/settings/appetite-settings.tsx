import { usePanel } from '../panel-context.tsx';
import { SavedField, wholeNumber } from './saved-field.tsx';
import { ResetGroup } from './reset-settings.tsx';
import { SettingRow } from './setting-row.tsx';
import { SettingsGroup } from './settings-group.tsx';

/** What one helper may use. A change counts for processes that start from then on. */
export const AppetiteSettings = () => {
  const { memoryMb, tasks, cpuWeight, ioWeight } = usePanel(({ settings }) => settings.appetite);
  return (
    <SettingsGroup label="What a helper may use">
      <SettingRow
        title="Memory of a helper"
        about="With all that it starts, in its own systemd scope; without one, of each process. 0 means half of the machine’s"
      >
        <SavedField
          narrow
          label="Memory of a helper"
          settingKey="appetite.memoryMb"
          saved={String(memoryMb)}
          unit="MB"
          toValue={(typed) => (typed === '0' ? 0 : wholeNumber(typed, 256, 4_194_304))}
        />
      </SettingRow>
      <SettingRow title="Processes of a helper" about="And threads; in a systemd scope only">
        <SavedField
          narrow
          label="Processes of a helper"
          settingKey="appetite.tasks"
          saved={String(tasks)}
          toValue={(typed) => wholeNumber(typed, 64, 100_000)}
        />
      </SettingRow>
      <SettingRow
        title="Share of the processor"
        about="All helpers together, where every other program has 100; without a systemd scope each process, by its niceness"
      >
        <SavedField
          narrow
          label="Share of the processor"
          settingKey="appetite.cpuWeight"
          saved={String(cpuWeight)}
          toValue={(typed) => wholeNumber(typed, 1, 100)}
        />
      </SettingRow>
      <SettingRow title="Share of the disks" about="Likewise, where systemd shares them out">
        <SavedField
          narrow
          label="Share of the disks"
          settingKey="appetite.ioWeight"
          saved={String(ioWeight)}
          toValue={(typed) => wholeNumber(typed, 1, 100)}
        />
      </SettingRow>
      <ResetGroup group="appetite" />
    </SettingsGroup>
  );
};
