import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../../electron/log.ts';
import { watchLock } from '../../../electron/shell/lock-watch.ts';
import type { LockWatch } from '../../../electron/shell/lock-watch.ts';
import { ScreenSaver } from '../../fakes/screen-saver.ts';
import { startPrivateBus, type PrivateBus } from '../../fakes/session-bus.ts';
import { waitFor } from '../../support/wait-for.ts';

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
  const lock = watchLock({ busAddress, log: silentLog });
  stops.push(() => {
    lock.close();
  });
  return lock;
};

describe('the lock screen', () => {
  it.each(['freedesktop', 'gnome', 'cinnamon', 'mate', 'xfce'])(
    'is followed as org.%s.ScreenSaver tells',
    async (desktop) => {
      const saver = await startSaver(desktop, true);
      const lock = watch();
      const said: boolean[] = [];
      lock.onChange(() => said.push(lock.isLocked()));
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
    const saver = await startSaver('gnome');
    await waitFor('the lock', () => {
      saver.set(true);
      return lock.isLocked();
    });
  });

  it.each([undefined, '', 'nonsense', 'unix:path=/nowhere/at/all'])(
    'is taken for open where nobody tells (%s)',
    (busAddress) => {
      expect(watch(busAddress).isLocked()).toBe(false);
    },
  );
});
