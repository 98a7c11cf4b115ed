import { Icon } from './icon.tsx';
import type { SortOrder } from './sort-order.ts';
import table from './table.module.css';

interface Props {
  /** The column, as its table sorts by it. */
  readonly by: string;
  /** Its title; the column's own name when left out. */
  readonly title?: string;
  readonly sort: SortOrder | null;
  readonly onSort: (by: string) => void;
  readonly className?: string | undefined;
}

/** The head of a column; a press sorts by it, another turns it round, a third ends that. */
export const SortHead = ({ by, title = by, sort, onSort, className }: Props) => {
  const way = sort?.by === by ? sort.way : undefined;
  return (
    <th scope="col" aria-sort={way ?? 'none'} className={className}>
      <button type="button" className={table.sort} onClick={() => onSort(by)}>
        {title}
        <span className={table.way} data-way={way}>
          <Icon name="down" />
        </span>
      </button>
    </th>
  );
};
