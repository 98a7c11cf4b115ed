import { Choice, type Option } from '../ui/choice.tsx';
import { useAct } from '../use-act.ts';
import styles from './setting-choice.module.css';

interface Props<T extends string> {
  readonly label: string;
  readonly settingKey: string;
  /** As it is saved now. */
  readonly saved: T;
  readonly options: readonly Option<T>[];
}

/** A setting that is one of a few; choosing saves it. */
export const SettingChoice = <T extends string>({
  label,
  settingKey,
  saved,
  options,
}: Props<T>) => {
  const act = useAct();
  return (
    <div className={styles.choice}>
      <Choice
        bare
        label={label}
        value={saved}
        options={options}
        onValue={(value) => void act('settings.set', { key: settingKey, value })}
      />
    </div>
  );
};
