import type { CredentialView } from '../shared/credential.ts';
import type { HelperView, PanelState, SessionView } from '../shared/state.ts';
import type { PageTime } from './page-time.ts';
import type { Replica, ReplicaState } from './replica.ts';

/** Everything that can be shown: the newest snapshot of main, its sessions, and the time. */
export interface PageState extends PanelState {
  /** The gateway's sessions as last read. */
  readonly sessions: readonly SessionView[];
  /** True once sessions were read and the page was told which; until then nothing is claimed of them. */
  readonly areSessionsRead: boolean;
  /** The page's one time, epoch ms. */
  readonly now: number;
}

/** Where the page's state is read, and who wants to know that it is another. */
export interface PageSource {
  /** Throws before the first snapshot. */
  readonly read: () => PageState;
  readonly subscribe: (listener: () => void) => () => void;
}

/** Puts replica and time together; what main tells takes the time anew, so that it is never in the future. */
export const createPageSource = ({ store }: Replica, time: PageTime): PageSource => {
  let last: { readonly from: ReplicaState; readonly state: PageState } | null = null;
  return {
    read: () => {
      const newest = store.getState();
      const now = time.read();
      if (last !== null && last.from === newest && last.state.now === now) return last.state;
      const { panel, sessions } = newest;
      if (panel === null) throw new Error('Nothing is to be shown before the first snapshot.');
      const state = {
        ...panel,
        sessions: sessions.rows,
        areSessionsRead: sessions.revision >= 0 && panel.gateway.sessionsReadAt !== null,
        now,
      };
      last = { from: newest, state };
      return state;
    },
    subscribe: (listener) => {
      const stops = [
        store.subscribe(() => {
          time.refresh();
          listener();
        }),
        time.subscribe(listener),
      ];
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
};

/** Finds items of a list by their key, at once however long the list is. */
const lookUp = <T>(keyOf: (item: T) => string) => {
  const known = new WeakMap<readonly T[], ReadonlyMap<string, T>>();
  return (items: readonly T[], key: string): T | undefined => {
    const byKey = known.get(items) ?? new Map(items.map((item) => [keyOf(item), item]));
    known.set(items, byKey);
    return byKey.get(key);
  };
};

export const helperOf = lookUp<HelperView>(({ id }) => id);
export const credentialOf = lookUp<CredentialView>(({ id }) => id);
export const sessionOf = lookUp<SessionView>(({ key }) => key);
