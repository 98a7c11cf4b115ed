import path from 'node:path';

import { systemClock } from '../../electron/clock.ts';
import { createStartClient } from '../../electron/codex/start-client.ts';
import type { FleetDeps } from '../../electron/helpers/fleet-deps.ts';
import { HelperFleet } from '../../electron/helpers/fleet.ts';
import { silentLog } from '../../electron/log.ts';

type Own = Pick<FleetDeps, 'program' | 'credentials'> & Partial<FleetDeps>;

/** Opens a fleet below `base` whose helpers are processes, in the time that really passes. */
export const openProcessFleet = (base: string, own: Own): Promise<HelperFleet> => {
  let ids = 0;
  return HelperFleet.open({
    home: path.join(base, 'home'),
    env: { PATH: process.env.PATH, HOME: base, LANG: 'C.UTF-8' },
    personHome: base,
    startClient: createStartClient({ redact: (text) => text, clock: systemClock, log: silentLog }),
    chatgptBaseUrl: () => null,
    limits: () => ({ alive: 20, starting: 0 }),
    watchdog: () => ({ firstEventMs: 30_000, progressMs: 60_000, interruptMs: 5_000 }),
    parkedProcessMs: () => 600_000,
    sampleGateway: () => ({ connId: null, bootId: null, sessionsTotal: 0, sessionsRunning: [] }),
    clock: systemClock,
    random: Math.random,
    newId: () => `h-${(ids += 1)}`,
    log: silentLog,
    cores: 2,
    onHelpers: () => undefined,
    onOutput: () => undefined,
    onNotice: () => undefined,
    ...own,
  });
};
