import type { CredentialView, Keyring } from './credential.ts';
import type { DrillView } from './drill.ts';
import type { Failure } from './failure.ts';
import type { GatewaySecretKind } from './gateway-secret.ts';
import type { SettingsView, Template } from './settings.ts';

/** The gateway link, as product text names it; times are epoch ms. A timer never leaves `blocked`. */
export type GatewayState =
  | { readonly phase: 'idle' }
  | {
      readonly phase: 'connecting' | 'handshaking';
      readonly attempt: number;
      readonly since: number;
    }
  | {
      readonly phase: 'connected';
      readonly since: number;
      readonly connId: string;
      readonly bootId: string;
    }
  | {
      readonly phase: 'degraded';
      /** When it stopped being whole. */
      readonly since: number;
      readonly connId: string;
      readonly bootId: string;
      readonly failure: Failure;
    }
  | {
      readonly phase: 'waiting';
      readonly attempt: number;
      readonly since: number;
      readonly retryAt: number;
      readonly failure: Failure;
    }
  | { readonly phase: 'blocked'; readonly since: number; readonly failure: Failure }
  | { readonly phase: 'stopped'; readonly since: number };

export type AddressSource = 'settings' | 'environment' | 'openclaw.json' | 'default' | 'practice';
export type TokenSource =
  'settings' | 'environment' | 'openclaw.json' | 'device' | 'practice' | 'none';

/** One place that was looked at for a gateway, and what was there. */
export interface LookedAt {
  readonly place: string;
  readonly found: string;
  readonly ok: boolean;
  /** It could start a gateway but says nothing of one being there. */
  readonly program?: true;
}

export type Tone = 'neutral' | 'ok' | 'work' | 'attention' | 'fail';

export interface TimelineEntry {
  readonly at: number;
  readonly tone: Tone;
  readonly text: string;
}

/** Everything the panel knows about its link. */
export interface GatewayView {
  readonly state: GatewayState;
  /** `ws://host:port`, never with a token. */
  readonly url: string;
  readonly addressSource: AddressSource;
  readonly tokenSource: TokenSource;
  /** What it lets in by, as far as that is known here. */
  readonly secretKind: GatewaySecretKind;
  /** The file the address or token came from, when there is one. */
  readonly configPath: string | null;
  readonly version: string | null;
  /** Identity of the last completed handshake; kept while waiting so that it can be compared. */
  readonly connId: string | null;
  readonly bootId: string | null;
  readonly scopes: readonly string[];
  /** Attempts since the last stable connection. */
  readonly attempts: number;
  /** Completed handshakes after the first one. */
  readonly reconnects: number;
  readonly lookedAt: readonly LookedAt[];
  readonly timeline: readonly TimelineEntry[];
  /** When the session rows were last known to be true; null before the first read. */
  readonly sessionsReadAt: number | null;
  /** Sessions of the gateway beyond those that are shown; null: there are more, it is not told how many. */
  readonly sessionsNotShown: number | null;
}

/** One session of the gateway (row of `sessions.subscribe`, gateway protocol 4). */
export interface SessionView {
  readonly key: string;
  readonly revision: number;
  readonly label: string;
  readonly provider: string | null;
  readonly model: string | null;
  readonly status: 'running' | 'done' | 'failed' | 'idle';
  readonly hasActiveRun: boolean;
  readonly runStartedAt: number | null;
  readonly updatedAt: number | null;
  readonly totalTokens: number | null;
  readonly contextTokens: number | null;
  readonly lastError: string | null;
  readonly parentKey: string | null;
  readonly kind: string | null;
  /** The folder that was named to it; left out when none was. */
  readonly workspace?: string;
}

/** Changed session rows. `reset` replaces everything known before. */
export interface SessionsChange {
  readonly revision: number;
  readonly reset: boolean;
  readonly rows: readonly SessionView[];
  readonly removed: readonly string[];
}

