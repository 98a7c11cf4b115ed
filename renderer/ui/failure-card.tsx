import type { ReactNode } from 'react';
import type { Tone } from '../../shared/state.ts';
import { Icon, type IconName } from './icon.tsx';
import styles from './failure-card.module.css';

interface Props {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly cause: string;
  readonly effect: string;
  /** The one action, with whatever it needs to be filled in. */
  readonly action?: ReactNode;
  readonly hint: string;
  /** The folds below. */
  readonly children?: ReactNode;
}

/** A failure as it is read: cause, effect, one action, why; the folds below. */
export const FailureCard = ({ tone, icon, cause, effect, action, hint, children }: Props) => (
  <section className={styles.card} data-tone={tone} aria-label={cause}>
    <div className={styles.head}>
      <span className={styles.icon}>
        <Icon name={icon} />
      </span>
      <div className={styles.words}>
        <h2>{cause}</h2>
        {effect !== '' && <p className={styles.effect}>{effect}</p>}
        {action !== undefined && action !== null && action !== false && (
          <div className={styles.action}>{action}</div>
        )}
        {hint !== '' && <p className={styles.hint}>{hint}</p>}
      </div>
    </div>
    <div className={styles.folds}>{children}</div>
  </section>
);

/** The same frame for folds without a failure. */
export const FoldCard = ({ children }: { readonly children: ReactNode }) => (
  <section className={styles.card}>
    <div className={styles.plain}>{children}</div>
  </section>
);
