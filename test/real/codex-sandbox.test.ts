import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { stringify } from 'smol-toml';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import type { Sandbox } from '../../shared/state.ts';
import { eventually } from '../support/eventually.ts';
import { ProcessFleet } from '../support/process-fleet.ts';
import { recordRun } from '../support/record-run.ts';
import {
  badKey,
  CodexBench,
  goodKey,
  login,
  realCodex,
  realCodexes,
  request,
} from './support/codex-bench.ts';

let bench: CodexBench;

beforeAll(() => realCodex(), 900_000);

const sandboxes: readonly Sandbox[] = ['read-only', 'workspace-write'];

test('a helper’s mktemp works in its own compartment, which is gone with all of it afterwards', async () => {
  const key = 'sk-real-mktemp-0123456789abcdef';
  const others = join(tmpdir(), `others-${process.pid}.log`);
  await writeFile(others, 'somebody else’s');
  const command = `f=$(mktemp) && echo made > "$f" && echo "$f" $(cat "$f"); unlink "${others}"`;
  const fleet = await ProcessFleet.open({
    tokens: { [key]: { kind: 'tool-call', command } },
    program: realCodex,
  });
  try {
    fleet.credentials.set('openai', key);
    const id = fleet.spawn({ credential: 'openai', prompt: 'go', sandbox: 'workspace-write' });
    await eventually(() => expect(fleet.view(id).state).toEqual({ phase: 'completed' }));
    const compartments = join(fleet.base, 'home', 'compartments');
    const asked = JSON.stringify(fleet.provider.requestsOf(key).at(-1));
    expect(asked).toMatch(new RegExp(`${compartments}/[^/]+/tmp/[^ ]+ made`));
    expect(await readFile(others, 'utf8')).toBe('somebody else’s');
    await fleet.close();
    expect(existsSync(compartments) ? await readdir(compartments) : []).toEqual([]);
  } finally {
    await fleet.close();
    await rm(others, { force: true });
  }
});

describe.each(realCodexes)('the real %s', (which) => {
  beforeEach(async () => {
    bench = await CodexBench.open(which);
  });

  afterEach(() => bench.close());

  describe('secrets', () => {
    test('a key is in no file of the compartment, no environment and no command line', async () => {
      const { client, home } = await bench.start();
      await login(client, goodKey);
      const cwd = await bench.folder('cwd');
      expect(await recordRun(client, request(cwd)).outcome).toEqual({ kind: 'completed' });
      for (const name of ['environ', 'cmdline']) {
        expect(await readFile(`/proc/${client.pid}/${name}`, 'utf8')).not.toContain('sk-real');
      }
      for (const entry of await readdir(home, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue;
        const content = await readFile(join(entry.parentPath, entry.name), 'latin1');
        expect(content.includes('sk-real'), entry.name).toBe(false);
      }
      const printed = await bench.toolOutput(client, cwd, 'read-only', 'env');
      expect(printed).toContain('CODEX_HOME');
      expect(printed).not.toContain('sk-real');
    });

    test('a key that the provider repeats is not in the failure', async () => {
      const { client } = await bench.start();
      bench.provider.set(badKey, { kind: 'echoes-key' });
      await login(client, badKey);
      const outcome = await recordRun(client, request(await bench.folder('cwd'))).outcome;
      expect(outcome).toMatchObject({ failure: { kind: 'unauthorized' } });
      expect(JSON.stringify(outcome)).toContain('Incorrect API key provided');
      expect(JSON.stringify(outcome)).not.toContain(badKey);
    });
  });

  describe.each(sandboxes)('in the sandbox %s', (sandbox) => {
    test('a tool call cannot read what is denied, by whichever name, and keeps off sockets', async () => {
      const secrets = await bench.folder('secrets');
      await writeFile(join(secrets, 'token.txt'), 'TOP-SECRET');
      const alias = join(bench.root, 'alias');
      await symlink(secrets, alias);
      const later = join(bench.root, 'made-later');
      const note = join(bench.root, 'note.txt');
      await writeFile(note, 'TOP-SECRET');
      const socketPath = join(bench.root, 'control.sock');
      const server = createServer((socket) => socket.end('HELLO')).listen(socketPath);
      try {
        const cwd = await bench.folder('cwd');
        const { client, home } = await bench.start({
          unreadable: [
            join(cwd, '.aws'),
            alias,
            later,
            join(bench.root, 'home'),
            join(bench.root, 'home', '.ssh'),
            note,
          ],
        });
        await writeFile(join(bench.root, 'home', 'vault.txt'), 'TOP-SECRET');
        await mkdir(later);
        await writeFile(join(later, 'token.txt'), 'TOP-SECRET');
        const quoted = (path: string): string => `"${path}"`;
        const printed = await bench.toolOutput(
          client,
          cwd,
          sandbox,
          [
            ...[join(secrets, 'token.txt'), join(alias, 'token.txt'), join(later, 'token.txt')].map(
              (path) => `cat ${quoted(path)}`,
            ),
            `cat ${quoted(note)} ${quoted(join(bench.root, 'home', 'vault.txt'))}`,
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

    test('a tool call writes below its own TMPDIR at most, and /tmp is not its own', async () => {
      const denied = join(bench.root, 'home');
      const tmp = join(denied, 'compartments', 'one', 'tmp');
      await mkdir(tmp, { recursive: true });
      const others = join(tmpdir(), 'others.log');
      await writeFile(others, 'somebody else’s');
      const cwd = await bench.folder('cwd');
      const { client } = await bench.start({ unreadable: [denied], env: { TMPDIR: tmp } });
      const printed = await bench.toolOutput(
        client,
        cwd,
        sandbox,
        [
          'f=$(mktemp) && echo made > "$f" && cat "$f"',
          `unlink "${others}" && echo DELETED`,
          'touch /tmp/bulkhead-sandbox-test && echo WRITTEN',
          'touch /var/tmp/bulkhead-sandbox-test && echo WRITTEN',
        ].join('\n'),
      );
      expect(printed.includes('made')).toBe(sandbox === 'workspace-write');
      expect(printed).not.toMatch(/DELETED|WRITTEN/);
      expect(await readFile(others, 'utf8')).toBe('somebody else’s');
    });

    test('a patch is applied only where writing is allowed', async () => {
      const { client } = await bench.start();
      const cwd = await bench.folder('cwd');
      const patch = ['*** Begin Patch', '*** Add File: new.txt', '+patched', '*** End Patch'];
      const printed = await bench.toolOutput(
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
        const repository = join(await bench.folder('hostile'), 'repo');
        await mkdir(join(repository, 'sub'), { recursive: true });
        const git = (...args: readonly string[]): unknown =>
          execFileSync('git', [
            '-C',
            repository,
            '-c',
            'user.name=x',
            '-c',
            'user.email=x',
            ...args,
          ]);
        git('init', '-q');
        git('commit', '-q', '--allow-empty', '-m', 'first');
        if (where === '../worktree') git('worktree', 'add', '-q', '../worktree');
        const mark = join(bench.root, 'ran');
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
        const { client } = await bench.start();
        await login(client, goodKey);
        const run = recordRun(client, request(cwd, { sandbox }));
        expect(await run.outcome).toEqual({ kind: 'completed' });
        expect(existsSync(mark)).toBe(false);
      },
    );
  });
});
