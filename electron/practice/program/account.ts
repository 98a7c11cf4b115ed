import * as v from 'valibot';

import type { Clock } from '../../base/clock.ts';
import { RpcError } from '../../codex/rpc-client.ts';
import type { PracticeAsks } from './asks.ts';
import {
  practiceAuthFile,
  accountTokenOf,
  authModeOf,
  bearerOf,
  type Bearer,
  type SignedIn,
  type AccountTokens,
  tokenClaims,
} from './signed-in.ts';
import { startBrowserSignIn, awaitDeviceSignIn } from './login-flows.ts';
import {
  type PracticeTurnError,
  isKnownRefusal,
  refreshFailedError,
  refreshRefusedError,
  renewalFailedError,
} from './ask-provider.ts';
import { checkWorkspace, PracticeIssuerClient } from './issuer-client.ts';

/** What a 401 led to; `none` for what cannot be renewed. */
export type Renewed =
  | { readonly kind: 'renewed' }
  | { readonly kind: 'failed'; readonly error: PracticeTurnError }
  | { readonly kind: 'none' };

const Login = v.variant('type', [
  v.object({ type: v.literal('apiKey'), apiKey: v.string() }),
  v.object({ type: v.literal('chatgpt') }),
  v.object({ type: v.literal('chatgptDeviceCode') }),
  v.object({
    type: v.literal('chatgptAuthTokens'),
    accessToken: v.string(),
    chatgptAccountId: v.string(),
  }),
]);
const Cancel = v.object({ loginId: v.string() });
const Read = v.optional(v.nullable(v.object({ refreshToken: v.optional(v.boolean(), false) })));
const Status = v.object({
  includeToken: v.optional(v.nullable(v.boolean()), false),
  refreshToken: v.optional(v.nullable(v.boolean()), false),
});
const Handed = v.object({ accessToken: v.string(), chatgptAccountId: v.string() });

const externalIsActive = new RpcError(
  -32600,
  'External auth is active. Use account/login/start (chatgptAuthTokens) to update it or account/logout to clear it.',
);

/** What an account is made of. */
export interface AccountParts {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** Null where the configuration names none; then no account signs in. */
  readonly chatgptBaseUrl: string | null;
  /** Whether a sign-in is kept in `auth.json`; else it lasts as long as the process. */
  readonly keepsFile: boolean;
  readonly asks: PracticeAsks;
  readonly notify: (method: string, params: unknown) => void;
  readonly newId: () => string;
  /** Writes a line of codex's log. */
  readonly warn: (target: string, message: string) => void;
  readonly clock: Clock;
}

/** The account methods of codex app-server 0.169.0, as the practice helper program answers them. */
export class PracticeAccount {
  readonly #parts: AccountParts;
  #signedIn: SignedIn;
  /** The access token whose account the backend told. */
  #routed: string | null = null;
  #signingIn: { readonly loginId: string; readonly stop: AbortController } | null = null;

  private constructor(parts: AccountParts, signedIn: SignedIn) {
    this.#parts = parts;
    this.#signedIn = signedIn;
  }

  /** Opens with the sign-in that the home keeps, if it keeps one. */
  static async open(parts: AccountParts): Promise<PracticeAccount> {
    const tokens = parts.keepsFile ? await practiceAuthFile.read(parts.home) : null;
    return new PracticeAccount(
      parts,
      tokens === null ? { kind: 'none' } : { kind: 'managed', tokens, dead: null },
    );
  }

