import { usePanel } from '../panel-context.tsx';
import { Choice } from '../ui/choice.tsx';
import { useAct } from '../use-act.ts';
import styles from './theme-choice.module.css';

const themes = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const;

/** Light, dark, or as the desktop is. */
export const ThemeChoice = () => {
  const { settings } = usePanel();
  const act = useAct();
  return (
    <div className={styles.choice}>
      <Choice
        bare
        label="Theme"
        value={settings.theme}
        options={themes}
        onValue={(value) => void act('settings.set', { key: 'theme', value })}
      />
    </div>
  );
};
