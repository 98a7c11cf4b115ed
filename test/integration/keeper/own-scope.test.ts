import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { getPriority } from 'node:os';

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { systemClock } from '../../../electron/base/clock.ts';
import { silentLog } from '../../../electron/base/log.ts';
import { errnoOf } from '../../../electron/base/values.ts';
import type { CodexClient, RunRequest } from '../../../electron/codex/client.ts';
import { scopeNameIn, type ScopePlan } from '../../../electron/codex/own-scope.ts';
import {
  Compartment,
  processIdentity,
  reapCompartments,
} from '../../../electron/helpers/client/compartment.ts';
import { inScopes } from '../../../electron/keeper/place.ts';
import { UserSystemd } from '../../../electron/keeper/user-systemd.ts';
import { openSessionBus } from '../../../electron/shell/session-bus.ts';
import { eventually } from '../../support/eventually.ts';
import { KeptClients } from '../../support/kept-clients.ts';
import { recordRun, type RecordedRun } from '../../support/record-run.ts';
import { TestBench } from '../../support/test-bench.ts';
import { noSystemd, PrivateSystemd } from '../../support/private-systemd.ts';

const why = noSystemd();

/** Whether this kernel groups processes by session, and lets it be told so: a container's /proc may not. */
const groupsBySession = (): boolean => {
  const own = '/proc/self/autogroup';
  try {
    const nice = readFileSync(own, 'utf8').split(' nice ')[1]?.trim() ?? '';
    writeFileSync(own, nice);
    return true;
  } catch (thrown) {
    return errnoOf(thrown) === 'EAGAIN';
  }
};

const session = new TestBench();
const bench = new KeptClients();
afterEach(() => bench.close());

let managers = 0;
const appOn = (busAddress: string, pid = process.pid): UserSystemd => {
  const manager = new UserSystemd({
    openBus: () => openSessionBus(busAddress),
    pid,
    id: `test${process.pid}x${(managers += 1)}`,
    clock: systemClock,
    log: silentLog,
  });
  bench.later(() => manager.close());
  return manager;
};

const plan = (name: string, limits: Partial<ScopePlan> = {}): ScopePlan => ({
  name,
  memory: 2_000_000_000,
  tasks: 512,
  cpuWeight: 50,
  ioWeight: 50,
  ...limits,
});

const request = async (): Promise<RunRequest> => ({
  prompt: 'go',
  cwd: await bench.folder(),
  model: 'm',
  options: {},
  sandbox: 'read-only',
  approvals: 'never',
  forkBefore: null,
});

const run = async (client: CodexClient): Promise<RecordedRun> => recordRun(client, await request());

/** A process without any environment; answers its id. */
const sleeper = async (): Promise<number> => {
  const child = spawn('/bin/sleep', ['60'], { detached: true, stdio: 'ignore', env: {} });
  bench.later(() => {
    child.kill('SIGKILL');
  });
  await once(child, 'spawn');
  return child.pid ?? 0;
};

const scopeOf = async (pid: number): Promise<string | null> =>
  scopeNameIn(await readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => ''));

