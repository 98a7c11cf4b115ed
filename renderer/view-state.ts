import { createStore, type StoreApi } from 'zustand/vanilla';
import type { NavigateTarget, TemplatesFile } from '../shared/contract.ts';
import type { ResetScope } from '../shared/setting-groups.ts';
import type { HelperCount } from '../shared/describe-summary.ts';
import {
  lookInMemory,
  type KeptLook,
  type Look,
  type SideGroupName,
  type SortedTable,
} from './kept-look.ts';
import { nextSort } from './ui/sort-order.ts';

/** What the detail pane shows. */
export type Place =
  | { readonly view: 'gateway' | 'sessions' | 'drill' }
  /** `id` names the helper that is looked at. */
  | { readonly view: 'history'; readonly id?: string }
  /** `at` names the setting that is wanted. */
  | { readonly view: 'settings'; readonly at?: string }
  /** `only` names those that are counted so in the header. */
  | { readonly view: 'helpers'; readonly only?: HelperCount['of'] }
  /** `open` names the credential whose sign-in, or field for its key, is open in place. */
  | { readonly view: 'credentials'; readonly open?: string }
  | { readonly view: 'session'; readonly key: string }
  | { readonly view: 'helper'; readonly id: string };

/** Tells places apart; what opens within one is the same place. */
export const placeKey = (place: Place): string => {
  switch (place.view) {
    case 'helper':
      return `helper ${place.id}`;
    case 'session':
      return `session ${place.key}`;
    case 'history':
      return `history ${place.id ?? ''}`;
    case 'credentials':
    case 'gateway':
    case 'sessions':
    case 'helpers':
    case 'settings':
    case 'drill':
      return place.view;
  }
};

/** What came of a file of templates: they were read, or why they were not, as a sentence. */
export type TemplatesFound =
  ({ readonly kind: 'read' } & TemplatesFile) | { readonly kind: 'refused'; readonly why: string };

/** The dialog on top, if any. */
export type Overlay =
  | { readonly kind: 'spawn'; readonly templateId: string | null }
  | { readonly kind: 'palette' }
  | { readonly kind: 'shortcuts' }
  | { readonly kind: 'connect' }
  | { readonly kind: 'add-credential' }
  | { readonly kind: 'bundle' }
  | { readonly kind: 'about' | 'licences' }
  | {
      readonly kind: 'remove' | 'sign-out' | 'keep-in-file' | 'switch-account';
      readonly credentialId: string;
    }
  | { readonly kind: 'dismiss'; readonly helperId: string }
  /** `copyOf` names the template that a new one begins as. */
  | { readonly kind: 'template'; readonly templateId: string | null; readonly copyOf?: string }
  | { readonly kind: 'import-templates'; readonly found: TemplatesFound }
  | { readonly kind: 'reset-settings'; readonly scope: ResetScope }
  | { readonly kind: 'remove-template'; readonly templateId: string };

/** A sign-in that was asked for away from its row, so that the focus belongs into it. */
export interface AskedSignIn {
  readonly credentialId: string;
  /** What had the focus then, and gets it back. */
  readonly from: HTMLElement | null;
}

export interface ViewState {
  readonly place: Place;
  readonly asked: AskedSignIn | null;
  readonly overlay: Overlay | null;
  /** What was typed into dialogs and not sent, by the dialog. */
  readonly drafts: Readonly<Record<string, object | undefined>>;
  readonly keepDraft: (name: string, draft: object | undefined) => void;
  /** How the person arranged it; kept from one page to the next. */
  readonly look: Look;
  /** A press on the head of a table's column. */
  readonly sortBy: (table: SortedTable, column: string) => void;
  /** Shows only the title of a group of the left column, or all of it again. */
  readonly fold: (group: SideGroupName, isFolded: boolean) => void;
  /** The person went past the first-run page. */
  readonly pastFirstRun: boolean;
  readonly go: (place: Place) => void;
  /** Goes where the person wants to, past the first-run page too. */
  readonly visit: (place: Place) => void;
  /** Goes to a credential for its sign-in, or the field for its key. */
  readonly ask: (credentialId: string, from: HTMLElement | null) => void;
  readonly show: (overlay: Overlay) => void;
  readonly hide: () => void;
  readonly skipFirstRun: () => void;
}

/** Where the page stands; it is the page's own and main never knows. */
export const createViewState = (kept: KeptLook = lookInMemory()): StoreApi<ViewState> =>
  createStore<ViewState>((set, get) => ({
    place: { view: 'helpers' },
    asked: null,
    overlay: null,
    drafts: {},
    keepDraft: (name, draft) => set(({ drafts }) => ({ drafts: { ...drafts, [name]: draft } })),
    look: kept.read(),
    sortBy: (table, column) => {
      const { [table]: before, ...others } = get().look.sorts;
      const sort = nextSort(before ?? null, column);
      const look = { ...get().look, sorts: sort === null ? others : { ...others, [table]: sort } };
      set({ look });
      kept.write(look);
    },
    fold: (group, isFolded) => {
      const before = get().look;
      const others = before.folded.filter((name) => name !== group);
      const look = { ...before, folded: isFolded ? [...others, group] : others };
      set({ look });
      kept.write(look);
    },
    pastFirstRun: false,
    go: (place) => set({ place, overlay: null, asked: null }),
    visit: (place) => set({ place, overlay: null, asked: null, pastFirstRun: true }),
    ask: (credentialId, from) =>
      set({
        place: { view: 'credentials', open: credentialId },
        overlay: null,
        asked: { credentialId, from },
      }),
    show: (overlay) => set({ overlay }),
    hide: () => set({ overlay: null }),
    skipFirstRun: () => set({ pastFirstRun: true }),
  }));

/** Goes where the tray or a notice asks; `from` has the focus until then. */
export const navigate = (
  view: StoreApi<ViewState>,
  target: NavigateTarget,
  from: HTMLElement | null,
): void => {
  if (target.view === 'spawn') {
    view.getState().show({ kind: 'spawn', templateId: target.templateId });
  } else if (target.view === 'shortcuts' || target.view === 'about') {
    view.getState().show({ kind: target.view });
  } else if (target.view === 'credentials' && target.open !== undefined) {
    view.getState().ask(target.open, from);
  } else {
    view.getState().go(target);
  }
};
