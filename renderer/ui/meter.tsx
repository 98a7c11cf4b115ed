import styles from './meter.module.css';

/** A share between 0 and 1, beside its number; high from 85 % on. */
export const Meter = ({ share }: { readonly share: number }) => {
  const percent = Math.round(Math.min(1, Math.max(0, share)) * 100);
  return (
    <span className={styles.meter}>
      <span className={styles.bar} data-high={percent > 85 || undefined}>
        <span style={{ width: `${percent}%` }} />
      </span>
      <span className={styles.number}>{percent} %</span>
    </span>
  );
};
