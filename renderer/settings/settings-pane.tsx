import { useEffect, type ReactNode } from 'react';
import { describeCause } from '../../shared/describe-cause.ts';
import { describeAddressSource } from '../../shared/describe-gateway.ts';
import { sandboxFailure, sandboxMend } from '../../shared/sandbox-failure.ts';
import type { CodexView } from '../../shared/state.ts';
import { usePanel, useView } from '../panel-context.tsx';
import { Button } from '../ui/button.tsx';
import { Pane } from '../ui/pane.tsx';
import { Toned } from '../ui/toned.tsx';
import { DesktopSettings } from './desktop-settings.tsx';
import { wholeNumber, SavedField, SecondsField } from './saved-field.tsx';
import { SettingChoice, SettingRow } from './setting-row.tsx';
import { TemplateRows } from './template-rows.tsx';
import styles from './settings-pane.module.css';
import { QuietHoursField } from './quiet-hours-field.tsx';

const themes = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const;

const CodexWords = ({ codex }: { readonly codex: CodexView }): ReactNode => {
  switch (codex.phase) {
    case 'looking':
      return 'Looking for it.';
    case 'found': {
      const broken = Object.values(codex.sandboxes)
        .map(sandboxFailure)
        .find((why) => why !== null);
      const words = `Found ${codex.version} at ${codex.path}.`;
      if (broken === undefined) return words;
      const why = `${describeCause(broken, 'app')}. ${sandboxMend}`;
      return <Toned tone="fail">{`${words} But ${why}`}</Toned>;
    }
    case 'unusable':
      return <Toned tone="fail">{`${describeCause(codex.failure, 'app')}.`}</Toned>;
  }
};

const General = () => {
  const settings = usePanel((state) => state.settings);
  const codex = usePanel(({ app }) => app.codex);
  const isPractice = usePanel(({ app }) => app.practice);
  const address = usePanel(
    ({ gateway }) => `${gateway.url}, ${describeAddressSource(gateway.addressSource)}`,
  );
  const show = useView((view) => view.show);
  return (
    <section className={styles.card} aria-label="General">
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
    </section>
  );
};

/** How long ended helpers stay in the list. */
const HistorySettings = () => {
  const { most, days } = usePanel(({ settings }) => settings.history);
  return (
    <section className={styles.card} aria-label="Ended helpers">
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
    </section>
  );
};

const Limits = () => {
  const { limits, watchdog, parkedProcessMs } = usePanel((state) => state.settings);
  return (
    <section className={styles.card} aria-label="Limits">
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
    </section>
  );
};

/** What one helper may use. A change counts for processes that start from then on. */
const AppetiteSettings = () => {
  const { memoryMb, tasks, cpuWeight, ioWeight } = usePanel(({ settings }) => settings.appetite);
  return (
    <section className={styles.card} aria-label="What a helper may use">
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
    </section>
  );
};

const onLockScreen = [
  { value: 'full', label: 'All of it' },
  { value: 'generic', label: 'That something needs you' },
  { value: 'quiet', label: 'Nothing until it is unlocked' },
] as const;

/** When and how much the desktop is told. */
const NoticeSettings = () => (
  <section className={styles.card} aria-label="Notices">
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
  </section>
);

const listOf = (typed: string): readonly string[] =>
  typed
    .split(',')
    .map((place) => place.trim())
    .filter((place) => place !== '');

interface PlacesProps {
  readonly which: 'add' | 'allow';
  readonly title: string;
  readonly about: string;
  readonly placeholder: string;
}

/** One of the two lists of places, with commas between. */
const PlacesField = ({ which, title, about, placeholder }: PlacesProps) => (
  <SettingRow title={title} about={`${about} With commas between`}>
    <SavedField
      label={title}
      settingKey={`unreadable.${which}`}
      saved={usePanel(({ settings }) => settings.unreadable[which].join(', '))}
      placeholder={placeholder}
      toValue={listOf}
    />
  </SettingRow>
);

/** Places that hold secrets: what is closed beside the usual ones, and what is opened. */
const UnreadableSettings = () => (
  <section className={styles.card} aria-label="Unreadable">
    <PlacesField
      which="add"
      title="Tools cannot read"
      about="Besides keys, keyrings, browsers, password managers and sign-ins of other programs. What needs them fails: pushes, kubectl, docker login, private registries."
      placeholder="~/secrets"
    />
    <PlacesField
      which="allow"
      title="Tools may read after all"
      about="A tool that reads a secret hands it to the model’s provider."
      placeholder="~/.kube"
    />
  </section>
);

/** The way to a text for whoever helps. */
const BundleSetting = () => {
  const show = useView((view) => view.show);
  return (
    <section className={styles.card} aria-label="When something is wrong">
      <SettingRow
        title="Bundle"
        about="What happened lately, as states, sizes and times; you read it whole before it is saved"
      >
        <Button small onClick={() => show({ kind: 'bundle' })}>
          Make a bundle…
        </Button>
      </SettingRow>
    </section>
  );
};

/** Brings the setting that was asked for into view, with the focus on its control. */
const useWanted = () => {
  const wanted = useView(({ place }) => (place.view === 'settings' ? place.at : undefined));
  useEffect(() => {
    if (wanted === undefined) return;
    const row = Array.from(document.querySelectorAll<HTMLElement>('[data-setting]')).find(
      ({ dataset }) => dataset.setting === wanted,
    );
    row?.scrollIntoView({ block: 'center' });
    row?.querySelector<HTMLElement>('input, button, [role="combobox"]')?.focus();
  }, [wanted]);
};

/** Everything a person may set. */
export const SettingsPane = () => {
  useWanted();
  const meta = usePanel(({ app }) => `Bulkhead ${app.version}, Electron ${app.electron}`);
  const show = useView((view) => view.show);
  return (
    <Pane title="Settings" meta={meta}>
      <General />
      <h2 className={styles.title}>Desktop</h2>
      <DesktopSettings />
      <h2 className={styles.title}>Notices</h2>
      <NoticeSettings />
      <h2 className={styles.title}>Helpers</h2>
      <Limits />
      <AppetiteSettings />
      <HistorySettings />
      <h2 className={styles.title}>Secrets on this computer</h2>
      <UnreadableSettings />
      <h2 className={styles.title}>When something is wrong</h2>
      <BundleSetting />
      <div className={styles.titleLine} data-setting="Templates">
        <h2 className={styles.title}>Templates</h2>
        <Button small icon="plus" onClick={() => show({ kind: 'template', templateId: null })}>
          Add template
        </Button>
      </div>
      <TemplateRows />
    </Pane>
  );
};
