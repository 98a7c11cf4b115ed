import type { FileQuestion, FileRead } from '../base/file-look.ts';
import type { FolderLook, Place } from '../base/folder-look.ts';
import type {
  AccountPlan,
  AccountRead,
  AuthStatus,
  LoginEnd,
  LoginStarted,
} from '../codex/account-server.ts';
import type {
  ClientPlan,
  ExitReport,
  Grant,
  Renewal,
  RunEvent,
  RunOutcome,
  RunRequest,
  ThreadRequest,
} from '../codex/client.ts';
import type { GateAnswer } from '../codex/process.ts';
import type { SignInFlow } from '../../shared/credential.ts';
import type { HelperBounds } from '../../shared/state.ts';
import type { ArchiveAnswers } from './archive-answers.ts';

/** A run as it is handed over: whether it may leave is asked back when it comes to that. */
export type KeptRunRequest = Omit<RunRequest, 'mayLeave'> & { readonly asksToLeave: boolean };

/** How a client is to be started. */
export interface StartClient {
  readonly plan: ClientPlan;
  readonly credential: { readonly id: string; readonly generation: number };
  readonly clientId: string;
}

/** A process that a keeper has started, once its handshake is over. */
export interface Started {
  readonly pid: number;
  readonly bounds: HelperBounds | null;
  readonly version: string;
}

/** Names in a folder (absolute). */
export interface NamesIn {
  readonly folder: string;
  readonly names: readonly string[];
}

/** What a keeper answers to main: one client, one account's app-server, looks or archives, for its whole life. */
export interface KeeperAnswers extends ArchiveAnswers {
  readonly ping: (given: null) => null;
  readonly look: (given: { readonly path: string }) => Promise<FolderLook>;
  readonly resolve: (given: { readonly paths: readonly string[] }) => Promise<readonly Place[]>;
  readonly readFile: (given: FileQuestion) => Promise<FileRead>;
  readonly list: (given: NamesIn) => Promise<readonly string[] | null>;
  readonly clear: (given: NamesIn) => Promise<readonly string[] | null>;
  readonly startClient: (given: StartClient, signal: AbortSignal) => Promise<Started>;
  readonly startAccount: (given: AccountPlan, signal: AbortSignal) => Promise<Started>;
  readonly login: (
    given: { readonly grant: Grant; readonly generation: number | undefined },
    signal: AbortSignal,
  ) => Promise<null>;
  readonly interrupt: (given: {
    readonly run: number;
    readonly timeoutMs: number;
  }) => Promise<null>;
  /** Settles when the process is gone. */
  readonly close: (given: null) => Promise<null>;
  readonly status: (given: { readonly renew: boolean }) => Promise<AuthStatus>;
  readonly read: (given: null) => Promise<AccountRead>;
  readonly signIn: (
    given: { readonly flow: SignInFlow },
    signal: AbortSignal,
  ) => Promise<LoginStarted>;
  readonly cancelSignIn: (given: { readonly loginId: string }) => Promise<null>;
  readonly logout: (given: null) => Promise<null>;
  readonly [name: string]: (given: never, signal: AbortSignal) => unknown;
}

/** What a keeper is told. */
export interface KeeperNews {
  /** A secret that is known from now on: it is taken out of everything that comes. */
  readonly know: { readonly secret: string };
  readonly prepare: { readonly request: ThreadRequest };
  readonly run: { readonly run: number; readonly request: KeptRunRequest };
  readonly [name: string]: unknown;
}

/** What main answers to a keeper. */
export interface MainAnswers {
  /** A process waits to begin: writes it down, and puts it where it is to be. */
  readonly place: (given: { readonly pid: number }) => Promise<GateAnswer>;
  readonly renew: (given: { readonly held: string }) => Promise<Renewal>;
  readonly mayLeave: (given: { readonly run: number }) => boolean | Promise<boolean>;
  /** Main's looks are processes of their own, and wait for the next question. */
  readonly resolve: (given: { readonly paths: readonly string[] }) => Promise<readonly Place[]>;
  /** One piece of a run's news; the next one waits until it was taken. */
  readonly hear: (given: { readonly run: number; readonly events: readonly RunEvent[] }) => null;
  readonly [name: string]: (given: never, signal: AbortSignal) => unknown;
}

/** What main is told by a keeper. */
export interface MainNews {
  /** The process that is to be ended from outside if the keeper no longer can. */
  readonly spawned: { readonly pid: number };
  readonly outcome: { readonly run: number; readonly outcome: RunOutcome };
  readonly exited: ExitReport;
  readonly log: {
    readonly level: 'info' | 'warn' | 'error';
    readonly event: string;
    readonly data: Readonly<Record<string, unknown>>;
  };
  readonly loginEnd: LoginEnd;
  readonly accountChanged: null;
  readonly [name: string]: unknown;
}
