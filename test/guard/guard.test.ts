import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { beforeEach, describe, expect, it } from 'vitest';

import { projectRoot } from '../../build/electron/pinned.mjs';
import { watchDials } from '../../build/test/watch-dials.mjs';

const preload = join(projectRoot, 'test/guard/preload.cjs');

describe('the guard around the tests', () => {
  let folder: string;
  let log: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(process.env.TMPDIR ?? '', 'guard-'));
    log = join(folder, 'guard.log');
    await writeFile(log, '');
    await writeFile(join(folder, 'note'), 'a note');
  });

  /** Runs a script in a Node process that the guard watches, with `folder` as the person's home. */
  const runGuarded = async (
    script: string,
    home = folder,
    allowed = projectRoot,
  ): Promise<number | null> => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      env: {
        ...process.env,
        NODE_OPTIONS: `--require=${preload}`,
        BULKHEAD_GUARD_LOG: log,
        BULKHEAD_GUARD_HOMES: home,
        BULKHEAD_GUARD_ALLOWED: allowed,
      },
      stdio: 'ignore',
      timeout: 10_000,
    });
    await once(child, 'exit');
    return child.exitCode;
  };
  const seen = (): Promise<string> => readFile(log, 'utf8');

  it.each([
    [
      'read at once',
      (at: string) => `(await import('node:fs')).readFileSync('${at}/note', 'utf8')`,
    ],
    ['read as bytes', (at: string) => `(await import('node:fs')).readFileSync('${at}/note')`],
    [
      'read later',
      (at: string) => `await (await import('node:fs/promises')).readFile('${at}/note')`,
    ],
    ['listed', (at: string) => `await (await import('node:fs/promises')).readdir('${at}')`],
    ['written', (at: string) => `(await import('node:fs')).writeFileSync('${at}/new', '')`],
    [
      'given a folder',
      (at: string) => `(await import('node:fs')).mkdirSync('${at}/a/b', { recursive: true })`,
    ],
    [
      'streamed',
      (at: string) =>
        `for await (const _ of (await import('node:fs')).createReadStream('${at}/note'));`,
    ],
    [
      'renamed into',
      (at: string) => `(await import('node:fs')).renameSync('/dev/null', '${at}/note')`,
    ],
  ])('fails a process in which the home is %s', async (_how, scriptFor) => {
    expect(await runGuarded(scriptFor(folder))).not.toBe(0);
    expect(await seen()).toContain(`in the person's home: ${folder}`);
  });

  it('lets a process read anywhere else', async () => {
    const script = `(await import('node:fs')).readFileSync('${folder}/note')`;
    expect(await runGuarded(script, '/nowhere/at/all')).toBe(0);
    expect(await seen()).toBe('');
  });

  it('lets the module lookup read a manifest above the project, and nothing else there', async () => {
    const read = (name: string): string =>
      `(await import('node:fs')).readFileSync('${folder}/${name}')`;
    await writeFile(join(folder, 'package.json'), '{}');
    expect(await runGuarded(read('package.json'), folder, join(folder, 'project'))).toBe(0);
    expect(await seen()).toBe('');
    expect(await runGuarded(read('note'), folder, join(folder, 'project'))).not.toBe(0);
  });

  it('fails a process that dials the usual gateway port', async () => {
    const script = `(await import('node:net')).connect(18789, '127.0.0.1').on('error', () => {})`;
    expect(await runGuarded(script)).not.toBe(0);
    expect(await seen()).toContain('port 18789 was dialled');
  });

  it('sees the usual port behind fetch, whose error is swallowed', async () => {
    expect(await runGuarded(`await fetch('http://127.0.0.1:18789/readyz').catch(() => 0)`)).toBe(0);
    expect(await seen()).toContain('port 18789 was dialled');
  });

  it('lets a process dial another port', async () => {
    const server = createServer((socket) => socket.end());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const port = String((server.address() as AddressInfo).port);
    const script = `
      const socket = (await import('node:net')).connect(${port}, '127.0.0.1');
      await new Promise((done) => socket.on('connect', done));
      socket.destroy();`;
    expect(await runGuarded(script)).toBe(0);
    expect(await seen()).toBe('');
    server.close();
  });

  /** A program that no hook reaches holds a connection to the port, until it is ended. */
  const dialFrom = async (port: number, env: NodeJS.ProcessEnv) => {
    const script = `exec 3<>/dev/tcp/127.0.0.1/${String(port)} && echo there && read -r -u 3`;
    const child = spawn('bash', ['-c', script], { env, stdio: ['ignore', 'pipe', 'ignore'] });
    await once(child.stdout, 'data');
    return async (): Promise<void> => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    };
  };

  it('sees a program of the tests that no hook reaches, and minds no other one', async () => {
    const gateway = createServer((socket) => socket.on('error', () => undefined));
    await once(gateway.listen(0, '127.0.0.1'), 'listening');
    const { port } = gateway.address() as AddressInfo;
    const watch = watchDials({ port, root: folder, log, everyMs: 10 });
    const { PATH } = process.env;
    const endStranger = await dialFrom(port, { PATH });
    const endOurs = await dialFrom(port, { PATH, HOME: `${folder}/home` });
    await expect.poll(seen, { timeout: 10_000 }).toContain(`port ${String(port)} was dialled`);
    await watch.stop();
    // Seen once, and nobody else.
    expect((await seen()).trim().split('\n')).toHaveLength(1);
    await Promise.all([endStranger(), endOurs()]);
    await new Promise((closed) => gateway.close(closed));
  });

  it('leaves the port to whoever wants to listen there', async () => {
    const probe = createServer();
    await once(probe.listen(0, '127.0.0.1'), 'listening');
    const { port } = probe.address() as AddressInfo;
    await new Promise((closed) => probe.close(closed));
    const watch = watchDials({ port, root: folder, log, everyMs: 10 });
    const gateway = createServer();
    await once(gateway.listen(port, '127.0.0.1'), 'listening');
    await new Promise((closed) => gateway.close(closed));
    await watch.stop();
    expect(await seen()).toBe('');
  });

  it('watches this very process', () => {
    expect(process.env.NODE_OPTIONS).toContain('test/guard/preload.cjs');
    expect(process.env.HOME).toContain(process.env.BULKHEAD_TEST_ROOT);
  });
});
