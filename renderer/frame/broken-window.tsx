import { Broken, type BrokenProps } from './broken.tsx';
import styles from './broken.module.css';

/** What is broken, where there is no window left around it. */
export const BrokenWindow = (props: BrokenProps) => (
  <main className={styles.page}>
    <Broken {...props} />
  </main>
);
