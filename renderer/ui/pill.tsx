import type { Tone } from '../../shared/state.ts';
import { Icon, type IconName } from './icon.tsx';
import styles from './pill.module.css';

interface Props {
  readonly tone: Tone;
  readonly icon: IconName;
  /** A running time; digits as wide as one another, which hyphens of words must not be. */
  readonly time?: string;
  readonly children: string;
}

/** The state beside a title: a shape, a word and a quiet ground. One per title. */
export const Pill = ({ tone, icon, time = '', children }: Props) => (
  <span className={styles.pill} data-tone={tone}>
    <Icon name={icon} />
    <span>
      {children}
      {time !== '' && <span className={styles.time}> {time}</span>}
    </span>
  </span>
);
