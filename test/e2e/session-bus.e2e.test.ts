import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { startSessionBus } from '../../build/system/session-bus.mjs';
import { startPanelApp } from '../support/panel-app.ts';
import type { PanelApp } from '../support/panel-app.ts';

/** Nothing listens there. */
const nowhere = { OPENCLAW_GATEWAY_URL: 'ws://127.0.0.1:1' };

let folder: string;
const ends: (() => unknown)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(process.env.TMPDIR ?? '/tmp', 'bus-'));
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
});

const start = async (env: Readonly<Record<string, string>>): Promise<PanelApp> => {
  const app = await startPanelApp({ home: join(folder, 'home'), env: { ...nowhere, ...env } });
  ends.push(() => app.quit());
  return app;
};

const opensItsWindow = async (app: PanelApp): Promise<void> => {
  const page = await app.page();
  await page.getByRole('heading', { level: 1, name: 'Helpers' }).waitFor({ timeout: 20_000 });
};

describe('the first start', () => {
  it('logs no error', async () => {
    const bus = await startSessionBus(folder);
    ends.push(() => bus.stop());
    const app = await start(bus.env);
    await opensItsWindow(app);
    await app.quit();
    const log = await readFile(join(app.home, 'logs', 'bulkhead.log'), 'utf8');
    const lines = log
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly level: string });
    expect(lines).not.toEqual([]);
    expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});

describe('a session bus that is none', () => {
  it.each(['', 'unix:path=/nowhere/bus', 'unix:path=%zz;;=,', 'nonsense'])(
    'lets the app start: %j',
    async (address) => {
      const app = await start({ DBUS_SESSION_BUS_ADDRESS: address });
      await opensItsWindow(app);
      expect(await app.json(['status'])).toMatchObject({ app: { pid: app.pid } });
    },
  );
});
