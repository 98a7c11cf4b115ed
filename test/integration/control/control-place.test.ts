import { chmod, lstat, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ControlClient, NotRunningError } from '../../../electron/control/client.ts';
import { toFailure } from '../../../electron/base/errors.ts';
import { eventually } from '../../support/eventually.ts';
import { SocketBench } from './socket-bench.ts';

let bench: SocketBench;

beforeEach(async () => {
  bench = await SocketBench.open();
});
afterEach(() => bench.close());

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
    const server = await bench.serve();
    expect((await lstat(bench.path)).mode & 0o777).toBe(0o600);
    expect((await lstat(join(bench.place, 'run'))).mode & 0o777).toBe(0o700);
    await server.close();
    await server.close();
    await expect(lstat(bench.path)).rejects.toThrow('ENOENT');
    await expect(ControlClient.connect(bench.path)).rejects.toBeInstanceOf(NotRunningError);
  });

  it('is taken over from a socket that nobody listens on any more', async () => {
    await mkdir(join(bench.place, 'run'), { mode: 0o700 });
    const { spawnSync } = await import('node:child_process');
    const script = `require('net').createServer().listen(${JSON.stringify(bench.path)}, () => process.kill(process.pid, 'SIGKILL'))`;
    spawnSync(process.execPath, ['-e', script], { timeout: 10_000 });
    expect((await lstat(bench.path)).isSocket()).toBe(true);
    await bench.serve();
    const client = await bench.connect();
    expect((await client.request('state.get', {})).ok).toBe(true);
  });

  it('is not taken from an app that answers', async () => {
    await bench.serve();
    expect(await refusal(bench.serve())).toContain('another Bulkhead answers');
    const client = await bench.connect();
    expect((await client.request('state.get', {})).ok).toBe(true);
  });

  it('is left alone when a file, a folder, a symlink or a foreign socket is there', async () => {
    await mkdir(join(bench.place, 'run'), { mode: 0o700 });
    await writeFile(bench.path, 'mine');
    expect(await refusal(bench.serve())).toContain('is not a socket');
    await rm(bench.path);
    await mkdir(bench.path);
    expect(await refusal(bench.serve())).toContain('is not a socket');
    await rm(bench.path, { recursive: true });
    const other = join(bench.place, 'other.sock');
    const listener = createServer().listen(other);
    bench.later(() => {
      listener.close();
    });
    await eventually(() => lstat(other));
    await symlink(other, bench.path);
    expect(await refusal(bench.serve())).toContain('is not a socket');
    expect((await lstat(bench.path)).isSymbolicLink()).toBe(true);
    const uid = (process.getuid?.() ?? 0) + 1;
    expect(await refusal(bench.serve({ path: other, uid }))).toContain('someone else');
    expect((await lstat(other)).isSocket()).toBe(true);
  });

  it('closes a folder of ours to others when it holds nothing else, and else refuses it', async () => {
    const run = join(bench.place, 'run');
    await mkdir(run);
    for (const mode of [0o755, 0o750, 0o711]) {
      await chmod(run, mode);
      const server = await bench.serve();
      expect((await lstat(run)).mode & 0o777).toBe(0o700);
      await server.close();
    }
    await writeFile(join(run, 'notes'), '');
    await chmod(run, 0o755);
    expect(await refusal(bench.serve())).toContain('others may enter');
    expect((await lstat(run)).mode & 0o777).toBe(0o755);
    await chmod(run, 0o700);
    await bench.serve();
  });

  it('that belongs to someone else is sent nothing', async () => {
    await bench.serve();
    const uid = (process.getuid?.() ?? 0) + 1;
    expect(await refusal(ControlClient.connect(bench.path, 5_000, uid))).toContain('someone else');
  });

  it('needs a folder of its own', async () => {
    await mkdir(join(bench.place, 'run'));
    await chmod(join(bench.place, 'run'), 0o777);
    expect(await refusal(bench.serve())).toContain('others may write');
    await rm(join(bench.place, 'run'), { recursive: true });
    await symlink(tmpdir(), join(bench.place, 'run'));
    expect(await refusal(bench.serve())).toContain('is not a folder');
    expect(await refusal(bench.serve({ path: join(bench.place, 'x'.repeat(120)) }))).toContain(
      'longer than',
    );
  });
});
