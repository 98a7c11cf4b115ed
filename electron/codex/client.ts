import { failure, type Failure } from '../../shared/failure.ts';
import type { Approvals, HelperBounds, Sandbox } from '../../shared/state.ts';
import type { ModelOptions, Provider } from '../../shared/settings.ts';
import type { ScopePlan } from './own-scope.ts';

/** A codex that may be started: `command` with `args` before `app-server`. */
export interface CodexProgram {
  readonly command: string;
  readonly args: readonly string[];
  readonly version: string;
  /** Added to a compartment's environment; never a secret. */
  readonly env: Readonly<Record<string, string>>;
  /**
   * It reserves memory that it does not use, as Chromium does: a limit of each process by itself
   * would end it at once.
   */
  readonly reservesMemory?: true;
}

/** All that decides which app-server a run can use, and how that is started. No secret is in it. */
export interface ClientPlan {
  readonly program: CodexProgram;
  /** Own CODEX_HOME, existing, mode 0700. */
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
  readonly provider: Provider;
  /** `chatgpt_base_url`, where accounts are looked up; null is ChatGPT itself. */
  readonly chatgptBaseUrl: string | null;
  /** Folders that a tool command must not be able to read. */
  readonly unreadable: readonly string[];
  /** Where, and within what, it is to run; left out where that is nobody's care. */
  readonly scope?: ScopePlan;
}

/** What a client signs in with; it goes over stdin into memory, and nowhere else. */
export type Grant =
  | { readonly kind: 'api-key'; readonly secret: string }
  /** An access token of an account; whoever holds the account renews it. */
  | {
      readonly kind: 'account';
      readonly accessToken: string;
      readonly accountId: string;
      readonly plan: string | null;
    };

/** Code of a failure `stalled` whose cause is that the client did not answer a request. */
export const unansweredCode = 'request-timeout';

/** What an account signs a client in with. */
export type AccountGrant = Extract<Grant, { readonly kind: 'account' }>;

/** What a question for another access token comes to. */
export type Renewal =
  | { readonly kind: 'renewed'; readonly grant: AccountGrant }
  /** There is none, and asking again would not change that: a key, or a sign-in that is over. */
  | { readonly kind: 'none' }
  /** Whoever issues them could not be asked; nothing is said about the sign-in. */
  | { readonly kind: 'unavailable' };

/** How a process ended. */
export interface ExitReport {
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Redacted, bounded. */
  readonly stderrTail: string;
  /** Set when it had come to the end of what it may use. */
  readonly limit?: LimitHit;
}

/** What a process had all of that it may: bytes of memory, or processes and threads. */
export interface LimitHit {
  readonly what: 'memory' | 'tasks';
  readonly most: number;
}

/** Why a process is gone. Pure. */
export const exitFailure = ({ limit, ...report }: ExitReport): Failure =>
  limit === undefined
    ? failure({ kind: 'exited', ...report })
    : failure({ kind: 'limit', ...limit }, report.stderrTail, report.signal ?? report.exitCode);

/** A turn in its thread. */
export interface TurnAt {
  readonly threadId: string;
  readonly turnId: string;
}

/** What a conversation is opened with. */
export interface ThreadRequest {
  /** Checked to be a folder before it gets here. */
  readonly cwd: string;
  readonly model: string;
  readonly options: ModelOptions;
  readonly sandbox: Sandbox;
  readonly approvals: Approvals;
}

export interface RunRequest extends ThreadRequest {
  readonly prompt: string;
  /** Continue from before a failed turn, so that its prompt is sent once and not twice. */
  readonly forkBefore: TurnAt | null;
  /** Continue behind a failed turn: its prompt and finished steps stay, `prompt` says what next. */
  readonly forkAfter?: TurnAt | null;
  /** Asked right before the prompt leaves (`turn/start`); false means that it must not. */
  readonly mayLeave?: () => boolean | Promise<boolean>;
}

