import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { startSessionBus } from '../../build/system/session-bus.mjs';
import { ShortcutPortal } from '../fakes/shortcut-portal.ts';
import { startPanelApp } from '../support/panel-app.ts';
import type { PanelApp } from '../support/panel-app.ts';
import { waitFor } from '../support/wait-for.ts';

let folder: string;
let bus: Awaited<ReturnType<typeof startSessionBus>>;
let app: PanelApp;

beforeAll(async () => {
  folder = await mkdtemp(join(process.env.TMPDIR ?? '/tmp', 'keys-'));
  bus = await startSessionBus(folder);
  // nothing listens there
  const env = { ...bus.env, OPENCLAW_GATEWAY_URL: 'ws://127.0.0.1:1' };
  app = await startPanelApp({ home: join(folder, 'home'), env });
});

afterAll(async () => {
  await app.quit();
  await bus.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
});

const visible = (): Promise<number> =>
  app.electron.evaluate(
    ({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().filter((window) => window.isVisible()).length,
  );

it('the global shortcut of the desktop opens Ask, and without one the settings say what to bind', async () => {
  const page = await app.page();
  await page.getByRole('button', { name: 'Settings' }).first().click();
  await page.getByText('Shortcut for Ask', { exact: true }).waitFor();
  expect((await app.cli(['settings', 'set', 'askShortcut', 'on'])).code).toBe(0);
  await page.getByText(/bind the command “bulkhead ask” to a key/).waitFor({ timeout: 20_000 });

  const portal = await ShortcutPortal.start(bus.env.DBUS_SESSION_BUS_ADDRESS);
  try {
    await page.getByText('Your desktop has it: Ctrl+Alt+Space').waitFor({ timeout: 20_000 });
    expect(portal.appId).toBe('org.bulkhead.Bulkhead');
    await app.electron.evaluate(({ BrowserWindow }) => {
      for (const window of BrowserWindow.getAllWindows()) window.hide();
    });
    await waitFor('no window', async () => (await visible()) === 0);

    const before = performance.now();
    portal.press();
    const asking = await waitFor('the small window', () =>
      app.electron.windows().find((one) => one.url().endsWith('/ask.html')),
    );
    await waitFor('it to be shown', async () => (await visible()) === 1);
    await asking.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA');
    console.log(`ask, by its keys: ${Math.round(performance.now() - before)} ms`);
    await asking.keyboard.press('Escape');
    await waitFor('it to be gone', async () => (await visible()) === 0);

    expect((await app.cli(['settings', 'set', 'askShortcut', 'off'])).code).toBe(0);
  } finally {
    portal.stop();
  }
});
