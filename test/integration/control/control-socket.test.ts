import { chmod, lstat, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createConnection, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ControlClient, NotRunningError } from '../../../electron/control/client.ts';
import { ControlServer, type ControlServerDeps } from '../../../electron/control/server.ts';
import { toFailure } from '../../../electron/failure-error.ts';
import { silentLog } from '../../../electron/log.ts';
import { failure } from '../../../shared/failure.ts';
import { failed, ok } from '../../../shared/result.ts';
import { eventually } from '../../support/eventually.ts';
import { helperView, scriptedPanel, type ScriptedPanel } from '../../support/scripted-panel.ts';

let folder: string;
let path: string;
let panel: ScriptedPanel;
const closers: (() => Promise<void> | void)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulkhead-control-'));
  path = join(folder, 'run', 'control.sock');
  panel = scriptedPanel();
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  await rm(folder, { recursive: true, force: true });
});

const serve = async (
  more: { uid?: number; path?: string; confirm?: ControlServerDeps['confirm'] } = {},
): Promise<ControlServer> => {
  const server = new ControlServer({
    panel,
    path,
    log: silentLog,
    confirm: () => Promise.resolve(false),
    ...more,
  });
  closers.push(() => server.close());
  await server.open();
  return server;
};

const connect = async (): Promise<ControlClient> => {
  const client = await ControlClient.connect(path);
  closers.push(() => client.close());
  return client;
};

/** A client that writes what it likes and keeps the lines that come back. */
const rawClient = async (): Promise<{ socket: Socket; lines: () => unknown[] }> => {
  const socket = createConnection(path);
  closers.push(() => {
    socket.destroy();
  });
  socket.on('error', () => undefined);
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  await new Promise<void>((resolve) => {
    socket.once('connect', resolve);
  });
  const lines = () =>
    text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as unknown);
  return { socket, lines };
};

const refusal = async (opening: Promise<unknown>): Promise<string> => {
  try {
    await opening;
    return '';
  } catch (error) {
    const why = toFailure(error);
    return why.kind === 'misconfigured' ? why.what : why.kind;
  }
};

describe('the place of the control socket', () => {
  it('is 0600 in a 0700 folder, and is given back at the end', async () => {
    const server = await serve();
    expect((await lstat(path)).mode & 0o777).toBe(0o600);
    expect((await lstat(join(folder, 'run'))).mode & 0o777).toBe(0o700);
    await server.close();
    await server.close();
    await expect(lstat(path)).rejects.toThrow('ENOENT');
    await expect(ControlClient.connect(path)).rejects.toBeInstanceOf(NotRunningError);
  });

  it('is taken over from a socket that nobody listens on any more', async () => {
    await mkdir(join(folder, 'run'), { mode: 0o700 });
    const { spawnSync } = await import('node:child_process');
    const script = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
    spawnSync(process.execPath, ['-e', script], { timeout: 10_000 });
    expect((await lstat(path)).isSocket()).toBe(true);
    await serve();
    const client = await connect();
    expect((await client.request('state.get', {})).ok).toBe(true);
  });

  it('is not taken from an app that answers', async () => {
    await serve();
    expect(await refusal(serve())).toContain('another Bulkhead answers');
    const client = await connect();
    expect((await client.request('state.get', {})).ok).toBe(true);
  });

  it('is left alone when a file, a folder, a symlink or a foreign socket is there', async () => {
    await mkdir(join(folder, 'run'), { mode: 0o700 });
    await writeFile(path, 'mine');
    expect(await refusal(serve())).toContain('is not a socket');
    await rm(path);
    await mkdir(path);
    expect(await refusal(serve())).toContain('is not a socket');
    await rm(path, { recursive: true });
    const other = join(folder, 'other.sock');
    const listener = createServer().listen(other);
    closers.push(() => {
      listener.close();
    });
    await eventually(() => lstat(other));
    await symlink(other, path);
    expect(await refusal(serve())).toContain('is not a socket');
    expect((await lstat(path)).isSymbolicLink()).toBe(true);
    const uid = (process.getuid?.() ?? 0) + 1;
    expect(await refusal(serve({ path: other, uid }))).toContain('someone else');
    expect((await lstat(other)).isSocket()).toBe(true);
  });

  it('closes a folder of ours to others when it holds nothing else, and else refuses it', async () => {
    const run = join(folder, 'run');
    await mkdir(run);
    for (const mode of [0o755, 0o750, 0o711]) {
      await chmod(run, mode);
      const server = await serve();
      expect((await lstat(run)).mode & 0o777).toBe(0o700);
      await server.close();
    }
    await writeFile(join(run, 'notes'), '');
    await chmod(run, 0o755);
    expect(await refusal(serve())).toContain('others may enter');
    expect((await lstat(run)).mode & 0o777).toBe(0o755);
    await chmod(run, 0o700);
    await serve();
  });

  it('needs a folder of its own', async () => {
    await mkdir(join(folder, 'run'));
    await chmod(join(folder, 'run'), 0o777);
    expect(await refusal(serve())).toContain('others may write');
    await rm(join(folder, 'run'), { recursive: true });
    await symlink(tmpdir(), join(folder, 'run'));
    expect(await refusal(serve())).toContain('is not a folder');
    expect(await refusal(serve({ path: join(folder, 'x'.repeat(120)) }))).toContain('longer than');
  });
});

