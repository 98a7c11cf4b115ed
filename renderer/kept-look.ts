import type { SortOrder } from './ui/sort-order.ts';

/** A table whose order is the person's. */
export type SortedTable = 'sessions' | 'helpers';

/** A group of the left column that folds. */
export type SideGroupName = 'Helpers' | 'Credentials' | 'Gateway' | 'Sessions';

const sideGroups: readonly SideGroupName[] = ['Helpers', 'Credentials', 'Gateway', 'Sessions'];

/** How the person arranged the page. */
export interface Look {
  readonly sorts: Readonly<Partial<Record<SortedTable, SortOrder>>>;
  /** Groups of which only the title is shown. */
  readonly folded: readonly SideGroupName[];
}

/** Where it is kept from one page to the next. */
export interface KeptLook {
  readonly read: () => Look;
  readonly write: (look: Look) => void;
}

export const plainLook: Look = { sorts: {}, folded: [] };

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

const sortOf = (value: unknown): SortOrder | undefined => {
  const { by, way } = fieldsOf(value);
  if (typeof by !== 'string' || (way !== 'ascending' && way !== 'descending')) return undefined;
  return { by, way };
};

const parsed = (text: string | null): unknown => {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    // Written by something else, or cut off: the page is arranged as at first, and writes anew.
    return null;
  }
};

/** Reads what was kept; whatever of it is not as expected is as at first. Pure. */
export const readLook = (text: string | null): Look => {
  const fields = fieldsOf(parsed(text));
  const sorts = fieldsOf(fields.sorts);
  const names: readonly unknown[] = Array.isArray(fields.folded) ? fields.folded : [];
  const sessions = sortOf(sorts.sessions);
  const helpers = sortOf(sorts.helpers);
  return {
    sorts: { ...(sessions && { sessions }), ...(helpers && { helpers }) },
    folded: sideGroups.filter((name) => names.includes(name)),
  };
};

/** Keeps it for this page only. */
export const lookInMemory = (): KeptLook => {
  let kept = plainLook;
  return { read: () => kept, write: (look) => (kept = look) };
};

/** Keeps it in the page's own storage, under `name`. */
export const lookInStorage = (
  storage: Pick<Storage, 'getItem' | 'setItem'>,
  name: string,
): KeptLook => ({
  read: () => readLook(storage.getItem(name)),
  write: (look) => storage.setItem(name, JSON.stringify(look)),
});
