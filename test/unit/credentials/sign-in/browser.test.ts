import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { createOpenBrowser, portHolder } from '../../../../electron/credentials/sign-in/browser.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulkhead-browser-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Puts an `xdg-open` into the PATH that notes its arguments and ends so. */
const opener = async (exitCode: number): Promise<string> => {
  const file = join(folder, 'xdg-open');
  await writeFile(file, `#!/bin/sh\nprintf '%s|' "$#" "$@" > "${folder}/seen"\nexit ${exitCode}\n`);
  await chmod(file, 0o755);
  return `/nonexistent:relative:${folder}:/usr/bin:/bin`;
};

const seen = (): Promise<string> => readFile(join(folder, 'seen'), 'utf8');

test('a page is one argument of xdg-open, whatever is in it', async () => {
  const open = createOpenBrowser({ PATH: await opener(0) });
  const url = "https://issuer.example/a?x=1&y=$(touch%20z)';ls";
  expect(await open(url)).toBe(true);
  expect(await seen()).toBe(`1|${url}|`);
});

test('a browser that could not be opened is said', async () => {
  expect(await createOpenBrowser({ PATH: await opener(3) })('https://issuer.example/')).toBe(false);
  expect(await createOpenBrowser({ PATH: '/nonexistent' })('https://issuer.example/')).toBe(false);
  expect(await createOpenBrowser({})('https://issuer.example/')).toBe(false);
});

test.each(['file:///etc/passwd', 'javascript:alert(1)', '--help', 'mailto:x@example.org', ''])(
  'what is no page of the web is not opened: %s',
  async (url) => {
    expect(await createOpenBrowser({ PATH: await opener(0) })(url)).toBe(false);
    await expect(seen()).rejects.toThrow();
  },
);

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.close();
    await once(server, 'close');
  }
});

const listen = async (host: string): Promise<number> => {
  const server = createServer();
  servers.push(server);
  server.listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  return address.port;
};

test('the holder of a port is named by process and program, and never dialled', async () => {
  let dialled = 0;
  const port = await listen('127.0.0.1');
  servers[0]?.on('connection', () => (dialled += 1));
  expect(await portHolder(port)).toEqual({ pid: process.pid, program: 'node' });
  expect(dialled).toBe(0);
});

test('a port that nobody listens on has no holder', async () => {
  const port = await listen('::1').catch(() => listen('127.0.0.1'));
  const [server] = servers.splice(0);
  server?.close();
  if (server !== undefined) await once(server, 'close');
  expect(await portHolder(port)).toBeNull();
});

test('another process is told from ours', async () => {
  const code = `const s=require('net').createServer().listen(0,'127.0.0.1',()=>console.log(s.address().port))`;
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    expect((await portHolder(Number(line.toString())))?.pid).toBe(child.pid);
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});
