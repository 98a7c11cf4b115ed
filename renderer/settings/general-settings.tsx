import type { ReactNode } from 'react';
import { describeCause } from '../../shared/describe-cause.ts';
import { describeAddressSource } from '../../shared/describe-gateway.ts';
import { themeNames } from '../../shared/describe-setting.ts';
import { sandboxFailure, sandboxMend } from '../../shared/sandbox-failure.ts';
import type { CodexView } from '../../shared/state.ts';
import { isolated } from '../../shared/isolated.ts';
import { usePanel, useView } from '../panel-context.tsx';
import { Button } from '../ui/button.tsx';
import { Toned } from '../ui/toned.tsx';
import { SavedField } from './saved-field.tsx';
import { ResetGroup } from './reset-settings.tsx';
import { SettingChoice, SettingRow } from './setting-row.tsx';
import { SettingsGroup } from './settings-group.tsx';
import styles from './general-settings.module.css';

const themes = (['system', 'light', 'dark'] as const).map((value) => ({
  value,
  label: themeNames[value],
}));

const CodexWords = ({ codex }: { readonly codex: CodexView }): ReactNode => {
  switch (codex.phase) {
    case 'looking':
      return 'Looking for it.';
    case 'found': {
      const broken = Object.values(codex.sandboxes)
        .map(sandboxFailure)
        .find((why) => why !== null);
      const words = `Found ${isolated(codex.version)} at ${isolated(codex.path)}.`;
      if (broken === undefined) return words;
      const why = `${describeCause(broken, 'app')}. ${sandboxMend}`;
      return <Toned tone="fail">{`${words} But ${why}`}</Toned>;
    }
    case 'unusable':
      return <Toned tone="fail">{`${describeCause(codex.failure, 'app')}.`}</Toned>;
  }
};

/** The window, the gateway and the program that helpers run. */
export const GeneralSettings = () => {
  const settings = usePanel((state) => state.settings);
  const codex = usePanel(({ app }) => app.codex);
  const isPractice = usePanel(({ app }) => app.practice);
  const address = usePanel(
    ({ gateway }) => `${isolated(gateway.url)}, ${describeAddressSource(gateway.addressSource)}`,
  );
  const show = useView((view) => view.show);
  return (
    <SettingsGroup label="General">
      <SettingRow title="Theme" about="Of this window">
        <SettingChoice label="Theme" settingKey="theme" saved={settings.theme} options={themes} />
      </SettingRow>
      <SettingRow
        title="Gateway address"
        about={settings.gatewayUrl === null ? 'Found by itself' : 'Set by you'}
      >
        <span className={styles.value}>{address}</span>
        {!isPractice && (
          <Button small onClick={() => show({ kind: 'connect' })}>
            Change…
          </Button>
        )}
      </SettingRow>
      <SettingRow title="codex program" about={<CodexWords codex={codex} />}>
        <SavedField
          label="codex program"
          settingKey="codexBinary"
          saved={settings.codexBinary ?? ''}
          placeholder="Found by itself"
          toValue={(typed) => (typed === '' ? null : typed)}
        />
      </SettingRow>
      <ResetGroup group="general" />
    </SettingsGroup>
  );
};
