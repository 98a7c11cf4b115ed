import { LockScreenChoice } from './lock-screen-choice.tsx';
import { QuietHoursField } from './quiet-hours-field.tsx';
import { SettingRow } from './setting-row.tsx';
import styles from './settings-pane.module.css';

/** When and how much the desktop is told. */
export const NoticeSettings = () => (
  <section className={styles.card} aria-label="Notices">
    <SettingRow title="On a locked screen" about="What a notice of the desktop says there">
      <LockScreenChoice />
    </SettingRow>
    <SettingRow title="Quiet hours" about="Later, if it still holds. Empty: none">
      <QuietHoursField />
    </SettingRow>
  </section>
);
