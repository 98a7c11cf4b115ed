import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { stringify } from 'smol-toml';
import * as v from 'valibot';

import type { CodexProgram } from '../../electron/codex/client.ts';
import { startProcess } from '../../electron/codex/process.ts';
import { RpcClient } from '../../electron/codex/rpc-client.ts';
import type { RpcAnswer } from '../../electron/codex/rpc-client.ts';
import type { ScriptedIssuer } from '../stand-ins/scripted-issuer.ts';
import { waitFor } from './wait-for.ts';

const AuthFile = v.object({ tokens: v.object({ refresh_token: v.string() }) });

/** What runs as an owner of an account. */
export type OwnerProgram = Pick<CodexProgram, 'command' | 'args'>;

/** An app-server that holds an account in a file, driven frame by frame. */
export interface OwnerUnderTest {
  readonly home: string;
  request(method: string, params: unknown): Promise<unknown>;
  /** The parameters of every notification of a name so far. */
  told(method: string): readonly unknown[];
  /** Answers the program's own requests from now on; each gets -32601 until then. */
  answerWith(answer: (method: string, params: unknown) => RpcAnswer): void;
  /** Waits for the notification number `nth` (from 1) of a name. */
  nth(method: string, nth: number): Promise<unknown>;
  /** The refresh token in its auth.json. */
  refreshToken(): Promise<string>;
  /** Ends the process and starts another one in the same home. */
  restart(): Promise<OwnerUnderTest>;
  close(): Promise<void>;
}

/** Starts an app-server whose accounts are the practice issuer's. */
export const startOwner = async (
  program: OwnerProgram,
  issuer: ScriptedIssuer,
  chatgptBaseUrl: string,
): Promise<OwnerUnderTest> => {
  const home = await mkdtemp(join(process.env.TMPDIR ?? '/tmp', 'owner-'));
  await writeFile(
    join(home, 'config.toml'),
    stringify({
      chatgpt_base_url: chatgptBaseUrl,
      cli_auth_credentials_store: 'file',
      check_for_update_on_startup: false,
      model: 'gpt-5.5',
      model_provider: 'loopback',
      model_providers: {
        loopback: {
          name: 'Loopback',
          base_url: `${chatgptBaseUrl}/codex`,
          wire_api: 'responses',
          requires_openai_auth: true,
          request_max_retries: 0,
          stream_max_retries: 0,
        },
      },
      features: { apps: false, plugins: false },
      analytics: { enabled: false },
    }),
    { mode: 0o600 },
  );
  return runOwner(program, issuer, home);
};

const runOwner = async (
  program: OwnerProgram,
  issuer: ScriptedIssuer,
  home: string,
): Promise<OwnerUnderTest> => {
  let answer = (_method: string, _params: unknown): RpcAnswer => ({
    error: { code: -32601, message: 'method not found' },
  });
  const child = await startProcess({
    command: program.command,
    args: [...program.args, 'app-server'],
    cwd: home,
    env: { PATH: process.env.PATH ?? '', HOME: home, CODEX_HOME: home, ...issuer.env },
    redact: (text) => text,
  });
  const seen: { readonly method: string; readonly params: unknown }[] = [];
  const rpc = new RpcClient(child.stdin, child.stdout, {
    onNotification: (method, params) => seen.push({ method, params }),
    answer: (method, params) => answer(method, params),
    onBadLine: (line) => rpc.fail(line.failure),
    onTrouble: (cause) => rpc.fail(cause),
  });
  const request = (method: string, params: unknown): Promise<unknown> =>
    rpc.request(method, params, { timeoutMs: 20_000 });
  const told = (method: string): readonly unknown[] =>
    seen.filter((one) => one.method === method).map((one) => one.params);
  await request('initialize', {
    clientInfo: { name: 'test', title: 'Test', version: '1' },
    capabilities: { experimentalApi: true, requestAttestation: false },
  });
  rpc.notify('initialized');
  return {
    home,
    request,
    told,
    answerWith: (next) => {
      answer = next;
    },
    nth: (method, nth) =>
      waitFor(
        `${method} number ${String(nth)}`,
        () => {
          const params = told(method)[nth - 1];
          if (params === undefined) throw new Error(JSON.stringify(seen.slice(-5)));
          return params;
        },
        20_000,
      ),
    refreshToken: async () => {
      const file: unknown = JSON.parse(await readFile(join(home, 'auth.json'), 'utf8'));
      return v.parse(AuthFile, file).tokens.refresh_token;
    },
    restart: async () => {
      await child.close();
      return runOwner(program, issuer, home);
    },
    close: () => child.close(),
  };
};
