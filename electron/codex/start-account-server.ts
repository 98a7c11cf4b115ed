import * as v from 'valibot';
import type { Failure } from '../../shared/failure.ts';
import type { Clock } from '../base/clock.ts';
import { FailureError, toFailure } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type {
  AccountListener,
  AccountRead,
  AccountServer,
  LoginStarted,
  StartAccountServer,
  AccountPlan,
} from './account-server.ts';
import { ask } from './ask.ts';
import { exitFailure } from './client.ts';
import { shakeHands } from './handshake.ts';
import { startProcess, type Gate } from './process.ts';
import {
  AccountResult,
  AuthStatusResult,
  LoginResult,
  isUsedNotification,
  parseNotification,
  type Notification,
  type RequestMethod,
} from './protocol.ts';
import { RefusalReader, refusalLogEnvironment } from './refusal-reader.ts';
import { RpcClient } from './rpc-client.ts';
import { answerServerRequest } from './server-requests.ts';

/** A name that a dotted key of codex's `-c` can hold as it is. */
const plainKey = /^[A-Za-z0-9_-]+$/;

/**
 * The arguments of an account's app-server after those of the program (codex 0.169.0). All of its
 * configuration is here, so that nothing is written into a home that is not ours: nothing dials out
 * by itself, and no tool server, app, plugin or hook of the home is started. Pure.
 */
export const accountArguments = (
  plan: Pick<AccountPlan, 'store' | 'chatgptBaseUrl' | 'mcpServers'>,
): readonly string[] => {
  const settings: Record<string, string | boolean> = {
    ...(plan.store === null ? {} : { cli_auth_credentials_store: plan.store }),
    ...(plan.chatgptBaseUrl === null ? {} : { chatgpt_base_url: plan.chatgptBaseUrl }),
    check_for_update_on_startup: false,
    'analytics.enabled': false,
    'history.persistence': 'none',
    'features.apps': false,
    'features.plugins': false,
    'features.hooks': false,
  };
  for (const name of plan.mcpServers) {
    if (plainKey.test(name)) settings[`mcp_servers.${name}.enabled`] = false;
  }
  // The value is TOML; a JSON string is one as well.
  const pairs = Object.entries(settings).flatMap(([key, value]) => [
    '-c',
    `${key}=${JSON.stringify(value)}`,
  ]);
  return ['app-server', ...pairs];
};

/** codex gives a refresh at an issuer that hangs up after 45 s, and answers nothing before. */
const renewMs = 60_000;
/** A device code is asked for before the answer, without any limit of codex's own. */
const loginMs = 15_000;
/** What an issuer holds up is not cancelled either. */
const cancelMs = 2_000;
/** Of what is said of a sign-in's end this much is told. */
const wordsLength = 8 * 1024;
/** stderr is another pipe than the answer that it explains. */
const stderrMs = 100;

const readFailure = (thrown: unknown): AccountRead => {
  const failed = toFailure(thrown);
  // The text is the only thing that tells them apart; the code is -32603 for both.
  return failed.detail.includes('discovery unauthorized')
    ? { kind: 'refused', failure: failed }
    : { kind: 'unknown', failure: failed };
};

/**
 * Makes the function that starts the app-servers that own accounts. Whatever goes wrong is a
 * FailureError, and the process is gone before it is thrown.
 */