describe('a client of the control socket', () => {
  it('gets the answer of the panel, asked with origin socket', async () => {
    await serve();
    panel.answer((name) => (name === 'helpers.spawn' ? ok({ id: 'h1' }) : ok(null)));
    const client = await connect();
    const input = { templateId: 'codex-5.5', prompt: 'review' };
    expect(await client.request('helpers.spawn', input)).toEqual(ok({ id: 'h1' }));
    expect(panel.asked).toEqual([{ name: 'helpers.spawn', input, origin: 'socket' }]);
  });

  it('gets the failure of the panel as it is', async () => {
    await serve();
    const why = failed(failure({ kind: 'unknown-id', what: 'helper “x”' }));
    panel.answer(() => why);
    expect(await (await connect()).request('helpers.stop', { id: 'x' })).toEqual(why);
  });

  it('is told what is wrong with its input, and the panel never sees it', async () => {
    await serve();
    const client = await connect();
    for (const [command, input] of [
      ['helpers.spawn', { templateId: 'codex-5.5' }],
      ['helpers.spawn', { templateId: 'codex-5.5', prompt: 'p', sandbox: 'workspace-write' }],
      ['helpers.stop', null],
      ['no.such', {}],
      ['__proto__', {}],
      ['templates.save', { template: { name: 'a', model: 'm', credential: 'c', env_key: 'K' } }],
    ] as const) {
      const reply = await client.request(command, input);
      expect(reply.ok ? 'ok' : reply.failure.kind).toBe('invalid-input');
    }
    expect(panel.asked).toEqual([]);
  });

  it('is asked about in the window where the policy says so, one question at a time', async () => {
    const asked: string[] = [];
    const answers: ((yes: boolean) => void)[] = [];
    await serve({
      confirm: (what) => {
        asked.push(what);
        return new Promise((resolve) => answers.push(resolve));
      },
    });
    panel.store.setApp({ codex: { phase: 'found', path: '/codex', version: '9.0.0' } });
    panel.store.setHelpers([helperView({ id: 'h1' })]);
    const [first, second] = [await connect(), await connect()];
    const removing = first.request('helpers.remove', { id: 'h1' });
    await eventually(() => {
      expect(asked).toEqual(['Remove the helper “h1”']);
    });
    const meanwhile = await second.request('gateway.disconnect', {});
    expect(meanwhile.ok ? 'ok' : meanwhile.failure.kind).toBe('needs-confirmation');
    expect(panel.asked).toEqual([]);
    answers[0]?.(true);
    expect((await removing).ok).toBe(true);
    const again = first.request('helpers.remove', { id: 'h1' });
    await eventually(() => {
      expect(answers).toHaveLength(2);
    });
    answers[1]?.(false);
    const declined = await again;
    expect(declined.ok ? 'ok' : declined.failure.kind).toBe('needs-confirmation');
    expect(panel.asked.map(({ name }) => name)).toEqual(['helpers.remove']);
  });

  it('that is gone takes its question along, and the next one is asked', async () => {
    const asked: { readonly what: string; readonly signal: AbortSignal }[] = [];
    await serve({
      confirm: (what, signal) => {
        asked.push({ what, signal });
        return new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve(false), { once: true });
        });
      },
    });
    panel.store.setApp({ codex: { phase: 'found', path: '/codex', version: '9.0.0' } });
    panel.store.setHelpers([helperView({ id: 'h1' })]);
    const first = await rawClient();
    first.socket.write('{"v":1,"id":1,"command":"helpers.remove","input":{"id":"h1"}}\n');
    await eventually(() => expect(asked).toHaveLength(1));
    first.socket.destroy();
    await eventually(() => expect(asked[0]?.signal.aborted).toBe(true));
    const second = await rawClient();
    second.socket.write('{"v":1,"id":1,"command":"gateway.disconnect","input":{}}\n');
    await eventually(() => expect(asked).toHaveLength(2));
    expect(asked[1]).toMatchObject({ what: 'Disconnect from the gateway' });
    expect(panel.asked).toEqual([]);
  });

  it('looks and watches again on the same connection, with one line per revision', async () => {
    await serve();
    const client = await connect();
    await client.look();
    panel.store.setHelpers([helperView({ id: 'h1' })]);
    expect((await client.look()).state.helpers).toHaveLength(1);
    const { socket, lines } = await rawClient();
    socket.write('{"v":1,"id":1,"watch":true}\n{"v":1,"id":2,"watch":true}\n');
    await eventually(() => {
      expect(lines()).toMatchObject([{ id: 1 }, { id: 2 }]);
    });
    panel.store.setHelpers([]);
    await eventually(() => {
      expect(lines().slice(2)).toMatchObject([{ id: 2, watch: { state: { helpers: [] } } }]);
    });
  });

  it('sees one line per revision while it watches', async () => {
    await serve();
    const client = await connect();
    const seen: number[] = [];
    for await (const { state } of client.watch()) {
      seen.push(state.revision);
      if (seen.length === 1) {
        for (let n = 0; n < 5; n += 1) panel.store.setHelpers([helperView({ id: `h${n}` })]);
      }
      if (seen.length === 6) break;
    }
    const first = seen[0] ?? 0;
    expect(seen).toEqual([0, 1, 2, 3, 4, 5].map((n) => first + n));
  });

  it('that reads slowly holds nothing up and gets the newest state in the end', async () => {
    await serve();
    const { socket, lines } = await rawClient();
    socket.write('{"v":1,"id":1,"watch":true}\n');
    await eventually(() => {
      expect(lines()).toHaveLength(1);
    });
    socket.pause();
    const activity = 'x'.repeat(200_000);
    for (let n = 0; n < 200; n += 1) {
      panel.store.setHelpers([helperView({ id: 'h', activity: `${n}${activity}` })]);
    }
    const quick = await connect();
    expect((await quick.request('state.get', {})).ok).toBe(true);
    socket.resume();
    const last = panel.state().revision;
    await eventually(() => {
      expect(lines().at(-1)).toMatchObject({ watch: { state: { revision: last } } });
    });
    expect(lines().length).toBeLessThan(100);
  });

  it('that vanishes in the middle of anything harms nobody', async () => {
    await serve();
    for (const bytes of [
      '{"v":1,"id":1,"watch":true}\n',
      '{"v":1,',
      '',
      '{"v":1,"id":1,"command":"state.get"}\n'.repeat(500),
    ]) {
      const { socket } = await rawClient();
      socket.write(bytes);
      socket.destroy();
    }
    for (let n = 0; n < 20; n += 1) panel.store.setHelpers([helperView({ id: `h${n}` })]);
    expect((await (await connect()).request('state.get', {})).ok).toBe(true);
  });

  it('that closes its side still gets its answers', async () => {
    await serve();
    const { socket, lines } = await rawClient();
    socket.end('{"v":1,"id":7,"command":"sessions.list"}\n{"v":1,"id":8,"command":"state.get"}\n');
    await new Promise<void>((resolve) => {
      socket.once('close', () => {
        resolve();
      });
    });
    expect(lines()).toMatchObject([
      { v: 1, id: 7, ok: true },
      { v: 1, id: 8, ok: true },
    ]);
  });

  it('is told about every line that is no request, and goes on', async () => {
    await serve();
    const { socket, lines } = await rawClient();
    const bad = [
      'not json',
      '[]',
      'null',
      '7',
      '"text"',
      '{}',
      '{"v":2,"id":1,"command":"state.get"}',
      '{"v":1,"command":"state.get"}',
      '{"v":1,"id":"1","command":"state.get"}',
      '{"v":1,"id":-1,"command":"state.get"}',
      '{"v":1,"id":1e400,"command":"state.get"}',
      '{"v":1,"id":1}',
      '{"v":1,"id":1,"command":{"a":1}}',
      '{"v":1,"id":1,"watch":"yes"}',
      '{"__proto__":{"v":1},"id":1}',
      `{"v":1,"id":1,"command":"${'x'.repeat(100_000)}"}`,
      '['.repeat(50_000),
      '\u0000\u0001\ufffd',
    ];
    socket.write(`${bad.join('\n')}\n\n  \n`);
    await eventually(() => {
      expect(lines()).toHaveLength(bad.length);
    });
    for (const line of lines()) {
      expect(line).toMatchObject({ v: 1, ok: false, failure: { kind: 'invalid-input' } });
    }
    socket.write('{"v":1,"id":99,"command":"state.get","input":{}}\n');
    await eventually(() => {
      expect(lines().at(-1)).toMatchObject({ id: 99, ok: true });
    });
  });

  it('that sends a line without end is told and cut off; others stay', async () => {
    await serve();
    const steady = await connect();
    const { socket, lines } = await rawClient();
    const gone = new Promise<void>((resolve) => {
      socket.once('close', () => {
        resolve();
      });
    });
    for (let n = 0; n < 40 && socket.writable; n += 1) socket.write('x'.repeat(64 * 1024));
    await gone;
    expect(lines()).toMatchObject([{ ok: false, failure: { kind: 'invalid-input' } }]);
    expect((await steady.request('state.get', {})).ok).toBe(true);
  });

  it('survives random bytes', async () => {
    await serve();
    let seed = 11;
    const { socket } = await rawClient();
    for (let n = 0; n < 200; n += 1) {
      const bytes = Buffer.alloc(256);
      for (let at = 0; at < bytes.length; at += 1) {
        seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
        bytes[at] = seed % 256;
      }
      if (socket.writable) socket.write(bytes);
    }
    socket.end();
    expect((await (await connect()).request('state.get', {})).ok).toBe(true);
    expect(panel.asked.every(({ name }) => name === 'state.get')).toBe(true);
  });
});

describe('a server that is not ours', () => {
  it.each([
    ['says something else', 'SSH-2.0-OpenSSH\n', 'protocol', 10_000],
    ['speaks another version', '{"v":2,"id":1,"ok":true,"value":null}\n', 'protocol', 10_000],
    ['answers neither with a value nor a failure', '{"v":1,"id":1,"ok":1}\n', 'protocol', 10_000],
    ['hangs', '', 'unreachable', 300],
  ])('that %s gives a clear failure', async (_what, line, kind, timeoutMs) => {
    await mkdir(join(folder, 'run'));
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.write(line);
    }).listen(path);
    closers.push(() => {
      server.close();
    });
    await eventually(() => lstat(path));
    const client = await connect();
    await expect(
      client.request('state.get', {}, timeoutMs).catch((error: unknown) => toFailure(error).kind),
    ).resolves.toBe(kind);
  });
});
