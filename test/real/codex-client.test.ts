import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { stringify } from 'smol-toml';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';

import { installRealPrograms } from '../../build/real-programs/install-real-programs.mjs';
import { systemClock } from '../../electron/clock.ts';
import type { CodexClient, CodexProgram, RunRequest } from '../../electron/codex/client.ts';
import { generatedTypes, missingMethods } from '../../electron/codex/program-check.ts';
import { findCodex } from '../../electron/codex/program.ts';
import { createStartClient } from '../../electron/codex/start-client.ts';
import { silentLog } from '../../electron/log.ts';
import type { Behaviour } from '../../electron/practice/provider-behaviour.ts';
import { DeltaGate } from '../../electron/practice/provider-gate.ts';
import { practiceText } from '../../electron/practice/provider-stream.ts';
import { startProvider } from '../../electron/practice/provider.ts';
import type { LoopbackProvider } from '../../electron/practice/provider.ts';
import type { Failure } from '../../shared/failure.ts';
import type { Sandbox } from '../../shared/state.ts';
import { recordRun } from '../support/record-run.ts';
import { keyCredential, keyGrant } from '../fakes/key-credential.ts';

const sandboxes: readonly Sandbox[] = ['read-only', 'workspace-write'];
const goodKey = 'sk-real-good-0123456789abcdef';
const badKey = 'sk-real-bad-0123456789abcdef';
const toolKey = 'sk-real-tool-0123456789abcdef';

let program: CodexProgram;
let provider: LoopbackProvider;
let root: string;
const clients: CodexClient[] = [];

beforeAll(async () => {
  const programs = await installRealPrograms();
  const cache = await mkdtemp(join(tmpdir(), 'codex-check-'));
  program = await findCodex({
    setting: programs.codex,
    env: { PATH: process.env.PATH },
    roots: [],
    cacheFile: join(cache, 'codex.json'),
  });
}, 900_000);

beforeEach(async () => {
  // A compartment below a path with a dot, a space and a quote, as a home folder may have.
  root = await mkdtemp(join(tmpdir(), "real.o'client "));
  provider = await startProvider({
    tokens: { [goodKey]: { kind: 'good' }, [badKey]: { kind: 'invalid-token' } },
  });
});

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await provider.close();
  await rm(root, { recursive: true, force: true });
});

const start = async (options: { unreadable?: readonly string[]; baseUrl?: string } = {}) => {
  const home = await mkdtemp(join(root, 'compartment-'));
  const userHome = join(root, 'home');
  await mkdir(userHome, { recursive: true });
  const startClient = createStartClient({
    redact: (text) => text,
    clock: systemClock,
    log: silentLog,
  });
  const client = await startClient(
    {
      program,
      home,
      env: { PATH: process.env.PATH ?? '', HOME: userHome, LANG: 'C.UTF-8' },
      provider: {
        name: 'Loopback',
        baseUrl: options.baseUrl ?? provider.baseUrl,
        wireApi: 'responses',
      },
      chatgptBaseUrl: null,
      unreadable: options.unreadable ?? [],
    },
    keyCredential('key'),
    AbortSignal.timeout(30_000),
  );
  clients.push(client);
  return { client, home };
};

const login = (client: CodexClient, key: string, generation?: number): Promise<void> =>
  client.login(keyGrant(key), AbortSignal.timeout(10_000), generation);

const folder = async (name: string): Promise<string> => mkdtemp(join(root, `${name}-`));

const request = (cwd: string, more: Partial<RunRequest> = {}): RunRequest => ({
  prompt: 'Say what you see.',
  cwd,
  model: 'gpt-5.5',
  options: {},
  sandbox: 'read-only',
  approvals: 'never',
  forkBefore: null,
  ...more,
});

/** Runs `command` as a real tool call and gives back what it printed. */
const toolOutput = async (
  client: CodexClient,
  cwd: string,
  sandbox: Sandbox,
  command: string,
): Promise<string> => {
  provider.set(toolKey, { kind: 'tool-call', command });
  await login(client, toolKey);
  const run = recordRun(client, request(cwd, { sandbox }));
  expect(await run.outcome).toEqual({ kind: 'completed' });
  return run.output();
};

test('the methods we use are in the types that this codex generates', async () => {
  const home = await folder('types');
  const types = await generatedTypes(
    program.command,
    { PATH: process.env.PATH ?? '', HOME: home, CODEX_HOME: home },
    join(home, 'ts'),
  );
  expect(missingMethods(types)).toEqual([]);
});

