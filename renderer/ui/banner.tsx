import type { ReactNode } from 'react';
import type { Tone } from '../../shared/state.ts';
import { Icon, type IconName } from './icon.tsx';
import styles from './banner.module.css';

interface Props {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

/** One sentence of standing in its place: a preflight result, a finding, a notice. */
export const Banner = ({ tone, icon, title, children, action }: Props) => (
  <div className={styles.banner} data-tone={tone}>
    <span className={styles.icon}>
      <Icon name={icon} />
    </span>
    <div className={styles.text}>
      <b>{title}</b> <span className={styles.more}>{children}</span>
    </div>
    {action}
  </div>
);
