import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { systemClock } from '../../electron/base/clock.ts';
import { silentLog } from '../../electron/base/log.ts';
import {
  Compartment,
  compartmentsIn,
  processIdentity,
  reapAccountServers,
  reapCompartments,
} from '../../electron/helpers/client/compartment.ts';
import { markName } from '../../electron/codex/compartment-environment.ts';
import { ticksNow } from '../../electron/helpers/client/orphans.ts';
import { eventually } from '../support/eventually.ts';
import { bundledScript } from '../support/kept-clients.ts';
import { ProcessFleet } from '../support/process-fleet.ts';
import { TestBench } from '../support/test-bench.ts';
import { noSystemd, PrivateSystemd } from '../support/private-systemd.ts';

const bench = new TestBench();
afterEach(() => bench.close());

const forking = async (fault = 'forks') => ({
  command: process.execPath,
  args: [await bundledScript('test/stand-ins/faulty-codex.ts')],
  version: '0.169.0',
  env: { BULKHEAD_FAULT: fault },
});

const openFleet = async (fault: string): Promise<ProcessFleet> => {
  const fleet = await ProcessFleet.open({ tokens: {}, program: () => forking(fault) });
  fleet.credentials.set('any', 'sk-any');
  bench.later(() => fleet.close());
  return fleet;
};

const forked = async (fleet: ProcessFleet, isolated = true): Promise<string> => {
  const id = fleet.spawn({ credential: 'any', prompt: 'Fork.', isolated });
  await eventually(() => expect(fleet.textOf(id)).toMatch(/ $/));
  return id;
};

const pidsOf = (text: string): readonly number[] => text.trim().split(' ').map(Number);

const alive = async (pids: readonly number[]): Promise<readonly number[]> => {
  const identities = await Promise.all(pids.map(processIdentity));
  return pids.filter((_pid, n) => identities[n] !== null);
};

const sleeper = async (env: Readonly<Record<string, string>>): Promise<ChildProcess> => {
  const child = spawn('/bin/sleep', ['60'], { detached: true, stdio: 'ignore', env });
  bench.later(() => {
    child.kill('SIGKILL');
  });
  await once(child, 'spawn');
  return child;
};

