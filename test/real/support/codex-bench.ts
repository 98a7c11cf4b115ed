import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'vitest';

import { systemClock } from '../../../electron/base/clock.ts';
import type { CodexClient, CodexProgram, RunRequest } from '../../../electron/codex/client.ts';
import { findCodex } from '../../../electron/codex/program.ts';
import { createStartClient } from '../../../electron/codex/start-client.ts';
import { silentLog } from '../../../electron/base/log.ts';
import { startProvider } from '../../stand-ins/loopback-provider.ts';
import type { LoopbackProvider } from '../../stand-ins/loopback-provider.ts';
import type { Sandbox } from '../../../shared/state.ts';
import { keyCredential, keyGrant } from '../../fakes/key-credential.ts';
import { recordRun } from '../../support/record-run.ts';
import { realPrograms } from './real-programs.ts';

/** A key that the bench's provider takes. */
export const goodKey = 'sk-real-good-0123456789abcdef';
/** A key that it refuses. */
export const badKey = 'sk-real-bad-0123456789abcdef';
const toolKey = 'sk-real-tool-0123456789abcdef';

/** The codexes that are tried: the oldest that is accepted, and a newer one. */
export const realCodexes = ['codex', 'newerCodex'] as const;

/** One of `realCodexes`. */
export type WhichCodex = (typeof realCodexes)[number];

const found = new Map<WhichCodex, Promise<CodexProgram>>();

const find = async (which: WhichCodex): Promise<CodexProgram> =>
  findCodex({
    setting: (await realPrograms())[which],
    env: { PATH: process.env.PATH },
    roots: [],
    cacheFile: join(await mkdtemp(join(tmpdir(), 'codex-check-')), 'codex.json'),
  });

/** A real codex as the panel finds it; looked for once in a process. */
export const realCodex = (which: WhichCodex = 'codex'): Promise<CodexProgram> => {
  const program = found.get(which) ?? find(which);
  found.set(which, program);
  return program;
};

/** A client, and its compartment. */
export interface StartedClient {
  readonly client: CodexClient;
  readonly home: string;
}

/** Clients of the real codex on a provider of their own, in one folder. */
export class CodexBench {
  readonly program: CodexProgram;
  readonly provider: LoopbackProvider;
  /** Below a path with a dot, a space and a quote, as a home folder may have. */
  readonly root: string;
  readonly #clients: CodexClient[] = [];

  private constructor(program: CodexProgram, provider: LoopbackProvider, root: string) {
    this.program = program;
    this.provider = provider;
    this.root = root;
  }

  static async open(which: WhichCodex = 'codex'): Promise<CodexBench> {
    const program = await realCodex(which);
    const root = await mkdtemp(join(tmpdir(), "real.o'client "));
    const tokens = { [goodKey]: { kind: 'good' }, [badKey]: { kind: 'invalid-token' } } as const;
    return new CodexBench(program, await startProvider({ tokens }), root);
  }

  /** Starts a client that is signed in to nothing. */
  async start(
    options: {
      readonly unreadable?: readonly string[];
      readonly baseUrl?: string;
      readonly env?: Readonly<Record<string, string>>;
    } = {},
  ): Promise<StartedClient> {
    const home = await this.folder('compartment');
    const userHome = join(this.root, 'home');
    await mkdir(userHome, { recursive: true });
    const startClient = createStartClient({
      redact: (text) => text,
      clock: systemClock,
      log: silentLog,
    });
    const client = await startClient(
      {
        program: this.program,
        home,
        env: { PATH: process.env.PATH ?? '', HOME: userHome, LANG: 'C.UTF-8', ...options.env },
        provider: {
          name: 'Loopback',
          baseUrl: options.baseUrl ?? this.provider.baseUrl,
          wireApi: 'responses',
        },
        chatgptBaseUrl: null,
        unreadable: options.unreadable ?? [],
      },
      keyCredential('key'),
      AbortSignal.timeout(30_000),
    );
    this.#clients.push(client);
    return { client, home };
  }

  /** A folder of its own below the root. */
  folder(name: string): Promise<string> {
    return mkdtemp(join(this.root, `${name}-`));
  }

  /** Runs `command` as a real tool call and gives back what it printed. */
  async toolOutput(
    client: CodexClient,
    cwd: string,
    sandbox: Sandbox,
    command: string,
  ): Promise<string> {
    this.answerWithTool(command);
    await login(client, toolKey);
    const run = recordRun(client, request(cwd, { sandbox }));
    expect(await run.outcome).toEqual({ kind: 'completed' });
    return run.output();
  }

  /** Makes the provider ask whoever comes with the returned key to run `command`. */
  answerWithTool(command: string): string {
    this.provider.set(toolKey, { kind: 'tool-call', command });
    return toolKey;
  }

  async close(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
    await this.provider.close();
    await rm(this.root, { recursive: true, force: true });
  }
}

/** Hands a key to a client. */
export const login = (client: CodexClient, key: string, generation?: number): Promise<void> =>
  client.login(keyGrant(key), AbortSignal.timeout(10_000), generation);

/** A run that only says something, unless `more` says otherwise. */
export const request = (cwd: string, more: Partial<RunRequest> = {}): RunRequest => ({
  prompt: 'Say what you see.',
  cwd,
  model: 'gpt-5.5',
  options: {},
  sandbox: 'read-only',
  approvals: 'never',
  forkBefore: null,
  ...more,
});
