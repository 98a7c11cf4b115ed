import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pathsFor } from '../../../electron/base/paths.ts';
import { ControlClient } from '../../../electron/control/client.ts';
import { toFailure } from '../../../electron/base/errors.ts';
import { openCli, runInTest, type CliUnderTest } from '../../support/cli-under-test.ts';

const commands = [
  ['status'],
  ['watch'],
  ['helpers', '--json'],
  ['spawn', '--template', 'codex-5.5', '--', 'review'],
  ['stop', 'h1'],
  ['quit'],
  ['drill'],
  ['settings', 'get'],
  ['credentials', 'set', 'corp', '--stdin'],
  ['sign-in', 'work'],
] as const;

describe('a command line before an app that', () => {
  let folder: string;
  let env: Readonly<Record<string, string>>;
  let server: Server | null = null;
  const sockets = new Set<Socket>();

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bulkhead-hung-'));
    env = { BULKHEAD_HOME: join(folder, 'home'), HOME: folder };
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const serve = async (meet: (socket: Socket) => void): Promise<string> => {
    const { socket: path } = pathsFor({ env });
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    server = createServer({ allowHalfOpen: true }, (socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      meet(socket);
    }).listen(path);
    await once(server, 'listening');
    return path;
  };

  it.each([
    ['hangs up at once', (socket: Socket) => socket.destroy()],
    ['ends without a word', (socket: Socket) => socket.resume().end()],
    ['hangs up once it was asked', (socket: Socket) => socket.once('data', () => socket.destroy())],
    [
      'breaks off within its answer',
      (socket: Socket) => socket.once('data', () => socket.end('{"v":1,"id":1,"ok":tr')),
    ],
    ['speaks something else', (socket: Socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ])('%s fails, and says so', async (_, meet) => {
    await serve(meet);
    for (const args of commands) {
      const { code, err } = await runInTest(args, { env, stdin: 'key' }).ended;
      expect({ args, code, err }).toEqual({
        args,
        code: 1,
        err: expect.stringMatching(/^bulkhead: \S.*\n$/) as unknown,
      });
    }
  });

  it('does not get round to taking connections is called busy', async () => {
    const path = join(folder, 'busy.sock');
    server = createServer().listen({ path, backlog: 1 });
    await once(server, 'listening');
    // All of one turn of the event loop: nothing is accepted in between.
    const opened = await Promise.allSettled(
      Array.from({ length: 8 }, () => ControlClient.connect(path)),
    );
    const refused = opened.flatMap((one) =>
      one.status === 'rejected' ? [toFailure(one.reason)] : [],
    );
    for (const one of opened) if (one.status === 'fulfilled') one.value.close();
    expect(refused.length).toBeGreaterThan(0);
    for (const why of refused) {
      expect(why).toMatchObject({ kind: 'unreachable', reason: 'busy', code: 'EAGAIN' });
    }
  });

  it('never answers is given up, also by who would watch for ever', async () => {
    const path = await serve((socket) => socket.resume());
    const client = await ControlClient.connect(path);
    const first = async (): Promise<unknown> => {
      for await (const seen of client.watch(20)) return seen;
      return null;
    };
    const why = await first().catch(toFailure);
    expect(why).toMatchObject({ kind: 'unreachable', reason: 'timeout' });
    client.close();
  });
});

describe('a command line before an app that serves as many as it can', () => {
  let cli: CliUnderTest;
  beforeEach(async () => {
    cli = await openCli();
  });
  afterEach(() => cli.close());

  it('is told so, with an exit code, and served once there is room', async () => {
    const path = pathsFor({ env: cli.env }).socket;
    const crowd = await Promise.all(
      Array.from({ length: 64 }, async () => {
        const socket = createConnection(path);
        socket.on('error', () => undefined);
        await once(socket, 'connect');
        return socket;
      }),
    );
    for (const args of commands) {
      const { code, err } = await cli.start(args, { stdin: 'key' }).ended;
      expect({ args, code, err }).toEqual({
        args,
        code: 1,
        err: expect.stringContaining(
          'Bulkhead is too busy to take one more connection.',
        ) as unknown,
      });
    }
    expect(cli.panel.asked).toEqual([]);
    for (const socket of crowd) socket.destroy();
    await expect.poll(async () => (await cli.start(['status']).ended).code).toBe(0);
  });
});

it('finds a panel that was started where XDG_RUNTIME_DIR was not set', async () => {
  const cli = await openCli();
  const runtime = await mkdtemp(join(tmpdir(), 'bulkhead-runtime-'));
  expect((await cli.start(['status'], { env: { XDG_RUNTIME_DIR: runtime } }).ended).code).toBe(0);
  await cli.close();
  await rm(runtime, { recursive: true });
});

it('says which place it tried when nobody listens there', async () => {
  const cli = await openCli();
  await cli.closeServer();
  const answer = await cli.start(['status', '--json']).ended;
  expect(answer.code).toBe(3);
  expect(answer.err).toContain(pathsFor({ env: cli.env }).socket);
  expect(answer.out).toContain(pathsFor({ env: cli.env }).socket);
  await cli.close();
});
