import type { DrillView } from '../../shared/drill.ts';
import { defaultSettings, type SettingsView, type Template } from '../../shared/settings.ts';
import type { CredentialView } from '../../shared/credential.ts';
import type {
  AppState,
  GatewayView,
  HelperView,
  Notice,
  PanelState,
  Reminder,
} from '../../shared/state.ts';
import { Emitter } from '../base/emitter.ts';
import { idleGateway } from '../gateway/link/view-keeper.ts';

/** The panel's one state, and the few setters that write it. Every write grows the revision. */
export interface PanelStore {
  get(): PanelState;
  /**
   * Calls back after every write with the newest state; returns the unsubscribe function. One that
   * throws hurts neither the others nor whoever wrote.
   */
  subscribe(listener: (state: PanelState) => void): () => void;
  setApp(patch: Partial<Omit<AppState, 'notices' | 'reminders'>>): void;
  setGateway(gateway: GatewayView): void;
  setHelpers(helpers: readonly HelperView[]): void;
  setCredentials(credentials: readonly CredentialView[]): void;
  setSettings(settings: SettingsView, templates: readonly Template[]): void;
  setDrill(drill: DrillView): void;
  /** Says something once; the same id replaces what was said before. */
  notify(notice: Notice): void;
  dismiss(noticeId: string): void;
  /** Keeps when to say again that a sign-in ends soon; the last one of a credential counts. */
  remind(reminder: Reminder): void;
}

/**
 * Makes the store of one panel; `app` says what is known of the process itself. Revisions go on
 * after `revision`.
 */
export const createPanelStore = (
  app: Omit<AppState, 'notices' | 'reminders'>,
  revision: number,
): PanelStore => {
  let state: PanelState = {
    revision: revision + 1,
    app: { ...app, notices: [], reminders: [] },
    gateway: idleGateway,
    helpers: [],
    credentials: [],
    templates: [],
    settings: defaultSettings,
    drill: { phase: 'never' },
  };
  const written = new Emitter<void>();
  const write = (patch: (before: PanelState) => Partial<Omit<PanelState, 'revision'>>): void => {
    state = { ...state, ...patch(state), revision: state.revision + 1 };
    written.emit();
  };
  return {
    get: () => state,
    // Whoever is called after one that wrote as well is not given the older state.
    subscribe: (listener) => written.subscribe(() => listener(state)),
    setApp: (patch) => {
      write((before) => ({ app: { ...before.app, ...patch } }));
    },
    setGateway: (gateway) => {
      write(() => ({ gateway }));
    },
    setHelpers: (helpers) => {
      write(() => ({ helpers }));
    },
    setCredentials: (credentials) => {
      write(() => ({ credentials }));
    },
    setSettings: (settings, templates) => {
      write(() => ({ settings, templates }));
    },
    setDrill: (drill) => {
      write(() => ({ drill }));
    },
    notify: (notice) => {
      write(({ app: known }) => ({
        app: {
          ...known,
          notices: [...known.notices.filter(({ id }) => id !== notice.id), notice],
        },
      }));
    },
    dismiss: (noticeId) => {
      write(({ app: known }) => ({
        app: { ...known, notices: known.notices.filter(({ id }) => id !== noticeId) },
      }));
    },
    remind: (reminder) => {
      write(({ app: known }) => ({
        app: {
          ...known,
          reminders: [
            ...known.reminders.filter(({ credentialId }) => credentialId !== reminder.credentialId),
            reminder,
          ],
        },
      }));
    },
  };
};