/** What a run says while it goes on. Every event is progress for a watchdog. */
export type RunEvent =
  | { readonly kind: 'thread'; readonly threadId: string }
  | { readonly kind: 'turn'; readonly threadId: string; readonly turnId: string }
  /** The provider answered: streamed text to append to the output. */
  | { readonly kind: 'delta'; readonly text: string }
  /** A whole message or tool output; `text` is what the output shows. */
  | { readonly kind: 'item-started'; readonly item: RunItem }
  | { readonly kind: 'item-completed'; readonly item: RunItem }
  | { readonly kind: 'tokens'; readonly total: number }
  /** Something moved that is not shown: reasoning, the output of a command. */
  | { readonly kind: 'progress' }
  /** A warning worth a line in the timeline; redacted. */
  | { readonly kind: 'note'; readonly text: string };

export interface RunItem {
  readonly id: string;
  readonly type: 'message' | 'reasoning' | 'command' | 'file-change' | 'tool' | 'other';
  /** One line for the activity: the command, the file, the tool. */
  readonly title: string;
  readonly status: 'running' | 'completed' | 'failed' | 'declined';
}

/** The end of a run. `refusedAt` (epoch ms) is when the deciding refusal reached us. */
export type RunOutcome =
  | { readonly kind: 'completed' }
  | { readonly kind: 'interrupted' }
  /** `mayLeave` said no: nothing was sent. */
  | { readonly kind: 'held' }
  | {
      readonly kind: 'failed';
      readonly failure: Failure;
      readonly refusedAt: number | null;
      /** Where to fork from for a retry; null when the turn never started. */
      readonly at: TurnAt | null;
      /** True when the provider repeated the secret: codex has it in the files of its home then. */
      readonly repeatsSecret?: boolean;
    };

export interface CodexRun {
  /** Settles once, never rejects; also when the process dies under the run. */
  readonly outcome: Promise<RunOutcome>;
  /** `turn/interrupt`; rejects with a Failure-carrying error when unanswered within `timeoutMs`. */
  interrupt(timeoutMs: number): Promise<void>;
}

/** One `codex app-server` process and the one connection to it. */
export interface CodexClient {
  readonly id: string;
  readonly pid: number;
  readonly version: string;
  /** What its process is held to; left out where nobody looked. */
  readonly bounds?: HelperBounds | undefined;
  /** Settles once the process is gone, however; never rejects. */
  readonly exited: Promise<ExitReport>;
  /**
   * `account/login/start`, into the ephemeral store. Twice replaces what was there. `generation`
   * says which one of the credential it is; left out, it is the one of the start.
   */
  login(grant: Grant, signal: AbortSignal, generation?: number): Promise<void>;
  /** Opens a thread that the next run uses if it asks for the same; nothing is sent anywhere. */
  prepare(request: ThreadRequest): void;
  /** Starts a thread and a turn; several runs may share one client. */
  run(request: RunRequest, onEvent: (event: RunEvent) => void): CodexRun;
  /** Ends stdin, 1 s, then SIGKILL of the process group; settles when it is gone. Twice is safe. */
  close(): Promise<void>;
}

/** A client whose process can be made to wait, at the end where its bytes are read. */
export interface PausableClient extends CodexClient {
  /** False while nothing more is to be read of what its process says. */
  flow(reads: boolean): void;
}

/** The credential that a client runs on. */
export interface ClientCredential {
  readonly id: string;
  readonly generation: number;
  /**
   * Another access token than `held`, for `account/chatgptAuthTokens/refresh`. What takes longer
   * than codex waits is `unavailable` to it; never rejects.
   */
  readonly renew: (held: string) => Promise<Renewal>;
}

/** Starts a client and finishes its handshake; throws a FailureError, and then nothing is left alive. */
export type StartCodexClient = (
  plan: ClientPlan,
  credential: ClientCredential,
  signal: AbortSignal,
  /** Waited for with the id of the process, before the program in it begins. */
  onProcess?: (pid: number) => Promise<void>,
) => Promise<CodexClient>;
