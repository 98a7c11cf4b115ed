import type { SessionsChange } from '../../shared/state.ts';

/** One change that has the effect of `older` followed by `newer`. */
export const mergeSessions = (older: SessionsChange, newer: SessionsChange): SessionsChange => {
  if (newer.reset) return newer;
  const rows = new Map(older.rows.map((row) => [row.key, row]));
  const removed = new Set(older.removed);
  for (const key of newer.removed) {
    rows.delete(key);
    removed.add(key);
  }
  for (const row of newer.rows) {
    rows.set(row.key, row);
    removed.delete(row.key);
  }
  return {
    revision: newer.revision,
    reset: older.reset,
    rows: [...rows.values()],
    removed: [...removed],
  };
};
