import { usePanel } from '../panel-context.tsx';
import { useAct } from '../use-act.ts';
import { Choice } from '../ui/choice.tsx';
import { SettingRow } from './setting-row.tsx';
import choice from './setting-row.module.css';
import styles from './settings-pane.module.css';

const yesOrNo = [
  { value: 'no', label: 'No' },
  { value: 'yes', label: 'Yes' },
] as const;

/** What the panel does with the computer it runs on. */
export const DesktopSettings = () => {
  const isKeptAwake = usePanel(({ settings }) => settings.keepAwake);
  const act = useAct();
  return (
    <section className={styles.card} aria-label="Desktop">
      <SettingRow
        title="Keep awake while helpers work"
        about="The computer does not go to sleep by itself meanwhile; its screen may turn off"
      >
        <div className={choice.choice}>
          <Choice
            bare
            label="Keep awake while helpers work"
            value={isKeptAwake ? 'yes' : 'no'}
            options={yesOrNo}
            onValue={(value) =>
              void act('settings.set', { key: 'keepAwake', value: value === 'yes' })
            }
          />
        </div>
      </SettingRow>
    </section>
  );
};