describe('a run', () => {
  test('streams the whole answer of the provider', async () => {
    const { client } = await start();
    await login(client, goodKey);
    const run = recordRun(client, request(await folder('cwd')));
    expect(await run.outcome).toEqual({ kind: 'completed' });
    expect(run.output()).toBe(practiceText);
    expect(client.version).toBe(program.version);
    expect(provider.requestsOf(goodKey)).toHaveLength(1);
    expect(provider.requests.filter((seen) => seen.kind === 'upgrade')).toEqual([]);
  });

  test('ends within a second of a 401, which costs exactly one request', async () => {
    const { client } = await start();
    await login(client, badKey);
    const outcome = await recordRun(client, request(await folder('cwd'))).outcome;
    const [refused] = provider.requestsOf(badKey);
    expect(outcome).toMatchObject({
      kind: 'failed',
      failure: { kind: 'unauthorized', credentialId: 'key', generation: 1, provider: 'Loopback' },
    });
    expect(Date.now() - (refused?.answeredAt ?? 0)).toBeLessThan(1_000);
    expect(outcome).toHaveProperty('refusedAt');
    expect(provider.requests).toHaveLength(1);
  });

  test('continues in the same process with a new key, and sends its prompt once', async () => {
    const { client } = await start();
    await login(client, badKey);
    const cwd = await folder('cwd');
    const failed = await recordRun(client, request(cwd)).outcome;
    if (failed.kind !== 'failed' || failed.at === null) throw new Error('it should have failed');
    await login(client, goodKey, 2);
    const again = recordRun(client, request(cwd, { forkBefore: failed.at }));
    expect(await again.outcome).toEqual({ kind: 'completed' });
    const [sent] = provider.requestsOf(goodKey);
    expect(sent?.body?.userTexts.filter((text) => text === 'Say what you see.')).toHaveLength(1);
  });

  test('a token that ends between two turns refuses only the second', async () => {
    const { client } = await start();
    provider.set(goodKey, {
      kind: 'in-order',
      steps: [{ kind: 'good' }, { kind: 'token-expired' }],
    });
    await login(client, goodKey);
    const cwd = await folder('cwd');
    expect(await recordRun(client, request(cwd)).outcome).toEqual({ kind: 'completed' });
    expect(await recordRun(client, request(cwd)).outcome).toMatchObject({
      failure: { kind: 'unauthorized' },
    });
  });

  test('a second refusal names the new generation', async () => {
    const { client } = await start();
    await login(client, goodKey, 1);
    await login(client, badKey, 2);
    const outcome = await recordRun(client, request(await folder('cwd'))).outcome;
    expect(outcome).toMatchObject({ failure: { kind: 'unauthorized', generation: 2 } });
  });

  test('three runs on one client end each in its own way, the client stays', async () => {
    const { client } = await start();
    const gate = new DeltaGate();
    provider.set(goodKey, {
      kind: 'in-order',
      steps: [{ kind: 'good', gate }, { kind: 'hang' }, { kind: 'server-error', status: 503 }],
    });
    await login(client, goodKey);
    const held = recordRun(client, request(await folder('one')));
    await vi.waitFor(() => expect(provider.requests).toHaveLength(1), 5_000);
    const hanging = recordRun(client, request(await folder('two')));
    await vi.waitFor(() => expect(provider.requests).toHaveLength(2), 5_000);
    const failing = recordRun(client, request(await folder('three')));
    expect(await failing.outcome).toMatchObject({
      failure: { kind: 'provider-error', status: 503 },
    });
    await hanging.run.interrupt(5_000);
    expect(await hanging.outcome).toEqual({ kind: 'interrupted' });
    gate.open();
    expect(await held.outcome).toEqual({ kind: 'completed' });
    expect(held.output()).toBe(practiceText);
    provider.set(goodKey, { kind: 'good' });
    const after = recordRun(client, request(await folder('four')));
    expect(await after.outcome).toEqual({ kind: 'completed' });
  });

  test('an interrupted turn leaves no command of its own running', async () => {
    const { client } = await start();
    const cwd = await folder('cwd');
    const seconds = String(4_000 + (process.pid % 1_000));
    provider.set(toolKey, { kind: 'tool-call', command: `echo begun; sleep ${seconds}` });
    await login(client, toolKey);
    const run = recordRun(client, request(cwd));
    await vi.waitFor(() => expect(sleeping(seconds)).toBe(true), 8_000);
    await run.run.interrupt(5_000);
    await vi.waitFor(() => expect(sleeping(seconds)).toBe(false), 8_000);
  });

  test('nobody at the address is unreachable at once, though codex would wait for a network', async () => {
    const closed = await startProvider({ tokens: {} });
    await closed.close();
    const { client } = await start({ baseUrl: closed.baseUrl });
    await login(client, goodKey);
    const outcome = await recordRun(client, request(await folder('cwd'))).outcome;
    expect(outcome).toMatchObject({ failure: { kind: 'unreachable', reason: 'network' } });
  });
});

