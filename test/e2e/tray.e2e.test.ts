import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startSessionBus } from '../../build/system/session-bus.mjs';
import { StatusNotifierWatcher } from '../fakes/status-notifier-watcher.ts';
import { startPanelApp } from '../support/panel-app.ts';
import type { PanelApp } from '../support/panel-app.ts';
import { waitFor } from '../support/wait-for.ts';

describe('the tray of the built app, practising', () => {
  let folder: string;
  let bus: Awaited<ReturnType<typeof startSessionBus>>;
  let desktop: StatusNotifierWatcher;
  let app: PanelApp;

  beforeAll(async () => {
    folder = await mkdtemp(join(process.env.TMPDIR ?? '/tmp', 'tray-'));
    bus = await startSessionBus(folder);
    desktop = await StatusNotifierWatcher.start(bus.env.DBUS_SESSION_BUS_ADDRESS);
    app = await startPanelApp({ home: join(folder, 'home'), env: bus.env, args: ['--practice'] });
  });

  afterAll(async () => {
    await app.quit();
    desktop.stop();
    await bus.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  });

  it('says the state of the link', async () => {
    const labels = await waitFor('the link in the menu', async () => {
      const now = await desktop.labels();
      return now[0] === 'Practice: connected' && now;
    });
    expect(labels.slice(1)).toEqual([
      '---',
      'New helper',
      'Helpers',
      'Gateway',
      '---',
      'Run drill',
      'Open Bulkhead',
      'Quit',
    ]);
    expect((await desktop.labels('Gateway'))[0]).toMatch(/^Connected since /);
  });

  it('asks for a helper of the chosen template, with no window open', async () => {
    await app.page();
    await app.electron.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.close();
    });
    await waitFor('no window', () =>
      app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length === 0),
    );
    // The menu follows the state a moment later.
    const template = await waitFor(
      'a template in the menu',
      async () => (await desktop.labels('New helper'))[2],
    );
    const opened = app.electron.waitForEvent('window');
    await desktop.click('New helper', template, 'Ask…');
    const asking = await opened;
    const chosen = asking.locator('label:has(input:checked) bdi');
    await chosen.waitFor({ timeout: 20_000 });
    expect(await chosen.textContent()).toBe(template);
    await asking.keyboard.press('Escape');
    await asking.close();
  });

  it(
    'runs a drill in practice, and the window shows how it goes',
    { timeout: 40_000 },
    async () => {
      await desktop.click('Run drill');
      const page = await app.page();
      await page.getByRole('heading', { name: 'Drill', level: 1 }).waitFor({ timeout: 20_000 });
      await page.getByRole('progressbar', { name: 'Checks done' }).waitFor({ timeout: 10_000 });
      await waitFor('the menu to follow', async () =>
        (await desktop.labels()).includes('Show the drill that runs'),
      );
      await page.getByRole('cell', { name: 'Held' }).first().waitFor({ timeout: 20_000 });
      await page.getByRole('button', { name: 'Stop drill' }).click();
      await page.getByText('It was stopped').waitFor({ timeout: 10_000 });
      await waitFor('the menu to follow', async () =>
        (await desktop.labels()).includes('Run drill'),
      );
    },
  );

  it('quits', async () => {
    const child = app.electron.process();
    // The app may be gone before it answers the click.
    await desktop.click('Quit').catch(() => undefined);
    await waitFor('the end of the app', () => child.exitCode === 0, 20_000);
    expect((await app.cli(['status'])).code).toBe(3);
  });
});
