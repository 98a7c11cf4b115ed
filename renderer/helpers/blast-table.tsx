import type { BlastRadius, BlastRow } from '../../shared/state.ts';
import { dayTime } from '../../shared/format.ts';
import { Icon } from '../ui/icon.tsx';
import { usePanel } from '../panel-context.tsx';
import text from '../ui/text.module.css';
import styles from './blast-table.module.css';

const uuid = /\b([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;

/** The text with each UUID cut to its first eight characters, which tell two of them apart. Pure. */
export const shortIds = (text: string): string => text.replace(uuid, '$1');

/** A number that moved by its own course is not the same, and not changed by the failure either. Pure. */
export const verdictOf = ({ before, after, same }: BlastRow): string => {
  if (!same) return 'Changed';
  return before === after ? 'Same' : 'Not by this';
};

/** What was measured before and after a failure, row by row. */
export const BlastTable = ({ blast }: { readonly blast: BlastRadius }) => {
  const before = usePanel(({ now }) => dayTime(blast.before.at, now, 'seconds'));
  const after = usePanel(({ now }) => dayTime(blast.after.at, now, 'seconds'));
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col">Before, {before}</th>
          <th scope="col">After, {after}</th>
          <th scope="col">
            <span className={text.hidden}>Compared</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {blast.rows.map((row) => (
          <tr key={row.what}>
            <th scope="row">{row.what}</th>
            <td title={row.before}>{shortIds(row.before)}</td>
            <td title={row.after}>{shortIds(row.after)}</td>
            <td>
              <span className={styles.verdict} data-tone={row.same ? 'ok' : 'attention'}>
                <Icon name={row.same ? 'ok' : 'attention'} />
                {verdictOf(row)}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};