const sleeping = (seconds: string): boolean => {
  try {
    return execFileSync('pgrep', ['-f', `^sleep ${seconds}$`]).length > 0;
  } catch {
    return false;
  }
};

test.for<readonly [Behaviour, Failure['kind'], object]>([
  [{ kind: 'token-expired' }, 'unauthorized', { generation: 1 }],
  [{ kind: 'proxy-page' }, 'unreachable', { reason: 'proxy' }],
  [{ kind: 'forbidden' }, 'forbidden', {}],
  [{ kind: 'rate-limited', retryAfterS: 1 }, 'rate-limited', {}],
  [{ kind: 'quota', resetsInS: 600 }, 'quota', { opensAt: expect.any(Number) as number }],
  [{ kind: 'server-error', status: 500 }, 'provider-error', { status: null }],
  [{ kind: 'server-error', status: 400 }, 'provider-error', { status: 400 }],
  [{ kind: 'failed-response' }, 'provider-error', { status: null }],
  [{ kind: 'drop', after: 3 }, 'unreachable', { reason: 'dropped' }],
])('the real codex ends %j as %s, after one request', async ([behaviour, kind, more]) => {
  const { client } = await start();
  provider.set(goodKey, behaviour);
  await login(client, goodKey);
  const outcome = await recordRun(client, request(await folder('cwd'))).outcome;
  expect(outcome).toMatchObject({ kind: 'failed', failure: { kind, ...more } });
  expect(provider.requests).toHaveLength(1);
});

