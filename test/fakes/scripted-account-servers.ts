import type {
  AccountListener,
  AccountPlan,
  AccountRead,
  AccountServer,
  AuthStatus,
  LoginStarted,
  StartAccountServer,
} from '../../electron/codex/account-server.ts';
import type { ExitReport } from '../../electron/codex/client.ts';
import { deferred, type Deferred } from '../../electron/base/promises.ts';
import { FailureError } from '../../electron/base/errors.ts';
import type { SignInFlow } from '../../shared/credential.ts';
import { failure } from '../../shared/failure.ts';

export interface ScriptedPerson {
  readonly accountId: string;
  readonly userId: string;
  readonly email: string;
  readonly plan: string;
}

export const ana: ScriptedPerson = {
  accountId: 'acct-ana',
  userId: 'user-ana',
  email: 'ana@example.org',
  plan: 'plus',
};
export const ben: ScriptedPerson = {
  accountId: 'acct-ben',
  userId: 'user-ben',
  email: 'ben@example.org',
  plan: 'pro',
};

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** An unsigned access token, as far as anyone here reads it. */
export const accessToken = (
  person: ScriptedPerson,
  n: number,
  exp: unknown = 2_000_000_000,
): string =>
  `${part({ alg: 'none' })}.${part({
    exp,
    jti: n,
    email: person.email,
    'https://api.openai.com/auth': {
      chatgpt_plan_type: person.plan,
      chatgpt_account_id: person.accountId,
      chatgpt_user_id: person.userId,
    },
  })}.c2ln`;

/** How the issuer answers a refresh. */
export type RefreshMode = 'renews' | 'refuses' | 'page-401' | 'offline';

/** An app-server that owns an account, without a process; the sign-in dies or stays with its home. */
export class ScriptedAccountServer implements AccountServer {
  readonly pid: number;
  readonly plan: AccountPlan;
  readonly listener: AccountListener;
  readonly logins: LoginStarted[] = [];
  readonly cancelled: string[] = [];
  readonly #host: ScriptedAccountServers;
  readonly #exited = deferred<ExitReport>();
  #refused: boolean | null = null;
  alive = true;

  constructor(
    host: ScriptedAccountServers,
    pid: number,
    plan: AccountPlan,
    listener: AccountListener,
  ) {
    this.#host = host;
    this.pid = pid;
    this.plan = plan;
    this.listener = listener;
  }

  get exited(): Promise<ExitReport> {
    return this.#exited.promise;
  }

