import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

import { parse } from 'smol-toml';
import * as v from 'valibot';

import { systemClock } from '../../base/clock.ts';
import { LineSplitter } from '../../base/line-splitter.ts';
import { errnoOf, isRecord } from '../../base/values.ts';
import { RpcError } from '../../codex/rpc-client.ts';
import { PracticeAccount } from './account.ts';
import { PracticeAsks } from './asks.ts';
import { PracticeThreads } from './threads.ts';

const Config = v.object({
  model_provider: v.optional(v.string(), ''),
  model_providers: v.optional(v.record(v.string(), v.object({ base_url: v.string() })), {}),
  chatgpt_base_url: v.optional(v.nullable(v.string()), null),
  cli_auth_credentials_store: v.optional(v.string(), 'file'),
});

/** The part of codex's configuration that the practice helper program heeds. */
export type PracticeConfig = v.InferOutput<typeof Config>;

const merged = (under: unknown, over: unknown): unknown => {
  if (!isRecord(under) || !isRecord(over)) return over;
  const both = new Map(Object.entries(under));
  for (const [key, value] of Object.entries(over)) both.set(key, merged(both.get(key), value));
  return Object.fromEntries(both);
};

const override = (setting: string): unknown => {
  try {
    return parse(setting);
  } catch {
    const at = setting.indexOf('=');
    return parse(`${setting.slice(0, at)}=${JSON.stringify(setting.slice(at + 1))}`);
  }
};

/**
 * Reads codex's configuration: the text of a config.toml, with each `-c KEY=VALUE` of the arguments
 * over it; a value that is no TOML is a text. Throws what is wrong with it. Pure.
 */
export const practiceConfig = (toml: string, args: readonly string[]): PracticeConfig => {
  const overrides = args.flatMap((arg, at) => (arg === '-c' ? [args[at + 1] ?? ''] : []));
  return v.parse(Config, overrides.map(override).reduce(merged, parse(toml)));
};

/** What the practice helper says it is; the version whose frames it speaks. */
export const practiceHelperVersion = '0.169.0';

const Request = v.object({
  id: v.union([v.string(), v.number()]),
  method: v.string(),
  params: v.optional(v.unknown()),
});

/** An owner of an account has all of its configuration in its arguments. */
const configFile = (home: string): Promise<string> =>
  readFile(join(home, 'config.toml'), 'utf8').catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return '';
    throw error;
  });

/**
 * A helper program with real stdio for practice: it speaks the part of codex app-server 0.169.0
 * that the panel uses, asks the provider of its CODEX_HOME's config.toml over HTTP, signs in at the
 * issuer of its environment, and runs no command. Settles with its exit code.
 */
export const runHelperProgram = async (
  stdin: Readable,
  stdout: Writable,
  options: {
    readonly args?: readonly string[];
    readonly env?: Readonly<Record<string, string | undefined>>;
  } = {},
): Promise<number> => {
  const { args = process.argv, env = process.env } = options;
  if (args.includes('--version')) {
    stdout.write(`codex-cli ${practiceHelperVersion}\n`);
    return 0;
  }
  const home = env.CODEX_HOME ?? '';
  const send = (message: unknown): void => {
    stdout.write(`${JSON.stringify(message)}\n`);
  };
  const notify = (method: string, params: unknown): void => send({ method, params });
  const config = practiceConfig(await configFile(home), args);
  const asks = new PracticeAsks(send);
  const account = await PracticeAccount.open({
    env,
    home,
    chatgptBaseUrl: config.chatgpt_base_url,
    keepsFile: config.cli_auth_credentials_store === 'file',
    asks,
    notify,
    newId: () => randomUUID(),
    warn: (target, message) => {
      process.stderr.write(`${JSON.stringify({ level: 'WARN', target, fields: { message } })}\n`);
    },
    clock: systemClock,
  });
  const threads = new PracticeThreads({
    // An owner of an account runs nothing, and names no provider.
    baseUrl: config.model_providers[config.model_provider]?.base_url ?? '',
    account,
    notify,
  });

  const handle = async (method: string, params: unknown): Promise<unknown> => {
    switch (method) {
      case 'initialize':
        return { userAgent: `practice/${practiceHelperVersion} (practice)`, codexHome: home };
      case 'account/read':
        return account.read(params);
      case 'account/login/start':
        return account.login(params);
      case 'account/login/cancel':
        return account.cancel(params);
      case 'account/logout':
        return account.logout();
      case 'getAuthStatus':
        return account.status(params);
      case 'thread/start':
        return threads.start(params);
      case 'thread/fork':
        return threads.fork(params);
      case 'thread/backgroundTerminals/clean':
        return {};
      case 'turn/start':
        return threads.startTurn(params);
      case 'turn/interrupt':
        return threads.interrupt(params);
      default:
        throw new Error(`Invalid request: unknown variant \`${method}\``);
    }
  };

  const take = (line: string): void => {
    const parsed: unknown = JSON.parse(line);
    const request = v.safeParse(Request, parsed);
    if (request.success) {
      const { id, method, params } = request.output;
      handle(method, params).then(
        (result) => send({ id, result }),
        (error: unknown) =>
          send({
            id,
            error: {
              code: error instanceof RpcError ? error.code : -32600,
              message: error instanceof Error ? error.message : String(error),
            },
          }),
      );
      return;
    }
    asks.take(parsed);
  };

  return new Promise((resolve) => {
    const leave = (): void => {
      threads.end();
      account.end();
      resolve(0);
    };
    stdout.on('error', leave);
    stdin.on('error', leave);
    stdin.on('end', leave);
    const lines = new LineSplitter();
    stdin.on('data', (chunk: unknown) => {
      if (Buffer.isBuffer(chunk)) lines.push(chunk).forEach(take);
    });
  });
};