  /** `account/login/start` */
  async login(params: unknown): Promise<unknown> {
    const login = v.parse(Login, params);
    if (this.#signedIn.kind === 'external' && login.type !== 'chatgptAuthTokens') {
      throw externalIsActive;
    }
    switch (login.type) {
      case 'apiKey':
        this.#signedIn = { kind: 'api-key', key: login.apiKey };
        this.#later(() => this.#completed(null, null));
        return { type: login.type };
      case 'chatgptAuthTokens': {
        const { accessToken, chatgptAccountId: accountId } = login;
        if (tokenClaims(accessToken) === null) {
          throw new RpcError(-32603, 'failed to set external auth: invalid ID token format');
        }
        this.#signedIn = { kind: 'external', accessToken, accountId };
        this.#later(() => void this.#discover(null));
        return { type: login.type };
      }
      case 'chatgpt': {
        const issuer = new PracticeIssuerClient(this.#parts.env);
        const { loginId, signal } = this.#begin();
        const { authUrl, tokens } = await startBrowserSignIn(issuer, signal);
        void this.#finish(loginId, tokens);
        return { type: login.type, loginId, authUrl };
      }
      case 'chatgptDeviceCode': {
        const issuer = new PracticeIssuerClient(this.#parts.env);
        const code = await issuer.userCode();
        const { loginId, signal } = this.#begin();
        void this.#finish(loginId, awaitDeviceSignIn(issuer, code, this.#parts.clock, signal));
        const verificationUrl = `${issuer.url}/codex/device`;
        return { type: login.type, loginId, verificationUrl, userCode: code.user_code };
      }
    }
  }

  /** `account/login/cancel` */
  cancel(params: unknown): unknown {
    const { loginId } = v.parse(Cancel, params);
    if (this.#signingIn?.loginId !== loginId) return { status: 'notFound' };
    this.#signingIn.stop.abort();
    return { status: 'canceled' };
  }

  /** `account/logout` */
  async logout(): Promise<unknown> {
    const was = this.#signedIn;
    this.#signedIn = { kind: 'none' };
    if (was.kind === 'managed') {
      await new PracticeIssuerClient(this.#parts.env).revoke(was.tokens.refreshToken);
      if (this.#parts.keepsFile) await practiceAuthFile.remove(this.#parts.home);
    }
    this.#later(() => this.#updated());
    return {};
  }

  /** `account/read` */
  async read(params: unknown): Promise<unknown> {
    if (v.parse(Read, params)?.refreshToken === true) await this.#refresh('forced');
    const nobody = { account: null, userId: null, requiresOpenaiAuth: true };
    if (this.#signedIn.kind === 'api-key') return { ...nobody, account: { type: 'apiKey' } };
    const token = accountTokenOf(this.#signedIn);
    const claims = token === null ? null : tokenClaims(token);
    if (token === null || claims === null) return nobody;
    const problem = await this.#routingProblem();
    if (problem !== null) throw new RpcError(-32603, problem);
    const account = { type: 'chatgpt', email: claims.email, planType: claims.plan };
    return { ...nobody, account, userId: claims.userId };
  }

  /** `getAuthStatus` */
  async status(params: unknown): Promise<unknown> {
    const { includeToken, refreshToken } = v.parse(Status, params);
    if (refreshToken === true) await this.#refresh('forced');
    const token =
      this.#signedIn.kind === 'api-key' ? this.#signedIn.key : accountTokenOf(this.#signedIn);
    return {
      authMethod: authModeOf(this.#signedIn),
      authToken: includeToken === true ? token : null,
      requiresOpenaiAuth: true,
    };
  }

  /** What the next request to the provider carries; empty before the first sign-in. */
  bearer(): Bearer {
    return bearerOf(this.#signedIn);
  }

  /** Renews what was answered with 401: at the issuer, or by asking the panel. */
  async renew(): Promise<Renewed> {
    switch (this.#signedIn.kind) {
      case 'none':
      case 'api-key':
        return { kind: 'none' };
      case 'managed':
        return this.#refresh('unauthorized_recovery');
      case 'external': {
        const answer = await this.#parts.asks.ask('account/chatgptAuthTokens/refresh', {
          reason: 'unauthorized',
          previousAccountId: this.#signedIn.accountId,
        });
        if (answer.kind === 'error') {
          return { kind: 'failed', error: renewalFailedError(answer.code) };
        }
        const { accessToken, chatgptAccountId } = v.parse(Handed, answer.value);
        this.#signedIn = { kind: 'external', accessToken, accountId: chatgptAccountId };
        return { kind: 'renewed' };
      }
    }
  }

  /** Ends a sign-in that is under way. */
  end(): void {
    this.#signingIn?.stop.abort();
  }

  #begin(): { readonly loginId: string; readonly signal: AbortSignal } {
    this.#signingIn?.stop.abort();
    const stop = new AbortController();
    const loginId = this.#parts.newId();
    this.#signingIn = { loginId, stop };
    return { loginId, signal: stop.signal };
  }

  async #finish(loginId: string, signingIn: Promise<AccountTokens>): Promise<void> {
    try {
      const tokens = await signingIn;
      await this.#keep(tokens);
      await this.#discover(loginId);
    } catch (error) {
      this.#completed(loginId, error instanceof Error ? error.message : String(error));
    } finally {
      if (this.#signingIn?.loginId === loginId) this.#signingIn = null;
    }
  }

  async #keep(tokens: AccountTokens): Promise<void> {
    this.#signedIn = { kind: 'managed', tokens, dead: null };
    if (this.#parts.keepsFile) await practiceAuthFile.write(this.#parts.home, tokens);
  }

  async #discover(loginId: string | null): Promise<void> {
    this.#completed(loginId, await this.#routingProblem());
  }

  async #routingProblem(): Promise<string | null> {
    const { token, accountId } = this.bearer();
    if (token === this.#routed) return null;
    try {
      await checkWorkspace(this.#parts.chatgptBaseUrl ?? '', token, accountId ?? '');
      this.#routed = token;
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  async #refresh(reason: 'forced' | 'unauthorized_recovery'): Promise<Renewed> {
    if (this.#signedIn.kind !== 'managed') return { kind: 'none' };
    const { tokens, dead } = this.#signedIn;
    if (dead !== null) return { kind: 'failed', error: refreshRefusedError(dead) };
    const issuer = new PracticeIssuerClient(this.#parts.env);
    const refreshed = await issuer.refresh(tokens.refreshToken, reason);
    switch (refreshed.kind) {
      case 'tokens':
        await this.#keep(refreshed.tokens);
        return { kind: 'renewed' };
      case 'refused':
        this.#signedIn = { kind: 'managed', tokens, dead: refreshed.code };
        if (!isKnownRefusal(refreshed.code)) {
          const message = 'Encountered unknown response while refreshing token';
          this.#parts.warn('codex_login::auth::manager', message);
        }
        return { kind: 'failed', error: refreshRefusedError(refreshed.code) };
      case 'failed':
        return { kind: 'failed', error: refreshFailedError(refreshed.message) };
    }
  }

  #completed(loginId: string | null, error: string | null): void {
    this.#parts.notify('account/login/completed', { loginId, success: error === null, error });
    if (error === null) this.#updated();
  }

  #updated(): void {
    const token = accountTokenOf(this.#signedIn);
    const planType = token === null ? null : (tokenClaims(token)?.plan ?? null);
    this.#parts.notify('account/updated', { authMode: authModeOf(this.#signedIn), planType });
  }

  /** The answer to a request comes before what it leads to. */
  #later(tell: () => void): void {
    setImmediate(tell);
  }
}
