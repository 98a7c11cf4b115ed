import { afterEach, expect, it } from 'vitest';

import { openPanel } from '../../../electron/panel/panel.ts';
import { eventually } from '../../support/eventually.ts';
import { PanelBench, scriptedDesktop } from './panel-under-test.ts';

const bench = new PanelBench();
afterEach(() => bench.close());

it('a panel that cannot be opened leaves no link to the gateway behind', async () => {
  const gateway = await bench.gateway();
  const deps = await bench.deps();
  const env = {
    ...deps.env,
    OPENCLAW_GATEWAY_URL: gateway.url,
    OPENCLAW_GATEWAY_TOKEN: gateway.token,
  };
  const follow = (): never => {
    throw new Error('no desktop');
  };
  const desktop = { ...scriptedDesktop, follow };
  await expect(openPanel({ ...deps, env, desktop })).rejects.toThrow('no desktop');

  const { panel } = await bench.panel({ env });
  await eventually(() => expect(panel.state().gateway.state.phase).toBe('connected'));
  await eventually(() => expect(gateway.connected).toBe(1));
});