export const createStartAccountServer =
  (deps: {
    readonly redact: (text: string) => string;
    readonly clock: Clock;
    readonly log: Log;
    /** What the program waits for before it begins; nothing when left out. */
    readonly gate?: Gate;
  }): StartAccountServer =>
  async (plan, listener, signal) => {
    signal.throwIfAborted();
    const { redact, clock, log } = deps;
    const refusals = new RefusalReader();
    const child = await startProcess({
      command: plan.program.command,
      args: [...plan.program.args, ...accountArguments(plan)],
      cwd: plan.home,
      env: {
        ...plan.env,
        ...refusalLogEnvironment,
        ...plan.program.env,
        CODEX_HOME: plan.home,
      },
      redact,
      onStderr: (chunk) => refusals.push(chunk),
      ...(deps.gate === undefined ? {} : { gate: deps.gate }),
    });
    const end = (cause: Failure): void => {
      rpc.fail(cause);
      void child.close();
    };
    const rpc = new RpcClient(child.stdin, child.stdout, {
      onNotification: (method, params) => {
        tell(listener, method, params, { redact, log });
      },
      answer: (method) => answerServerRequest(method),
      onBadLine: ({ failure: cause, method }) => {
        // What is not used here may be unreadable; anything else may have been an answer.
        if (method === null || isUsedNotification(method)) end(cause);
      },
      onTrouble: end,
    });
    void child.exited.then((report) => end(exitFailure(report)));
    const request = (
      method: RequestMethod,
      params: unknown,
      options: { readonly signal?: AbortSignal; readonly timeoutMs?: number } = {},
    ): Promise<unknown> => ask(rpc, method, params, { ...options, redact });

    const server: AccountServer = {
      pid: child.pid,
      exited: child.exited,
      close: () => child.close(),
      status: async (renew) => {
        const unnamedBefore = refusals.unnamed;
        const answer = await request(
          'getAuthStatus',
          { includeToken: true, refreshToken: renew },
          { timeoutMs: renewMs },
        );
        const { authMethod, authToken } = v.parse(AuthStatusResult, answer);
        if (authMethod === null) return { kind: 'signed-out' };
        if (authMethod !== 'chatgpt') return { kind: 'other', method: authMethod };
        if (authToken !== null) return { kind: 'token', accessToken: authToken };
        await clock.pause(stderrMs, new AbortController().signal);
        return { kind: 'refused', named: refusals.unnamed === unnamedBefore };
      },
      read: async () => {
        let answer: unknown;
        try {
          answer = await request('account/read', {}, { timeoutMs: renewMs });
        } catch (thrown) {
          return readFailure(thrown);
        }
        const { account } = v.parse(AccountResult, answer);
        return account?.type === 'chatgpt'
          ? { kind: 'account', email: account.email, plan: account.planType }
          : { kind: 'none' };
      },
      login: async (flow, loginSignal) => {
        const type = flow === 'browser' ? 'chatgpt' : 'chatgptDeviceCode';
        const answer = await request(
          'account/login/start',
          { type },
          { signal: loginSignal, timeoutMs: loginMs },
        );
        return started(v.parse(LoginResult, answer));
      },
      cancelLogin: async (loginId) => {
        await request('account/login/cancel', { loginId }, { timeoutMs: cancelMs });
      },
      logout: async () => {
        await request('account/logout', {}, { timeoutMs: renewMs });
      },
    };
    try {
      await shakeHands({
        request: (method, params) => request(method, params, { signal }),
        notify: (method) => rpc.notify(method),
      });
      return server;
    } catch (error) {
      await child.close();
      throw error instanceof FailureError
        ? error
        : new FailureError(toFailure(error), { cause: error });
    }
  };

const started = (login: v.InferOutput<typeof LoginResult>): LoginStarted => {
  switch (login.type) {
    case 'chatgpt':
      return { flow: 'browser', loginId: login.loginId, url: login.authUrl };
    case 'chatgptDeviceCode': {
      const { loginId, verificationUrl: url, userCode } = login;
      return { flow: 'device', loginId, url, userCode };
    }
  }
};

const tell = (
  listener: AccountListener,
  method: string,
  params: unknown,
  { redact, log }: { readonly redact: (text: string) => string; readonly log: Log },
): void => {
  let notification: Notification | null;
  try {
    notification = parseNotification(method, params);
  } catch {
    log.warn('codex-odd-notification', { method });
    return;
  }
  if (notification?.method === 'account/updated') listener.onChange();
  if (notification?.method === 'account/login/completed') {
    const { loginId, success, error } = notification.params;
    listener.onLoginEnd({ loginId, success, words: redact((error ?? '').slice(0, wordsLength)) });
  }
};
