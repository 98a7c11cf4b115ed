import type { Failure } from '../../shared/failure.ts';
import type { SignInFlow } from '../../shared/credential.ts';
import type { CodexProgram, ExitReport } from './client.ts';
import type { ScopePlan } from './own-scope.ts';

/** Where a codex keeps a sign-in (`cli_auth_credentials_store`, codex 0.169.0). */
export type AccountStore = 'keyring' | 'file' | 'ephemeral';

/** All that decides how the app-server that owns an account is started. No secret is in it. */
export interface AccountPlan {
  readonly program: CodexProgram;
  /** Its CODEX_HOME, existing. */
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
  /** Null leaves that to the home's own configuration. */
  readonly store: AccountStore | null;
  /** `chatgpt_base_url`; null leaves that to the home's own configuration. */
  readonly chatgptBaseUrl: string | null;
  /** MCP servers that the home's configuration names; they are switched off. */
  readonly mcpServers: readonly string[];
  /** Where, and within what, it is to run; left out where that is nobody's care. */
  readonly scope?: ScopePlan;
}

/** What `getAuthStatus` comes to. */
export type AuthStatus =
  | { readonly kind: 'token'; readonly accessToken: string }
  | { readonly kind: 'signed-out' }
  /** Signed in with something that is no ChatGPT account: `apikey` and others. */
  | { readonly kind: 'other'; readonly method: string }
  /**
   * The issuer refused to renew the sign-in, and codex asks no more before it is started anew.
   * `named` is false when it gave no reason that codex knows, as a proxy's page does.
   */
  | { readonly kind: 'refused'; readonly named: boolean };

/** What `account/read` comes to. */
export type AccountRead =
  | { readonly kind: 'account'; readonly email: string | null; readonly plan: string | null }
  | { readonly kind: 'none' }
  /** The account's backend refused the current access token. */
  | { readonly kind: 'refused'; readonly failure: Failure }
  /** The account's backend could not be asked; nothing is said about the sign-in. */
  | { readonly kind: 'unknown'; readonly failure: Failure };

/** What `account/login/start` answers. The address and the code are secrets of this sign-in. */
export type LoginStarted =
  | { readonly flow: 'browser'; readonly loginId: string; readonly url: string }
  | {
      readonly flow: 'device';
      readonly loginId: string;
      readonly url: string;
      readonly userCode: string;
    };

/** How a sign-in ended: `account/login/completed`, with the words of the other side, redacted. */
export interface LoginEnd {
  readonly loginId: string | null;
  readonly success: boolean;
  readonly words: string;
}

/** What an app-server says of its account by itself. */
export interface AccountListener {
  readonly onLoginEnd: (end: LoginEnd) => void;
  /** `account/updated`: signed in, signed out, or another account. */
  readonly onChange: () => void;
}

/** The one `codex app-server` that holds an account, and the conversation about it. */
export interface AccountServer {
  readonly pid: number;
  /** Settles once the process is gone, however; never rejects. */
  readonly exited: Promise<ExitReport>;
  /** The access token; `renew` makes codex ask the issuer for a new one first (up to 45 s). */
  status(renew: boolean): Promise<AuthStatus>;
  /** Who is signed in, as the account's backend says. */
  read(): Promise<AccountRead>;
  /** Begins a sign-in; an issuer that hangs blocks every later request, so that only closing helps. */
  login(flow: SignInFlow, signal: AbortSignal): Promise<LoginStarted>;
  /** Rejects after 2 s when an issuer holds the process up, so that only closing helps. */
  cancelLogin(loginId: string): Promise<void>;
  /** Ends the sign-in at the issuer and forgets it. */
  logout(): Promise<void>;
  /** Ends stdin, 1 s, then SIGKILL of the process group; settles when it is gone. Twice is safe. */
  close(): Promise<void>;
}

/** Starts an account's app-server; throws a FailureError, and then nothing is left alive. */
export type StartAccountServer = (
  plan: AccountPlan,
  listener: AccountListener,
  signal: AbortSignal,
) => Promise<AccountServer>;