/** A helper. Parked is `waiting-for-sign-in`; the last three are terminal. */
export type HelperState =
  | { readonly phase: 'queued' }
  | { readonly phase: 'starting' }
  | { readonly phase: 'ready' }
  | { readonly phase: 'running'; readonly since: number }
  | {
      readonly phase: 'waiting-for-sign-in';
      readonly failure: Failure;
      /** Until when its process is kept; null once it was let go (or never started). */
      readonly processUntil: number | null;
      /**
       * Why it does not go on by itself: set once its sign-in works again and `helpers.continue` is
       * awaited; left out while the sign-in is missing and while it goes on by itself.
       */
      readonly asks?: 'tools-ran' | 'too-old' | 'restarted';
      /**
       * True once it is known that it will ask when its sign-in works: “Sign in and continue (N)”
       * does not count it.
       */
      readonly willAsk?: true;
      /** Its sign-in works again: it waits for nothing but its turn, and then goes on by itself. */
      readonly goesOn?: true;
      /** Its finished steps are gone with its process: it can only start over, or be left. */
      readonly stepsLost?: true;
    }
  | { readonly phase: 'stopping' }
  | { readonly phase: 'completed' }
  | { readonly phase: 'failed'; readonly failure: Failure }
  | { readonly phase: 'cancelled' };

export type HelperPhase = HelperState['phase'];

export type Sandbox = 'read-only' | 'workspace-write';
export type Approvals = 'never' | 'on-request' | 'untrusted';

/** One helper or session as seen at a moment, to tell what a failure moved. */
export interface BlastSample {
  readonly at: number;
  readonly connId: string | null;
  readonly bootId: string | null;
  readonly sessionsTotal: number;
  readonly sessionsRunning: readonly string[];
  /** Keys of the sessions whose last turn failed, where that is known. */
  readonly sessionsFailed?: readonly string[];
  readonly helpersTotal: number;
  /** Ids of the helpers (without the failing one) whose process is alive. */
  readonly helpersAlive: readonly string[];
  /** Ids of the helpers that ended because their process died under them. */
  readonly helpersDied?: readonly string[];
}

/** One row of the comparison table. */
export interface BlastRow {
  readonly what: string;
  readonly before: string;
  readonly after: string;
  readonly same: boolean;
}

export interface BlastRadius {
  readonly before: BlastSample;
  readonly after: BlastSample;
  /** True when nothing but the failing helper moved. */
  readonly same: boolean;
  /** What moved, in words; empty when `same`. */
  readonly changed: readonly string[];
  readonly rows: readonly BlastRow[];
}

/** What a client's process is held to with all that it starts, as the system says; bytes, tasks. */
export type HelperBounds =
  | {
      readonly kind: 'scope';
      /** Null where nothing limits it. */
      readonly memory: number | null;
      readonly tasks: number | null;
    }
  /** No scope could be had: the limits are those of each process by itself. */
  | {
      readonly kind: 'process';
      readonly memory: number | null;
      /** Its priority, from 0 to 19, the last; null where it could not be set. */
      readonly niceness: number | null;
    };

export interface HelperView {
  readonly id: string;
  /** Grows with every change of this item, so that a replica can keep the old object. */
  readonly version: number;
  readonly name: string;
  readonly templateId: string;
  readonly templateName: string;
  readonly model: string;
  /** Name of the provider its requests go to, as a person would say it. */
  readonly provider: string;
  readonly state: HelperState;
  readonly prompt: string;
  readonly cwd: string;
  readonly sandbox: Sandbox;
  readonly approvals: Approvals;
  readonly isolated: boolean;
  readonly spawnedBy: string | null;
  /** The app-server client that runs it; the same id on two helpers means shared. */
  readonly clientId: string | null;
  readonly pid: number | null;
  /** What its process is held to; left out before it ran. */
  readonly bounds?: HelperBounds;
  readonly credentialId: string;
  readonly credentialGeneration: number;
  readonly queuedAt: number;
  readonly startedAt: number | null;
  readonly firstDeltaAt: number | null;
  /** When the provider's refusal reached us. */
  readonly refusedAt: number | null;
  /** When the helper was shown as failed or parked. */
  readonly failedAt: number | null;
  readonly endedAt: number | null;
  /** The last thing it did, one line. */
  readonly activity: string;
  readonly timeline: readonly TimelineEntry[];
  /** Characters of output so far; the text itself travels on its own channel. */
  readonly outputLength: number;
  readonly toolsRun: number;
  readonly promptsSent: number;
  readonly totalTokens: number | null;
  readonly blastRadius: BlastRadius | null;
  /** True when it belongs to an earlier run of the app. */
  readonly fromHistory: boolean;
}

