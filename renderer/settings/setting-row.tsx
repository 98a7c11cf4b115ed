import type { ReactNode } from 'react';
import styles from './setting-row.module.css';

interface Props {
  readonly title: string;
  readonly about: ReactNode;
  readonly children: ReactNode;
}

/** A setting: what it is on the left, its control on the right. */
export const SettingRow = ({ title, about, children }: Props) => (
  <div className={styles.row}>
    <div>
      <b>{title}</b>
      <p className={styles.about}>{about}</p>
    </div>
    <div className={styles.control}>{children}</div>
  </div>
);
