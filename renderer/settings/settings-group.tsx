import type { ReactNode } from 'react';
import styles from './settings-group.module.css';

interface Props {
  /** Names the card. */
  readonly label: string;
  /** Stands above the card; left out where it goes on with the one above. */
  readonly title?: string;
  /** Acts on all of it, beside the title. */
  readonly beside?: ReactNode;
  readonly children: ReactNode;
}

/** Settings that belong together, in one card. */
export const SettingsGroup = ({ label, title, beside, children }: Props) => (
  <>
    {title !== undefined && (
      <div className={styles.titleLine}>
        <h2>{title}</h2>
        {beside}
      </div>
    )}
    <section className={styles.card} aria-label={label}>
      {children}
    </section>
  </>
);