describe('secrets', () => {
  test('a key is in no file of the compartment, no environment and no command line', async () => {
    const { client, home } = await start();
    await login(client, goodKey);
    const cwd = await folder('cwd');
    expect(await recordRun(client, request(cwd)).outcome).toEqual({ kind: 'completed' });
    for (const name of ['environ', 'cmdline']) {
      expect(await readFile(`/proc/${client.pid}/${name}`, 'utf8')).not.toContain('sk-real');
    }
    for (const entry of await readdir(home, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const content = await readFile(join(entry.parentPath, entry.name), 'latin1');
      expect(content.includes('sk-real'), entry.name).toBe(false);
    }
    const printed = await toolOutput(client, cwd, 'read-only', 'env');
    expect(printed).toContain('CODEX_HOME');
    expect(printed).not.toContain('sk-real');
  });

  test('a key that the provider repeats is not in the failure', async () => {
    const { client } = await start();
    provider.set(badKey, { kind: 'echoes-key' });
    await login(client, badKey);
    const outcome = await recordRun(client, request(await folder('cwd'))).outcome;
    expect(outcome).toMatchObject({ failure: { kind: 'unauthorized' } });
    expect(JSON.stringify(outcome)).toContain('Incorrect API key provided');
    expect(JSON.stringify(outcome)).not.toContain(badKey);
  });
});

describe.each(sandboxes)('in the sandbox %s', (sandbox) => {
  test('a tool call cannot read what is denied, by whichever name, and keeps off sockets', async () => {
    const secrets = await folder('secrets');
    await writeFile(join(secrets, 'token.txt'), 'TOP-SECRET');
    const alias = join(root, 'alias');
    await symlink(secrets, alias);
    const later = join(root, 'made-later');
    const note = join(root, 'note.txt');
    await writeFile(note, 'TOP-SECRET');
    const socketPath = join(root, 'control.sock');
    const server = createServer((socket) => socket.end('HELLO')).listen(socketPath);
    try {
      const cwd = await folder('cwd');
      const { client, home } = await start({
        unreadable: [
          join(cwd, '.aws'),
          alias,
          later,
          join(root, 'home'),
          join(root, 'home', '.ssh'),
          note,
        ],
      });
      await writeFile(join(root, 'home', 'vault.txt'), 'TOP-SECRET');
      await mkdir(later);
      await writeFile(join(later, 'token.txt'), 'TOP-SECRET');
      const quoted = (path: string): string => `"${path}"`;
      const printed = await toolOutput(
        client,
        cwd,
        sandbox,
        [
          ...[join(secrets, 'token.txt'), join(alias, 'token.txt'), join(later, 'token.txt')].map(
            (path) => `cat ${quoted(path)}`,
          ),
          `cat ${quoted(note)} ${quoted(join(root, 'home', 'vault.txt'))}`,
          'echo written > inside.txt && echo INSIDE',
          `echo written > ${quoted(join(home, 'outside.txt'))} && echo OUTSIDE`,
          `node -e ${quoted("require('net').connect(process.argv[1]).on('connect', () => console.log('CONNECTED')).on('error', (e) => console.log(e.code))")} ${quoted(socketPath)}`,
        ].join('\n'),
      );
      expect(printed).not.toContain('TOP-SECRET');
      expect(printed.match(/Permission denied/g)?.length).toBeGreaterThanOrEqual(5);
      expect(printed).not.toContain('CONNECTED');
      expect(printed).toContain('EPERM');
      expect(printed).not.toContain('OUTSIDE');
      expect(printed.includes('INSIDE')).toBe(sandbox === 'workspace-write');
      expect(existsSync(join(cwd, 'inside.txt'))).toBe(sandbox === 'workspace-write');
    } finally {
      server.close();
    }
  });

  test('a patch is applied only where writing is allowed', async () => {
    const { client } = await start();
    const cwd = await folder('cwd');
    const patch = ['*** Begin Patch', '*** Add File: new.txt', '+patched', '*** End Patch'];
    const printed = await toolOutput(
      client,
      cwd,
      sandbox,
      `apply_patch <<'EOF'\n${patch.join('\n')}\nEOF`,
    );
    expect(existsSync(join(cwd, 'new.txt')), printed).toBe(sandbox === 'workspace-write');
  });

  test.each(['.', 'sub', '../worktree'])(
    'a hostile repository starts nothing when opened in %s',
    async (where) => {
      const repository = join(await folder('hostile'), 'repo');
      await mkdir(join(repository, 'sub'), { recursive: true });
      const git = (...args: readonly string[]): unknown =>
        execFileSync('git', ['-C', repository, '-c', 'user.name=x', '-c', 'user.email=x', ...args]);
      git('init', '-q');
      git('commit', '-q', '--allow-empty', '-m', 'first');
      if (where === '../worktree') git('worktree', 'add', '-q', '../worktree');
      const mark = join(root, 'ran');
      const cwd = join(repository, where);
      for (const place of [repository, cwd]) {
        await mkdir(join(place, '.codex'), { recursive: true });
        await writeFile(
          join(place, '.codex', 'config.toml'),
          stringify({
            mcp_servers: { x: { command: '/bin/sh', args: ['-c', `touch "${mark}"; cat`] } },
          }),
        );
      }
      const { client } = await start();
      await login(client, goodKey);
      const run = recordRun(client, request(cwd, { sandbox }));
      expect(await run.outcome).toEqual({ kind: 'completed' });
      expect(existsSync(mark)).toBe(false);
    },
  );
});

describe('an end that nobody wanted', () => {
  test('a killed process ends its run as exited, with the signal', async () => {
    const { client } = await start();
    provider.set(goodKey, { kind: 'hang' });
    await login(client, goodKey);
    const run = recordRun(client, request(await folder('cwd')));
    await vi.waitFor(() => expect(provider.requests).toHaveLength(1), 5_000);
    process.kill(client.pid, 'SIGKILL');
    expect(await run.outcome).toMatchObject({
      kind: 'failed',
      failure: { kind: 'exited', signal: 'SIGKILL' },
    });
    await expect(login(client, goodKey)).rejects.toMatchObject({ failure: { kind: 'exited' } });
  });

  test('closing ends the process and interrupts its run', async () => {
    const { client } = await start();
    provider.set(goodKey, { kind: 'hang' });
    await login(client, goodKey);
    const run = recordRun(client, request(await folder('cwd')));
    await vi.waitFor(() => expect(provider.requests).toHaveLength(1), 5_000);
    await Promise.all([client.close(), client.close()]);
    expect(await run.outcome).toEqual({ kind: 'interrupted' });
    expect(existsSync(`/proc/${client.pid}`)).toBe(false);
  });
});
