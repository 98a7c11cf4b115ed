import { createServer, type Socket } from 'node:net';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';

import { systemClock, type Clock } from '../../../electron/base/clock.ts';
import { silentLog } from '../../../electron/base/log.ts';
import type { CodexClient } from '../../../electron/codex/client.ts';
import { inScopes } from '../../../electron/keeper/place.ts';
import { UserSystemd } from '../../../electron/keeper/user-systemd.ts';
import { openSessionBus } from '../../../electron/shell/session-bus.ts';
import { startHungSystemd } from '../../fakes/scripted-systemd.ts';
import { startPrivateBus } from '../../fakes/session-bus.ts';
import { eventually } from '../../support/eventually.ts';
import { KeptClients } from '../../support/kept-clients.ts';

const bench = new KeptClients();
afterEach(() => bench.close());

/** Twenty times as fast as the real one, once there is something to wait for. */
const hurried = (isAsked: () => boolean): Clock => ({
  ...systemClock,
  now: () => Date.now(),
  monotonic: () => performance.now(),
  pause: async (ms, signal) => {
    while (!isAsked() && !signal.aborted) await systemClock.pause(20, signal);
    await systemClock.pause(ms / 20, signal);
  },
});

const starter = (
  busAddress: string,
  isAsked: () => boolean,
): ((name: string) => Promise<CodexClient>) => {
  const systemd = new UserSystemd({
    openBus: () => openSessionBus(busAddress),
    pid: process.pid,
    id: `hung${process.pid}`,
    clock: hurried(isAsked),
    log: silentLog,
  });
  bench.later(() => systemd.close());
  return async (name) => {
    const weights = { cpuWeight: 50, ioWeight: 50 };
    const scope = { name, memory: 4_096_000_000, tasks: 512, ...weights };
    return bench.start(await bench.keepers(), 'well', { place: inScopes(systemd), scope });
  };
};

/** What holds it when no scope does, as the helper's facts say it. */
const byItself = {
  kind: 'process',
  memory: 4_096_000_000,
  niceness: Math.min(19, getPriority() + 3),
};

it.each(['silent', 'late', 'silent-at-start', 'no-end-of-job'] as const)(
  'a helper starts without a scope where the user manager is %s, and says so',
  async (how) => {
    const bus = await startPrivateBus();
    bench.later(() => bus.close());
    const systemd = await startHungSystemd(bus.address, how);
    bench.later(() => systemd.close());
    const start = starter(bus.address, () => systemd.asked.length > 0);
    const client = await start('first');
    expect(client.bounds).toEqual(byItself);
    expect(systemd.asked.length).toBeGreaterThan(0);
    // What it says once nobody waits for it any more changes nothing.
    systemd.answer();
    const asked = systemd.asked.length;
    expect((await start('second')).bounds).toEqual(byItself);
    expect(systemd.asked.length, 'the next one does not wait for it again').toBe(asked);
  },
);

it('a helper starts where a session bus says nothing, and the connection is given up', async () => {
  const folder = await bench.folder();
  const taken = new Set<Socket>();
  const silent = createServer((socket) => {
    taken.add(socket.on('error', () => undefined).resume());
  });
  await new Promise<void>((resolve) => silent.listen(join(folder, 'bus'), resolve));
  bench.later(() => {
    for (const socket of taken) socket.destroy();
    silent.close();
  });
  const client = await starter(`unix:path=${folder}/bus`, () => taken.size > 0)('first');
  expect(client.bounds).toEqual(byItself);
  await eventually(() => expect([...taken].map((one) => one.closed)).toEqual([true]));
});
