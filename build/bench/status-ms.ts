import { performance } from 'node:perf_hooks';

import { ControlClient } from '../../electron/control/client.ts';
import { ControlServer } from '../../electron/control/server.ts';
import { systemClock } from '../../electron/base/clock.ts';
import { silentLog } from '../../electron/base/log.ts';
import type { Panel } from '../../electron/ports/panel-port.ts';

/** Time of one `state.get` over the control socket, in ms. */
export const statusMs = async (panel: Panel, path: string): Promise<number> => {
  const rounds = 100;
  const server = new ControlServer({
    panel,
    path,
    clock: systemClock,
    log: silentLog,
    confirm: () => Promise.resolve(false),
  });
  await server.open();
  const client = await ControlClient.connect(path);
  const from = performance.now();
  for (let n = 0; n < rounds; n += 1) await client.request('state.get', {});
  const took = performance.now() - from;
  client.close();
  await server.close();
  return took / rounds;
};
