import { createPanelStore } from '../../electron/panel/store.ts';
import type { PanelStore } from '../../electron/panel/store.ts';
import { Emitter } from '../../electron/base/emitter.ts';
import type { PanelPort } from '../../electron/ports/panel-port.ts';
import { failure } from '../../shared/failure.ts';
import { ok } from '../../shared/result.ts';
import type { Reply } from '../../shared/result.ts';
import { builtInTemplate } from '../../shared/settings.ts';
import type { CredentialView } from '../../shared/credential.ts';
import type {
  AppState,
  HelperView,
  OutputChunk,
  SessionView,
  SessionsChange,
} from '../../shared/state.ts';

const app: Omit<AppState, 'notices' | 'reminders'> = {
  pid: 1,
  version: '0.0.0-test',
  electron: '33.2.1',
  standIn: true,
  practice: false,
  keyring: { phase: 'asking' },
  tray: 'unknown',
  askShortcut: { phase: 'off' },
  startedAt: 0,
  codex: { phase: 'looking' },
};

/** A panel with a real store and no gateway or helpers behind it; a test writes what it shows. */
export interface ScriptedPanel extends PanelPort {
  readonly store: PanelStore;
  /** Every command that was asked for, in order. */
  readonly asked: readonly {
    readonly name: unknown;
    readonly input: unknown;
    readonly origin: string;
  }[];
  /** What answers from now on, by default `ok(null)`. */
  answer(respond: (name: unknown, input: unknown) => Reply<unknown>): void;
  emitSessions(change: SessionsChange): void;
  emitOutput(chunk: OutputChunk): void;
}

/** Makes a panel that shows the built-in template and nothing else. */
export const scriptedPanel = (sessions: readonly SessionView[] = []): ScriptedPanel => {
  const store = createPanelStore(app, 0);
  store.setSettings(store.get().settings, [builtInTemplate]);
  const asked: ScriptedPanel['asked'][number][] = [];
  const onSessions = new Emitter<SessionsChange>();
  const onOutput = new Emitter<OutputChunk>();
  let respond: (name: unknown, input: unknown) => Reply<unknown> = () => ok(null);
  return {
    store,
    asked,
    answer: (next) => {
      respond = next;
    },
    dispatch: (name, input, origin) => {
      asked.push({ name, input, origin });
      return Promise.resolve(respond(name, input));
    },
    state: () => store.get(),
    sessions: () => ({ revision: 1, rows: sessions }),
    onState: (listener) => store.subscribe(listener),
    onSessions: onSessions.subscribe,
    onOutput: onOutput.subscribe,
    emitSessions: (change) => {
      onSessions.emit(change);
    },
    emitOutput: (chunk) => {
      onOutput.emit(chunk);
    },
  };
};

/** A helper that works, changed by what a test names. */
export const helperView = (change: Partial<HelperView> & { readonly id: string }): HelperView => ({
  version: 1,
  name: change.id,
  templateId: 'codex-5.5',
  templateName: 'Codex 5.5',
  model: 'gpt-5.5',
  provider: 'OpenAI',
  state: { phase: 'running', since: 0 },
  prompt: 'review this repo',
  cwd: '/tmp',
  sandbox: 'read-only',
  approvals: 'never',
  isolated: true,
  spawnedBy: null,
  clientId: null,
  pid: null,
  credentialId: 'openai',
  credentialGeneration: 1,
  queuedAt: 0,
  startedAt: 0,
  firstDeltaAt: null,
  refusedAt: null,
  failedAt: null,
  endedAt: null,
  activity: '',
  timeline: [],
  outputLength: 0,
  toolsRun: 0,
  promptsSent: 1,
  totalTokens: null,
  blastRadius: null,
  fromHistory: false,
  ...change,
});

/** A helper that waits for a sign-in to OpenAI. */
export const parkedHelper = (id: string): HelperView =>
  helperView({
    id,
    state: {
      phase: 'waiting-for-sign-in',
      processUntil: null,
      failure: failure({
        kind: 'unauthorized',
        credentialId: 'openai',
        generation: 1,
        provider: 'OpenAI',
      }),
    },
  });

/** The OpenAI credential, refused while `waiting` helpers need it. */
export const refusedCredential = (waiting: number): CredentialView => ({
  id: 'openai',
  version: 1,
  label: 'OpenAI API key',
  provider: 'OpenAI',
  kind: 'api-key',
  generation: 1,
  store: 'memory',
  state: { phase: 'needs-sign-in', refusedAt: 1_000, waiting, continuing: waiting },
  lastWorkedAt: null,
  lastWorkedBy: null,
  lastRefusedAt: 1_000,
  lastRefusedBy: null,
  lastRefusedCode: null,
  declared: { account: null, plan: null, endsAt: null, canRenew: false, gatewaySays: null },
  finding: null,
  signIn: null,
  acts: ['set-key', 'remove'],
});
