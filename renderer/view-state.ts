import { createStore, type StoreApi } from 'zustand/vanilla';
import type { NavigateTarget } from '../shared/contract.ts';

/** What the detail pane shows. */
export type Place =
  | { readonly view: 'gateway' | 'sessions' | 'helpers' | 'settings' }
  /** `open` names the credential whose key field is shown. */
  | { readonly view: 'credentials'; readonly open?: string }
  | { readonly view: 'session'; readonly key: string }
  | { readonly view: 'helper'; readonly id: string };

/** The dialog on top, if any. */
export type Overlay =
  | { readonly kind: 'spawn'; readonly templateId: string | null }
  | { readonly kind: 'palette' }
  | { readonly kind: 'connect' }
  | { readonly kind: 'add-credential' }
  | {
      readonly kind: 'remove' | 'sign-out' | 'keep-in-file' | 'switch-account';
      readonly credentialId: string;
    }
  | { readonly kind: 'template'; readonly templateId: string | null }
  | { readonly kind: 'remove-template'; readonly templateId: string };

export interface ViewState {
  readonly place: Place;
  readonly overlay: Overlay | null;
  /** The person went past the first-run page. */
  readonly pastFirstRun: boolean;
  readonly go: (place: Place) => void;
  readonly show: (overlay: Overlay) => void;
  readonly hide: () => void;
  readonly skipFirstRun: () => void;
}

/** Where the page stands; it is the page's own and main never knows. */
export const createViewState = (): StoreApi<ViewState> =>
  createStore<ViewState>((set) => ({
    place: { view: 'helpers' },
    overlay: null,
    pastFirstRun: false,
    go: (place) => set({ place, overlay: null }),
    show: (overlay) => set({ overlay }),
    hide: () => set({ overlay: null }),
    skipFirstRun: () => set({ pastFirstRun: true }),
  }));

/** Goes where the tray or a notice asks. */
export const navigate = (view: StoreApi<ViewState>, target: NavigateTarget): void => {
  if (target.view === 'spawn') {
    view.getState().show({ kind: 'spawn', templateId: target.templateId });
  } else {
    view.getState().go(target);
  }
};
