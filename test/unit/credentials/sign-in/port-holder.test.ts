import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

import { afterEach, expect, test } from 'vitest';

import { portHolder } from '../../../../electron/credentials/sign-in/port-holder.ts';

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
