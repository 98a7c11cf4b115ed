import { splitName } from './split-name.ts';
import styles from './cut-name.module.css';

/**
 * A name on one line, isolated from what is around it. Where it is too long its middle goes, so
 * whoever shows it tells the whole in a title, and names a control by it.
 */
export const CutName = ({ name }: { readonly name: string }) => {
  const { start, end } = splitName(name);
  return (
    <bdi className={styles.name}>
      <span className={styles.start}>{start}</span>
      {end !== '' && <span className={styles.end}>{end}</span>}
    </bdi>
  );
};
