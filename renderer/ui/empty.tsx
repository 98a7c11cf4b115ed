import type { ReactNode } from 'react';
import styles from './empty.module.css';

interface Props {
  readonly title: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** Nothing here yet, and the next step. */
export const Empty = ({ title, actions, children }: Props) => (
  <div className={styles.empty}>
    <h2>{title}</h2>
    <p>{children}</p>
    {actions !== undefined && <div className={styles.actions}>{actions}</div>}
  </div>
);