/** Kills an app with ten helpers, each with two grandchildren; answers the pids of all thirty. */
const killedApp = async (
  busAddress?: string,
): Promise<{ readonly home: string; readonly pids: readonly number[] }> => {
  const folder = await bench.folder();
  const home = path.join(folder, 'home');
  const { command, args } = await forking();
  const dying = { home, program: { command, args }, helpers: 10, busAddress };
  const app = spawn(process.execPath, [await bundledScript('test/stand-ins/dying-app.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TMPDIR: folder, BULKHEAD_DYING: JSON.stringify(dying) },
  });
  const [line] = (await once(createInterface({ input: app.stdout }), 'line')) as [string];
  const pids = pidsOf(line);
  expect(await alive(pids)).toHaveLength(30);
  app.kill('SIGKILL');
  await once(app, 'exit');
  return { home, pids };
};

const quiet = { clock: systemClock, log: silentLog };

const reap = (home: string): Promise<number> =>
  reapCompartments(home, {
    ...quiet,
    signal: new AbortController().signal,
  });

describe('grandchildren in sessions of their own that ignore SIGTERM', () => {
  it('go with the helper that is stopped, and those of another one stay', async () => {
    const fleet = await openFleet('hides');
    const [stopped, other] = [await forked(fleet), await forked(fleet)];
    const [own, others] = [pidsOf(fleet.textOf(stopped)), pidsOf(fleet.textOf(other))];
    expect(await alive([...own, ...others])).toHaveLength(4);
    await fleet.fleet.stop(stopped);
    expect(await alive(own)).toEqual([]);
    expect(await alive(others)).toEqual(others);
  });

  it('go with a process that is killed', async () => {
    const fleet = await openFleet('forks');
    const id = await forked(fleet);
    const pids = pidsOf(fleet.textOf(id));
    process.kill(fleet.view(id).pid ?? 0, 'SIGKILL');
    await eventually(() => expect(fleet.view(id).state.phase).toBe('failed'));
    await eventually(async () => expect(await alive(pids)).toEqual([]));
  });

  it('are gone, all twenty, when the app is closed', async () => {
    const fleet = await openFleet('hides');
    const ids = await Promise.all(Array.from({ length: 10 }, () => forked(fleet)));
    const pids = ids.flatMap((id) => pidsOf(fleet.textOf(id)));
    expect(await alive(pids)).toHaveLength(20);
    await fleet.fleet.close();
    expect(await alive(pids)).toEqual([]);
    expect(await readdir(path.join(fleet.base, 'home', 'compartments'))).toEqual([]);
  });

  it('are gone, all twenty, once the app that was killed is started again', async () => {
    const { home, pids } = await killedApp();
    await eventually(async () => expect((await alive(pids)).length).toBe(20));
    expect(await reap(home)).toBe(10);
    expect(await alive(pids)).toEqual([]);
    expect(await readdir(compartmentsIn(home))).toEqual([]);
  });
});

const why = noSystemd();

describe.skipIf(why !== null)(`with systemd (${why ?? 'one of the test'})`, () => {
  it('all are gone with the app that is killed, before it is started again', async () => {
    const manager = await PrivateSystemd.start(bench);
    const { home, pids } = await killedApp(manager.busAddress);
    // Within three seconds where nothing else runs; a busy machine is not what is judged here.
    await vi.waitFor(async () => expect(await alive(pids)).toEqual([]), { timeout: 15_000 });
    await eventually(async () =>
      expect((await manager.units()).map(({ name }) => name)).toEqual(['app-bulkhead.slice']),
    );
    expect(await reap(home)).toBe(10);
  }, 30_000);
});

describe('the app-server of an account', () => {
  it('of an app that is gone is ended, and no other', async () => {
    const home = await bench.folder();
    const mark = path.join(home, 'accounts', 'ana', 'file');
    const old = await sleeper({ [markName]: mark });
    const strangers = [
      await sleeper({ [markName]: `${home}2/accounts/ana/file` }),
      await sleeper({}),
    ];
    const now = ((await ticksNow()) ?? 0) + 1;
    await eventually(async () => expect((await ticksNow()) ?? 0).toBeGreaterThan(now));
    const ours = await sleeper({ [markName]: mark });
    await reapAccountServers(home, { ...quiet, signal: new AbortController().signal }, now);
    expect(await alive([old.pid ?? 0])).toEqual([]);
    const others = [...strangers, ours].map(({ pid }) => pid ?? 0);
    expect(await alive(others)).toEqual(others);
    // What is younger than the app is its own.
    await reap(home);
    expect(await alive(others)).toEqual(others);
  });
});

describe('a stranger', () => {
  it('with the mark of another compartment, or older than ours, is never touched', async () => {
    const home = await bench.folder();
    const folder = path.join(compartmentsIn(home), 'c1');
    const older = await sleeper({ [markName]: folder });
    // A process begins in a tick of 10 ms.
    await eventually(async () => {
      const identity = await processIdentity(older.pid ?? 0);

      expect((await ticksNow()) ?? 0).toBeGreaterThan(Number(identity?.split(':')[1]));
    });
    const made = await Compartment.make(home, 'c1', 2 ** 22 + 1);
    const ours = await sleeper({ ...made.mark });
    const strangers = await Promise.all([
      Promise.resolve(older),
      sleeper({ [markName]: `${folder}2` }),
      sleeper({ [`X${markName}`]: folder }),
      sleeper({ CODEX_HOME: made.codexHome }),
    ]);
    const pids = strangers.map(({ pid }) => pid ?? 0);
    expect(await reap(home)).toBe(1);
    expect(await alive([ours.pid ?? 0])).toEqual([]);
    expect(await alive(pids)).toEqual(pids);
  });

  it('is not touched by a note from before the machine was started anew', async () => {
    const home = await bench.folder();
    const folder = path.join(compartmentsIn(home), 'c1');
    await mkdir(folder, { recursive: true });
    const made = { boot: 'another', ticks: 0, mark: folder };
    const note = { v: 1, app: null, codex: null, made };
    await writeFile(path.join(folder, 'owner.json'), JSON.stringify(note));
    const { pid = 0 } = await sleeper({ [markName]: folder });
    expect(await reap(home)).toBe(1);
    expect(await alive([pid])).toEqual([pid]);
  });
});
