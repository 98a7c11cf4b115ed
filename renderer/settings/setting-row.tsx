import type { ReactNode } from 'react';
import { Choice, type Option } from '../ui/choice.tsx';
import { useAct } from '../use-act.ts';
import styles from './setting-row.module.css';

interface Props {
  readonly title: string;
  readonly about: ReactNode;
  readonly children: ReactNode;
}

/** A setting: what it is on the left, its control on the right. */
export const SettingRow = ({ title, about, children }: Props) => (
  <div className={styles.row} data-setting={title}>
    <div>
      <b>{title}</b>
      <p className={styles.about}>{about}</p>
    </div>
    <div className={styles.control}>{children}</div>
  </div>
);

interface ChoiceProps<T extends string> {
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
}: ChoiceProps<T>) => {
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