/** A piece of a helper's output. `from` is the cursor of its first character (UTF-16 units). */
export interface OutputChunk {
  readonly helperId: string;
  readonly from: number;
  readonly text: string;
}

/** Something said once, until the person dismisses it or its cause is gone. */
export interface Notice {
  readonly id: string;
  readonly tone: 'neutral' | 'attention' | 'fail';
  readonly title: string;
  readonly text: string;
  /** What “Copy report” copies: bounded, and without secrets. */
  readonly report?: string;
  /** What else it offers. */
  readonly act?: 'restart';
}

/** What is said again about a sign-in that ends soon. */
export interface Reminder {
  readonly credentialId: string;
  readonly generation: number;
  /** Epoch ms. */
  readonly at: number;
}

/**
 * The global shortcut of the small window: `asking` until the desktop answered, which may be the person
 * in a dialog of it; `none` while it offers no shortcuts. `trigger` are the keys in the desktop's
 * words, empty where it does not say them.
 */
export type AskShortcut =
  | { readonly phase: 'off' | 'asking' | 'refused' | 'none' }
  | { readonly phase: 'bound'; readonly trigger: string };

export interface AppState {
  readonly pid: number;
  readonly version: string;
  readonly electron: string;
  /** True while the Electron that runs is not the pinned one. */
  readonly standIn: boolean;
  readonly practice: boolean;
  readonly keyring: Keyring;
  readonly tray: 'unknown' | 'shown' | 'none';
  readonly askShortcut: AskShortcut;
  readonly startedAt: number;
  readonly codex: CodexView;
  readonly notices: readonly Notice[];
  /** One per credential at most. */
  readonly reminders: readonly Reminder[];
}

/**
 * What trying showed of a sandbox: a command in it cannot reach a Unix socket (`closed`), can
 * (`open`), or cannot run at all (`broken`); `unknown` until it was tried, and where that failed.
 */
export type SandboxFinding = 'closed' | 'open' | 'broken' | 'unknown';

/** What is known of each sandbox that is offered. */
export type SandboxFindings = Readonly<Record<Sandbox, SandboxFinding>>;

/** Before anything was tried. */
export const nothingKnown: SandboxFindings = {
  'read-only': 'unknown',
  'workspace-write': 'unknown',
};

/** The codex program that helpers will run. */
export type CodexView =
  | { readonly phase: 'looking' }
  | {
      readonly phase: 'found';
      readonly path: string;
      readonly version: string;
      readonly sandboxes: SandboxFindings;
    }
  | { readonly phase: 'unusable'; readonly failure: Failure };

/** The one state, kept by main; every eye has a replica of it. */
export interface PanelState {
  readonly revision: number;
  readonly app: AppState;
  readonly gateway: GatewayView;
  readonly helpers: readonly HelperView[];
  readonly credentials: readonly CredentialView[];
  readonly templates: readonly Template[];
  readonly settings: SettingsView;
  readonly drill: DrillView;
}

/** True once nothing more will happen to the helper by itself. */
export const isEnded = (state: HelperState): boolean =>
  state.phase === 'completed' || state.phase === 'failed' || state.phase === 'cancelled';

/** True while the helper counts towards the limit of helpers alive. */
export const countsAsAlive = (state: HelperState): boolean =>
  !isEnded(state) && state.phase !== 'queued' && state.phase !== 'waiting-for-sign-in';
