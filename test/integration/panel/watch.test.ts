import { afterEach, expect, it } from 'vitest';

import { ControlClient } from '../../../electron/control/client.ts';
import { ControlServer } from '../../../electron/control/server.ts';
import { systemClock } from '../../../electron/base/clock.ts';
import { silentLog } from '../../../electron/base/log.ts';
import { PanelBench } from './panel-under-test.ts';

const bench = new PanelBench();
afterEach(() => bench.close());

it('a session that changed is in the line that says so, not in the one after it', async () => {
  const gateway = await bench.gateway();
  const { panel, deps } = await bench.panel({ gateway });
  const path = deps.paths.socket;
  const server = new ControlServer({
    panel,
    path,
    clock: systemClock,
    log: silentLog,
    confirm: () => Promise.resolve(false),
  });
  bench.later(() => server.close());
  await server.open();
  const client = await ControlClient.connect(path);
  bench.later(() => {
    client.close();
    return Promise.resolve();
  });

  let label: string | undefined;
  for await (const { sessions } of client.watch()) {
    if (label === undefined && sessions.length === 5) {
      gateway.book.change('agent:main:main', { label: 'renamed' });
    }
    label = sessions[0]?.label;
    // The state does not change again for as long as this test may take.
    if (label === 'renamed') break;
  }
  expect(label).toBe('renamed');
});
