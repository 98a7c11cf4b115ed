/** By which column a table stands, and which way. */
export interface SortOrder {
  readonly by: string;
  readonly way: 'ascending' | 'descending';
}

/** What a column is sorted by; null: nothing is known. */
export type SortValue = string | number | null;

/** How each column of a table is sorted, by the name of the column. */
export type SortColumns<T> = Readonly<Record<string, (item: T) => SortValue>>;

/** The order after a press on a column: ascending, descending, then the table's own again. Pure. */
export const nextSort = (sort: SortOrder | null, by: string): SortOrder | null => {
  if (sort?.by !== by) return { by, way: 'ascending' };
  return sort.way === 'ascending' ? { by, way: 'descending' } : null;
};

const words = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

const compare = (a: string | number, b: string | number): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : words.compare(String(a), String(b));

/**
 * The items in that order. What says nothing in that column comes last either way; what says the same
 * keeps the order that it had. An order of no such column changes nothing. Pure.
 */
export const inOrder = <T>(
  items: readonly T[],
  sort: SortOrder | null,
  columns: SortColumns<T>,
): readonly T[] => {
  const valueOf = sort === null ? undefined : columns[sort.by];
  if (sort === null || valueOf === undefined) return items;
  const sign = sort.way === 'ascending' ? 1 : -1;
  return items.toSorted((one, other) => {
    const a = valueOf(one);
    const b = valueOf(other);
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    return sign * compare(a, b);
  });
};
