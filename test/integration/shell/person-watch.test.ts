import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSessionBus } from '../../../build/system/session-bus.mjs';
import { systemClock } from '../../../electron/base/clock.ts';
import { silentLog } from '../../../electron/base/log.ts';
import { watchLock, type LockWatch } from '../../../electron/shell/person-watch.ts';
import { ScreenSaver } from '../../fakes/screen-saver.ts';
import { startPrivateBus, type PrivateBus } from '../../fakes/session-bus.ts';
import { waitFor } from '../../support/wait-for.ts';

const edges = { clock: systemClock, random: () => 0, log: silentLog };

let bus: PrivateBus;
let stops: (() => void)[];

beforeEach(async () => {
  bus = await startPrivateBus();
  stops = [];
});
afterEach(async () => {
  for (const stop of stops.reverse()) stop();
  await bus.close();
});

const startSaver = async (desktop: string, active = false): Promise<ScreenSaver> => {
  const saver = await ScreenSaver.start(bus.address, desktop, active);
  stops.push(() => {
    saver.stop();
  });
  return saver;
};
const watch = (busAddress: string | undefined = bus.address): LockWatch => {
  const lock = watchLock({ busAddress, ...edges });
  stops.push(() => {
    lock.close();
  });
  return lock;
};

/** What it tells from now on. */
const heard = (lock: LockWatch): readonly boolean[] => {
  const said: boolean[] = [];
  lock.onChange(() => said.push(lock.isLocked()));
  return said;
};

describe('the lock screen', () => {
  it.each(['freedesktop', 'gnome', 'cinnamon', 'mate', 'xfce'])(
    'is followed as org.%s.ScreenSaver tells',
    async (desktop) => {
      const saver = await startSaver(desktop, true);
      const lock = watch();
      const said = heard(lock);
      await waitFor('the lock that was there', () => lock.isLocked());
      saver.set(false);
      await waitFor('the unlock', () => !lock.isLocked());
      saver.set(true);
      await waitFor('the next lock', () => lock.isLocked());
      expect(said).toEqual([true, false, true]);
    },
  );

  it('of a desktop that starts later is followed as well', async () => {
    const lock = watch();
    const said = heard(lock);
    const saver = await startSaver('gnome');
    await waitFor('the lock', () => {
      saver.set(true);
      return lock.isLocked();
    });
    expect(said).toEqual([true]);
  });

  it('is taken for locked while the bus that told is lost, and asked anew when it is back', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bus-'));
    const first = await startSessionBus(folder);
    const address = first.env.DBUS_SESSION_BUS_ADDRESS;
    const before = await ScreenSaver.start(address, 'gnome', true);
    const lock = watch(address);
    const said = heard(lock);
    await waitFor('the lock that was there', () => lock.isLocked());
    before.set(false);
    await waitFor('the unlock', () => !lock.isLocked());
    await first.stop();
    before.stop();
    await waitFor('the safe guess', () => lock.isLocked());

    const second = await startSessionBus(folder);
    try {
      await waitFor('the answer of the new bus', () => !lock.isLocked());
      const after = await ScreenSaver.start(address, 'gnome');
      after.set(true);
      await waitFor('the next lock', () => lock.isLocked());
      expect(said).toEqual([true, false, true, false, true]);
      after.stop();
      lock.close();
    } finally {
      await second.stop();
      await rm(folder, { recursive: true });
    }
  });

  it('is taken for locked when the bus is killed', async () => {
    const saver = await startSaver('gnome', true);
    const lock = watch();
    const said = heard(lock);
    await waitFor('the lock that was there', () => lock.isLocked());
    saver.set(false);
    await waitFor('the unlock', () => !lock.isLocked());
    await bus.close();
    await waitFor('the safe guess', () => lock.isLocked());
    expect(said).toEqual([true, false, true]);
  });

  it.each([undefined, '', 'nonsense', 'unix:path=/nowhere/at/all'])(
    'is taken for open where nobody tells (%s)',
    (busAddress) => {
      expect(watch(busAddress).isLocked()).toBe(false);
    },
  );
});
