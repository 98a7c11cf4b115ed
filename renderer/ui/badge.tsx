import styles from './badge.module.css';

/** A word for the kind of a thing (isolated, shared); never for its state or a count. */
export const Badge = ({ children }: { readonly children: string }) => (
  <span className={styles.badge}>{children}</span>
);
