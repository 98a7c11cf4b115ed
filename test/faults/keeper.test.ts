import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';

import type { RunRequest } from '../../electron/codex/client.ts';
import { processIdentity } from '../../electron/helpers/client/compartment.ts';
import type { Keeper } from '../../electron/keeper/keeper.ts';
import { createKeptLooks } from '../../electron/keeper/kept-looks.ts';
import { eventually } from '../support/eventually.ts';
import { KeptClients } from '../support/kept-clients.ts';
import { recordRun } from '../support/record-run.ts';

const bench = new KeptClients();
afterEach(() => bench.close());

const request = async (): Promise<RunRequest> => ({
  prompt: 'go',
  cwd: await bench.folder(),
  model: 'm',
  options: {},
  sandbox: 'read-only',
  approvals: 'never',
  forkBefore: null,
});

/** A process that ended and that nobody waited for is gone as well. */
const isAlive = async (pid: number): Promise<boolean> => (await processIdentity(pid)) !== null;

describe('a client in a keeper of its own', () => {
  it('runs, says what it says, and is gone with its process when it is closed', async () => {
    const client = await bench.start(await bench.keepers(), 'well');
    expect(await isAlive(client.pid)).toBe(true);
    const run = recordRun(client, await request());
    expect(await run.outcome).toEqual({ kind: 'completed' });
    expect(run.output()).toBe('hello');
    expect(run.events.map(({ kind }) => kind)).toEqual(['thread', 'turn', 'delta']);
    await client.close();
    expect(await client.exited).toMatchObject({ exitCode: 0, signal: null });
    expect(await isAlive(client.pid)).toBe(false);
  });

  it('is asked before its prompt leaves, and sends nothing on a no', async () => {
    const client = await bench.start(await bench.keepers(), 'well');
    const run = recordRun(client, { ...(await request()), mayLeave: () => false });
    expect(await run.outcome).toEqual({ kind: 'held' });
    expect(run.events.map(({ kind }) => kind)).toEqual(['thread']);
  });

  it('is interrupted, and closed in the middle of a turn', async () => {
    const client = await bench.start(await bench.keepers(), 'hangs');
    const run = recordRun(client, await request());
    await eventually(() => expect(run.events.map(({ kind }) => kind)).toContain('turn'));
    await run.run.interrupt(2_000);
    expect(await run.outcome).toEqual({ kind: 'interrupted' });
    const second = recordRun(client, await request());
    await eventually(() => expect(second.events.map(({ kind }) => kind)).toContain('thread'));
    await client.close();
    expect((await second.outcome).kind).toBe('interrupted');
  });

  it('keeps all text of a flood in order, in few pieces', async () => {
    const client = await bench.start(await bench.keepers(), 'floods');
    const run = recordRun(client, await request());
    expect(await run.outcome).toEqual({ kind: 'completed' });
    expect(run.output()).toBe('x'.repeat(2_000_000));
    const pieces = run.events.flatMap((event) => (event.kind === 'delta' ? [event.text] : []));
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(64 * 1024);
  });

  it('that freezes is noticed: its run fails by that name, and its process is gone', async () => {
    const keepers = await bench.keepers({ askMs: 50, frozenMs: 1_000 });
    const client = await bench.start(keepers, 'hangs', { keeper: 'freezes' });
    const run = recordRun(client, await request());
    expect(await run.outcome).toMatchObject({
      kind: 'failed',
      failure: { kind: 'keeper', why: 'frozen' },
    });
    await client.exited;
    await eventually(async () => expect(await isAlive(client.pid)).toBe(false));
  });

  it('that has no memory left fails by that name, and nobody else does', async () => {
    // Filling its heap takes long on a busy machine, and it answers nothing meanwhile.
    const keepers = await bench.keepers({ askMs: 1_000, frozenMs: 60_000 });
    const client = await bench.start(keepers, 'hangs', { keeper: 'hoards' });
    const other = await bench.start(keepers, 'hangs');
    const bystander = recordRun(other, await request());
    const run = recordRun(client, await request());
    expect(await run.outcome).toMatchObject({
      kind: 'failed',
      failure: { kind: 'keeper', why: 'memory' },
    });
    await eventually(async () => expect(await isAlive(client.pid)).toBe(false));
    await bystander.run.interrupt(2_000);
    expect(await bystander.outcome).toEqual({ kind: 'interrupted' });
  });

  it('that says more than anybody can hear fails by that name, and nobody else does', async () => {
    const keepers = await bench.keepers();
    const other = recordRun(await bench.start(keepers, 'well'), await request());
    const client = await bench.start(keepers, 'hangs', { keeper: 'floods' });
    const run = recordRun(client, await request());
    expect(await run.outcome).toMatchObject({
      kind: 'failed',
      failure: { kind: 'keeper', why: 'flooded' },
    });
    await eventually(async () => expect(await isAlive(client.pid)).toBe(false));
    expect(await other.outcome).toEqual({ kind: 'completed' });
  });

  it('looks at folders for main, and one that is gone is followed by another', async () => {
    const keepers = await bench.keepers();
    const taken: Keeper[] = [];
    const looks = createKeptLooks({
      take: (...given) => {
        const keeper = keepers.take(...given);
        taken.push(keeper);
        return keeper;
      },
    });
    const folder = await bench.folder();
    expect(await looks.look(folder)).toEqual({ kind: 'folder', realPath: folder });
    expect(await looks.resolve([`${folder}/none`])).toEqual([
      { path: `${folder}/none`, exists: false },
    ]);
    await mkdir(join(folder, 'empty'));
    expect(await looks.list(folder, ['empty', 'none'])).toEqual(['empty']);
    await taken[0]?.release();
    expect(await looks.clear(folder, ['empty', 'none'])).toEqual([]);
    expect(await looks.look(folder)).toEqual({ kind: 'folder', realPath: folder });
    expect(taken).toHaveLength(2);
  });

  it('is started no more once all were closed: a client is refused, a look is silent', async () => {
    const keepers = await bench.keepers();
    keepers.prepare();
    await keepers.close();
    await expect(bench.start(keepers, 'well')).rejects.toMatchObject({
      failure: { kind: 'unexpected', code: 'cancelled' },
    });
    const looks = createKeptLooks(keepers);
    const folder = await bench.folder();
    expect(await looks.look(folder)).toMatchObject({ kind: 'silent' });
    expect(await looks.resolve([folder])).toMatchObject([{ path: folder, isSilent: true }]);
    expect(await looks.list(folder, ['none'])).toBeNull();
  });

  it('whose process is killed says so, and its keeper goes as well', async () => {
    const client = await bench.start(await bench.keepers(), 'hangs');
    const run = recordRun(client, await request());
    await eventually(() => expect(run.events.map(({ kind }) => kind)).toContain('turn'));
    process.kill(client.pid, 'SIGKILL');
    expect(await run.outcome).toMatchObject({ kind: 'failed', failure: { kind: 'exited' } });
    expect(await client.exited).toMatchObject({ signal: 'SIGKILL' });
  });
});
