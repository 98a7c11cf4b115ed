import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PanelBridge } from '../shared/contract.ts';
import type { Failure } from '../shared/failure.ts';
import type { PanelState, SessionView, SessionsChange } from '../shared/state.ts';

export interface SessionsReplica {
  readonly revision: number;
  readonly rows: readonly SessionView[];
}

/** What the page knows: the newest snapshot of main, and the gateway's sessions beside it. */
export interface ReplicaState {
  readonly panel: PanelState | null;
  /** Why there is no snapshot yet; null once it was not refused. */
  readonly refused: Failure | null;
  readonly sessions: SessionsReplica;
}

export interface Replica {
  readonly store: StoreApi<ReplicaState>;
  close(): void;
}

interface Versioned {
  readonly id: string;
  readonly version: number;
}

/** The new list with the old object for every item whose version is the same; the old list if all are. */
export const keepSameVersions = <T extends Versioned>(
  old: readonly T[],
  next: readonly T[],
): readonly T[] => {
  const known = new Map(old.map((item) => [item.id, item]));
  const merged = next.map((item) => {
    const before = known.get(item.id);
    return before?.version === item.version ? before : item;
  });
  const same = merged.length === old.length && merged.every((item, at) => item === old[at]);
  return same ? old : merged;
};

/** The snapshot to show after `next` arrived: an older or equal revision changes nothing. Pure. */
export const mergePanel = (old: PanelState | null, next: PanelState): PanelState => {
  if (old === null) return next;
  if (next.revision <= old.revision) return old;
  // Practice is another world: an id and version of it may be those of something real.
  if (next.app.practice !== old.app.practice) return next;
  return {
    ...next,
    helpers: keepSameVersions(old.helpers, next.helpers),
    credentials: keepSameVersions(old.credentials, next.credentials),
  };
};

const newest = (old: SessionView | undefined, row: SessionView): SessionView =>
  old !== undefined && old.revision >= row.revision ? old : row;

/** The session rows after a change; a change older than what is shown is dropped. Pure. */
export const mergeSessions = (old: SessionsReplica, change: SessionsChange): SessionsReplica => {
  if (change.reset) {
    return change.revision < old.revision ? old : { revision: change.revision, rows: change.rows };
  }
  if (change.revision <= old.revision) return old;
  const rows = new Map(old.rows.map((row) => [row.key, row]));
  for (const row of change.rows) rows.set(row.key, newest(rows.get(row.key), row));
  for (const key of change.removed) rows.delete(key);
  return { revision: change.revision, rows: [...rows.values()] };
};

/**
 * Follows main's state: listens first, then asks for what is already there, so that nothing falls
 * between the two. `close()` stops listening.
 */
export const createReplica = (bridge: PanelBridge): Replica => {
  const store = createStore<ReplicaState>(() => ({
    panel: null,
    refused: null,
    sessions: { revision: -1, rows: [] },
  }));
  const takePanel = (next: PanelState) =>
    store.setState(({ panel }) => ({ panel: mergePanel(panel, next) }));
  const takeSessions = (change: SessionsChange) =>
    store.setState(({ sessions }) => ({ sessions: mergeSessions(sessions, change) }));

  const unsubscribe = [bridge.onState(takePanel), bridge.onSessions(takeSessions)];
  const readPanel = async () => {
    const reply = await bridge.command('state.get', {});
    if (reply.ok) takePanel(reply.value);
    else store.setState({ refused: reply.failure });
  };
  // Main tells all rows by itself too, so nothing is lost when this one is not answered.
  const readSessions = async () => {
    const reply = await bridge.command('sessions.list', {});
    if (reply.ok) takeSessions({ ...reply.value, reset: true, removed: [] });
  };
  void readPanel();
  void readSessions();
  return {
    store,
    close: () => {
      for (const stop of unsubscribe) stop();
    },
  };
};
