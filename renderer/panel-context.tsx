import { createContext, use, useMemo, useState, useSyncExternalStore, type ReactNode } from 'react';
import { useStore, type StoreApi } from 'zustand';
import type { PanelBridge } from '../shared/contract.ts';
import { keeping } from './kept.ts';
import { createPageSource, type PageSource, type PageState } from './page-state.ts';
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

interface Reach extends Panel {
  readonly source: PageSource;
}

const PanelContext = createContext<Reach | null>(null);

const useReach = (): Reach => {
  const reach = use(PanelContext);
  if (reach === null) throw new Error('This component stands outside the panel.');
  return reach;
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
  const isTold = useStore(panel.replica.store, (state) => state.panel !== null);
  const reach = useMemo(
    () => ({ ...panel, source: createPageSource(panel.replica, panel.time) }),
    [panel],
  );
  return <PanelContext value={reach}>{isTold ? children : empty}</PanelContext>;
};

/**
 * What is to be shown of the page's state: data, which `select` takes or makes from it. The caller is
 * drawn anew only when that says something else, whatever else main told and however time goes on.
 */
export const usePanel = <T,>(select: (state: PageState) => T): T => {
  const { read, subscribe } = useReach().source;
  const [keep] = useState(keeping<T>);
  return useSyncExternalStore(subscribe, () => keep(select(read())));
};

/** The commands, as main takes them. */
export const useBridge = (): PanelBridge => useReach().bridge;

/** Loads the page anew. */
export const useLoadAgain = (): (() => void) => useReach().loadAgain;

/** The page's one time, for what a person does now; what is shown reads it by `usePanel`. */
export const usePageTime = (): PageTime => useReach().time;

/** A part of where the page stands. */
export const useView = <T,>(select: (view: ViewState) => T): T => useStore(useReach().view, select);
