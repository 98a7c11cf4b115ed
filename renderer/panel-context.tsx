import { createContext, use, useEffect, type ReactNode } from 'react';
import { useStore, type StoreApi } from 'zustand';
import type { CommandInput, CommandName, CommandResult, PanelBridge } from '../shared/contract.ts';
import type { Reply } from '../shared/result.ts';
import type { PanelState, SessionView } from '../shared/state.ts';
import type { PageTime } from './page-time.ts';
import type { Replica } from './replica.ts';
import type { ViewState } from './view-state.ts';

/** What every component may reach: the replica, the commands, the time, and where the page stands. */
export interface Panel {
  readonly bridge: PanelBridge;
  readonly replica: Replica;
  readonly time: PageTime;
  readonly view: StoreApi<ViewState>;
  /** Loads the page anew, and with it everything that it knows. */
  readonly loadAgain: () => void;
}

const PanelContext = createContext<Panel | null>(null);
const SnapshotContext = createContext<PanelState | null>(null);

const need = <T,>(value: T | null): T => {
  if (value === null) throw new Error('This component stands outside the panel.');
  return value;
};

/** Gives the panel to everything below; `empty` shows until the first snapshot is there. */
export const PanelProvider = ({
  panel,
  empty,
  children,
}: {
  readonly panel: Panel;
  readonly empty: ReactNode;
  readonly children: ReactNode;
}) => {
  const { replica, time } = panel;
  const snapshot = useStore(replica.store, (state) => state.panel);
  // What main tells now would be in the future of a second that began before it.
  useEffect(() => replica.store.subscribe(time.refresh), [replica, time]);
  return (
    <PanelContext value={panel}>
      {snapshot === null ? empty : <SnapshotContext value={snapshot}>{children}</SnapshotContext>}
    </PanelContext>
  );
};

/** The newest snapshot of main's state. */
export const usePanel = (): PanelState => need(use(SnapshotContext));

/** The gateway's sessions as last read. */
export const useSessions = (): readonly SessionView[] =>
  useStore(need(use(PanelContext)).replica.store, (state) => state.sessions.rows);

/** True once sessions were read and the page was told which; until then nothing is claimed of them. */
export const useSessionsRead = (): boolean => {
  const { gateway } = usePanel();
  const isTold = useStore(
    need(use(PanelContext)).replica.store,
    ({ sessions }) => sessions.revision >= 0,
  );
  return isTold && gateway.sessionsReadAt !== null;
};

export type Send = <N extends CommandName>(
  name: N,
  input: CommandInput<N>,
) => Promise<Reply<CommandResult<N>>>;

/** The commands, as main takes them. */
export const useBridge = (): PanelBridge => need(use(PanelContext)).bridge;

/** Loads the page anew. */
export const useLoadAgain = (): (() => void) => need(use(PanelContext)).loadAgain;

/** The page's one time. */
export const usePageTime = (): PageTime => need(use(PanelContext)).time;

/** A part of where the page stands. */
export const useView = <T,>(select: (view: ViewState) => T): T =>
  useStore(need(use(PanelContext)).view, select);