  async status(renew: boolean): Promise<AuthStatus> {
    this.#mustLive();
    const hasAsked = renew && (await this.#renew());
    const token = this.#host.stored.get(this.plan.home);
    if (token === undefined) return { kind: 'signed-out' };
    return this.#refused === null
      ? { kind: 'token', accessToken: token }
      : // Only what was logged meanwhile tells a page: what codex remembers looks as if it were named.
        { kind: 'refused', named: !hasAsked || this.#refused };
  }

  read(): Promise<AccountRead> {
    this.#mustLive();
    return Promise.resolve(this.#host.read);
  }

  async login(flow: SignInFlow, signal: AbortSignal): Promise<LoginStarted> {
    this.#mustLive();
    await this.#host.onLogin(this, signal);
    const n = this.#host.nextLogin();
    const started: LoginStarted =
      flow === 'browser'
        ? { flow, loginId: `login-${n}`, url: `https://issuer.example/authorize?n=${n}` }
        : {
            flow,
            loginId: `login-${n}`,
            url: 'https://issuer.example/device',
            userCode: `CODE-${n}`,
          };
    this.logins.push(started);
    return started;
  }

  cancelLogin(loginId: string): Promise<void> {
    this.#mustLive();
    this.cancelled.push(loginId);
    return Promise.resolve();
  }

  logout(): Promise<void> {
    this.#mustLive();
    this.#host.stored.delete(this.plan.home);
    this.#host.logouts.push(this.plan.home);
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.die();
    return Promise.resolve();
  }

  /** The person approves: codex has new tokens and says so. */
  approve(person: ScriptedPerson = ana): void {
    this.#refused = null;
    this.#host.signIn(this.plan.home, person);
    this.listener.onLoginEnd({ loginId: this.#lastLogin(), success: true, words: '' });
    this.listener.onChange();
  }

  /** A renewal that codex began by itself, for a request of another kind. */
  async renewByItself(): Promise<void> {
    await this.#renew();
  }

  /** The sign-in ends in codex's own words. */
  endLogin(words: string): void {
    this.listener.onLoginEnd({ loginId: this.#lastLogin(), success: false, words });
  }

  die(): void {
    if (!this.alive) return;
    this.alive = false;
    if (this.plan.store === 'ephemeral') this.#host.stored.delete(this.plan.home);
    this.#exited.resolve({ exitCode: 0, signal: null, stderrTail: '' });
  }

  /** Whether the issuer was asked. */
  async #renew(): Promise<boolean> {
    if (this.#refused !== null || !this.#host.stored.has(this.plan.home)) return false;
    this.#host.refreshes += 1;
    await this.#host.refreshing?.promise;
    if (!this.alive) throw gone();
    switch (this.#host.mode) {
      case 'renews':
        this.#host.renew(this.plan.home);
        return true;
      case 'refuses':
        this.#refused = true;
        return true;
      case 'page-401':
        this.#refused = false;
        return true;
      case 'offline':
        return true;
    }
  }

  #lastLogin(): string | null {
    return this.logins.at(-1)?.loginId ?? null;
  }

  #mustLive(): void {
    if (!this.alive) throw gone();
  }
}

const gone = (): FailureError =>
  new FailureError(failure({ kind: 'exited', exitCode: 0, signal: null, stderrTail: '' }));

/** Every owner of a test, what their homes keep, and the issuer behind them. */
export class ScriptedAccountServers {
  readonly servers: ScriptedAccountServer[] = [];
  /** The access token that each home holds. */
  readonly stored = new Map<string, string>();
  readonly logouts: string[] = [];
  readonly #people = new Map<string, ScriptedPerson>();
  mode: RefreshMode = 'renews';
  refreshes = 0;
  /** Holds every refresh until it is resolved. */
  refreshing: Deferred<undefined> | null = null;
  read: AccountRead = { kind: 'account', email: ana.email, plan: ana.plan };
  /** Awaited by every sign-in; throwing makes it fail. */
  onLogin: (server: ScriptedAccountServer, signal: AbortSignal) => Promise<void> = () =>
    Promise.resolve();
  /** Awaited by every start; throwing makes it fail. */
  onStart: (plan: AccountPlan) => Promise<void> = () => Promise.resolve();
  #made = 0;
  #logins = 0;

  readonly start: StartAccountServer = async (plan, listener, signal) => {
    await this.onStart(plan);
    signal.throwIfAborted();
    const pid = 6_000_000 + this.servers.length;
    const server = new ScriptedAccountServer(this, pid, plan, listener);
    this.servers.push(server);
    return server;
  };

  get alive(): readonly ScriptedAccountServer[] {
    return this.servers.filter((server) => server.alive);
  }

  /** The newest server. */
  get last(): ScriptedAccountServer {
    const server = this.servers.at(-1);
    if (server === undefined) throw new Error('no account server was started');
    return server;
  }

  nextLogin(): number {
    this.#logins += 1;
    return this.#logins;
  }

  /** New tokens of a person in a home, as after a sign-in there. */
  signIn(home: string, person: ScriptedPerson): string {
    this.#people.set(home, person);
    return this.renew(home);
  }

  renew(home: string): string {
    this.#made += 1;
    const token = accessToken(this.#people.get(home) ?? ana, this.#made);
    this.stored.set(home, token);
    return token;
  }
}
