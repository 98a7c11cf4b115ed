import { useView } from '../panel-context.tsx';
import { Button } from '../ui/button.tsx';
import { SettingRow } from './setting-row.tsx';
import { SettingsGroup } from './settings-group.tsx';

/** The way to a text for whoever helps. */
export const BundleSetting = () => {
  const show = useView((view) => view.show);
  return (
    <SettingsGroup label="When something is wrong" title="When something is wrong">
      <SettingRow
        title="Bundle"
        about="What happened lately, as states, sizes and times; you read it whole before it is saved"
      >
        <Button small onClick={() => show({ kind: 'bundle' })}>
          Make a bundle…
        </Button>
      </SettingRow>
      <SettingRow title="What runs" about="Versions, licences, and where the logs are">
        <Button small onClick={() => show({ kind: 'about' })}>
          About Bulkhead…
        </Button>
      </SettingRow>
    </SettingsGroup>
  );
};