describe.skipIf(why !== null)(
  `in a scope of its own (${why ?? 'with a systemd of the test'})`,
  () => {
    let manager: PrivateSystemd;
    beforeAll(async () => {
      manager = await PrivateSystemd.start(session);
    }, 20_000);
    afterAll(() => session.close());

    const start = async (fault: string, scope: ScopePlan): Promise<CodexClient> =>
      bench.start(await bench.keepers(), fault, {
        place: inScopes(appOn(manager.busAddress)),
        scope,
      });

    it('a client is there before it does anything, and says within what', async () => {
      const seen: (string | null)[] = [];
      const place = inScopes(appOn(manager.busAddress));
      const client = await bench.start(await bench.keepers(), 'well', {
        scope: plan('first', { tasks: 77 }),
        place: async (scope, pid) => {
          seen.push(await scopeOf(pid), await readFile(`/proc/${pid}/comm`, 'utf8'));
          const answer = await place(scope, pid);
          seen.push(await scopeOf(pid), await readFile(`/proc/${pid}/comm`, 'utf8'));
          return answer;
        },
      });
      const shell: unknown = expect.stringMatching(/^(?:ba)?sh\n$/);
      expect(seen).toEqual([null, shell, 'first', shell]);
      expect(await scopeOf(client.pid)).toBe('first');
      expect(client.bounds).toMatchObject({ kind: 'scope', tasks: 77 });
      expect(await (await run(client)).outcome).toEqual({ kind: 'completed' });
      expect((await manager.units()).map(({ name }) => name)).toContain('bulkhead-first.scope');
      await client.close();
      await eventually(async () =>
        expect((await manager.units()).map(({ name }) => name)).not.toContain(
          'bulkhead-first.scope',
        ),
      );
    });

    it('a process is found by it that has cleared its environment, and ended with what it was of', async () => {
      const home = await bench.folder();
      const left = await Compartment.make(home, `left${process.pid}`, 2 ** 22 + 1);
      const [inside, stranger] = [await sleeper(), await sleeper()];
      const placed = await appOn(manager.busAddress).place(plan(left.scope), inside);
      expect(placed).toBe(true);
      const { signal } = new AbortController();
      expect(await reapCompartments(home, { clock: systemClock, log: silentLog, signal })).toBe(1);
      expect(await processIdentity(inside)).toBeNull();
      expect(await processIdentity(stranger)).not.toBeNull();
    });

    it('what takes all its memory is told so', async (test) => {
      const client = await start('eats', plan('eats', { memory: 200_000_000 }));
      const memory = client.bounds?.memory ?? null;
      if (memory === null) test.skip('memory is not limited by control groups here');
      const { outcome } = await run(client);
      expect(await outcome).toMatchObject({
        kind: 'failed',
        failure: { kind: 'limit', what: 'memory', most: memory },
      });
    });

    it('a command that takes all its memory is ended alone, and that is told', async (test) => {
      const client = await start('feeds', plan('feeds', { memory: 200_000_000 }));
      if ((client.bounds?.memory ?? null) === null)
        test.skip('memory is not limited by control groups here');
      const turn = await run(client);
      await eventually(() => expect(turn.output()).toBe('SIGKILL '));
      await eventually(() =>
        expect(turn.events).toContainEqual({
          kind: 'note',
          text: 'A command was ended: more than 200 MB of memory',
        }),
      );
      await turn.run.interrupt(2_000);
      expect(await turn.outcome).toEqual({ kind: 'interrupted' });
    });

    it('what may start no more, and ends of it, is told so', async () => {
      const client = await start('breeds', plan('breeds', { tasks: 70 }));
      const { outcome } = await run(client);
      expect(await outcome).toMatchObject({
        kind: 'failed',
        failure: { kind: 'limit', what: 'tasks', most: 70 },
      });
    });
  },
);

describe('without a user manager', () => {
  it('each process is limited by itself, and dumps no core', async () => {
    const place = inScopes(appOn('unix:path=/nowhere'));
    const client = await bench.start(await bench.keepers(), 'limits', {
      place,
      scope: plan('none', { memory: 4_096_000_000 }),
    });
    const niceness = Math.min(19, getPriority() + 3);
    expect(client.bounds).toEqual({ kind: 'process', memory: 4_096_000_000, niceness });
    const turn = await run(client);
    expect(await turn.outcome).toEqual({ kind: 'completed' });
    expect(turn.output()).toBe('4000000 0 ');
  });

  it.each([
    [50, 3],
    [10, 10],
    [100, 0],
  ])('with a weight of %i all that it starts is nicer by %i', async (cpuWeight, nicer) => {
    const place = inScopes(appOn('unix:path=/nowhere'));
    const client = await bench.start(await bench.keepers(), 'is-nice', {
      place,
      scope: plan('none', { cpuWeight }),
    });
    const niceness = Math.min(19, getPriority() + nicer);
    expect(client.bounds).toMatchObject({ niceness });
    const group = `/proc/${client.pid}/autogroup`;
    // A kernel that groups by session shares a processor out among sessions first.
    if (groupsBySession()) {
      const told = ` nice ${nicer === 0 ? 0 : niceness}\n`;
      await eventually(async () => {
        expect((await readFile(group, 'utf8')).endsWith(told)).toBe(true);
      });
    }
    const turn = await run(client);
    expect(await turn.outcome).toEqual({ kind: 'completed' });
    expect(turn.output()).toBe(`${niceness} ${niceness}`);
  });

  it('a process waits until it is written down, and never begins when it cannot be', async () => {
    const pids: number[] = [];
    const starting = bench.start(await bench.keepers(), 'well', {
      onProcess: (pid) => {
        pids.push(pid);
        return Promise.reject(new Error('no room'));
      },
    });
    await expect(starting).rejects.toMatchObject({ failure: { detail: 'no room' } });
    const [pid = 0] = pids;
    await expect(readFile(`/proc/${pid}/comm`, 'utf8')).rejects.toThrow();
  });
});
