import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { chooseBusAddress, noBus } from '../../electron/base/bus-address.mjs';
import { startSessionBus } from './session-bus.mjs';
import { startVirtualDisplay } from './virtual-display.mjs';

/**
 * An X server without a screen, and a session bus unless one is there (its password store and
 * notices are the person's own), for as long as this process lives.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ env: Record<string, string>, stop: () => Promise<void> }>}
 */
export async function startHeadlessDesktop(env) {
  const folder = await mkdtemp(join(tmpdir(), 'bulkhead-'));
  const hasBus = chooseBusAddress(env.DBUS_SESSION_BUS_ADDRESS, null) !== noBus;
  const bus = hasBus ? null : await startSessionBus(folder);
  const display = await startVirtualDisplay(folder);
  return {
    env: { ...bus?.env, ...display.env },
    stop: async () => {
      await Promise.all([display.stop(), bus?.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
