import { usePanel } from '../panel-context.tsx';
import { Choice } from '../ui/choice.tsx';
import { useAct } from '../use-act.ts';
import styles from './lock-screen-choice.module.css';

const manners = [
  { value: 'full', label: 'All of it' },
  { value: 'generic', label: 'That something needs you' },
  { value: 'quiet', label: 'Nothing until it is unlocked' },
] as const;

/** What a notice says while the screen is locked. */
export const LockScreenChoice = () => {
  const { settings } = usePanel();
  const act = useAct();
  return (
    <div className={styles.choice}>
      <Choice
        bare
        label="On a locked screen"
        value={settings.notices.lockScreen}
        options={manners}
        onValue={(value) => void act('settings.set', { key: 'notices.lockScreen', value })}
      />
    </div>
  );
};
