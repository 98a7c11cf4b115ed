import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startSessionBus } from '../../../build/system/session-bus.mjs';
import { systemClock } from '../../../electron/base/clock.ts';
import { silentLog } from '../../../electron/base/log.ts';
import { watchTrayHost } from '../../../electron/shell/tray-host.ts';
import { StatusNotifierWatcher } from '../../fakes/status-notifier-watcher.ts';
import { eventually } from '../../support/eventually.ts';

let folder: string;
let bus: Awaited<ReturnType<typeof startSessionBus>>;
let stops: (() => void)[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bus-'));
  bus = await startSessionBus(folder);
  stops = [];
});
afterEach(async () => {
  for (const stop of stops) stop();
  await bus.stop();
  await rm(folder, { recursive: true });
});

const watch = (busAddress: string | undefined): boolean[] => {
  const said: boolean[] = [];
  const onChange = (present: boolean): void => {
    said.push(present);
  };
  const at = { busAddress, clock: systemClock, random: () => 0, log: silentLog };
  stops.push(watchTrayHost({ ...at, timeoutMs: 5_000, onChange }));
  return said;
};
const startTray = async (): Promise<StatusNotifierWatcher> => {
  const tray = await StatusNotifierWatcher.start(bus.env.DBUS_SESSION_BUS_ADDRESS);
  stops.push(() => {
    tray.stop();
  });
  return tray;
};

describe('watchTrayHost', () => {
  it('finds a tray that is there', async () => {
    await startTray();
    const said = watch(bus.env.DBUS_SESSION_BUS_ADDRESS);
    await eventually(() => {
      expect(said).toEqual([true]);
    });
  });

  it('sees a tray come late, go, and come back', async () => {
    const said = watch(bus.env.DBUS_SESSION_BUS_ADDRESS);
    await eventually(() => {
      expect(said).toEqual([false]);
    });
    const tray = await startTray();
    await eventually(() => {
      expect(said).toEqual([false, true]);
    });
    tray.stop();
    await eventually(() => {
      expect(said).toEqual([false, true, false]);
    });
    await startTray();
    await eventually(() => {
      expect(said).toEqual([false, true, false, true]);
    });
  });

  it('says that there is none when the bus goes away, and harms nothing', async () => {
    await startTray();
    const said = watch(bus.env.DBUS_SESSION_BUS_ADDRESS);
    await eventually(() => {
      expect(said).toEqual([true]);
    });
    await bus.stop();
    await eventually(() => {
      expect(said).toEqual([true, false]);
    });
  });

  it('finds the tray of a bus that was started anew', async () => {
    const first = await startTray();
    const said = watch(bus.env.DBUS_SESSION_BUS_ADDRESS);
    await eventually(() => {
      expect(said).toEqual([true]);
    });
    first.stop();
    await bus.stop();
    await eventually(() => {
      expect(said).toEqual([true, false]);
    });
    bus = await startSessionBus(folder);
    await startTray();
    await eventually(() => {
      expect(said).toEqual([true, false, true]);
    });
  });

  it.each([undefined, '', 'unix:path=/nowhere/bus', 'nonsense', 'tcp:host=127.0.0.1,port=1'])(
    'says none with the bus address %j',
    async (address) => {
      const said = watch(address);
      await vi.waitFor(
        () => {
          expect(said).toEqual([false]);
        },
        { timeout: 3_000 },
      );
    },
  );
});
