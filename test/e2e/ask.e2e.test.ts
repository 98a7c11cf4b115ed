import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startSessionBus } from '../../build/system/session-bus.mjs';
import { StatusNotifierWatcher } from '../fakes/status-notifier-watcher.ts';
import { startPanelApp } from '../support/panel-app.ts';
import type { PanelApp } from '../support/panel-app.ts';
import { waitFor } from '../support/wait-for.ts';

describe('the small window that asks, practising', () => {
  let folder: string;
  let bus: Awaited<ReturnType<typeof startSessionBus>>;
  let desktop: StatusNotifierWatcher;
  let app: PanelApp;

  beforeAll(async () => {
    folder = await mkdtemp(join(process.env.TMPDIR ?? '/tmp', 'ask-'));
    bus = await startSessionBus(folder);
    desktop = await StatusNotifierWatcher.start(bus.env.DBUS_SESSION_BUS_ADDRESS);
    app = await startPanelApp({ home: join(folder, 'home'), env: bus.env, args: ['--practice'] });
    await app.page();
    await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await waitFor('no window', async () => (await visible()) === 0);
    await waitFor('templates', async () => (await desktop.labels('New helper')).length > 2);
  });

  afterAll(async () => {
    await app.quit();
    desktop.stop();
    await bus.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  });

  const visible = (): Promise<number> =>
    app.electron.evaluate(
      ({ BrowserWindow }) =>
        BrowserWindow.getAllWindows().filter((window) => window.isVisible()).length,
    );
  const asking = (): Promise<Page> =>
    waitFor('the small window', () =>
      app.electron.windows().find((page) => page.url().endsWith('/ask.html')),
    );
  /** Opens it, and says how long it took until the person can type. */
  const timed = async (what: string, open: () => Promise<unknown>): Promise<Page> => {
    const before = performance.now();
    await open();
    await waitFor('it to be shown', async () => (await visible()) === 1);
    const page = await asking();
    await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA');
    console.log(`ask, ${what}: ${Math.round(performance.now() - before)} ms`);
    return page;
  };

  it(
    'is opened in the tray with no window, and starts with Enter',
    { timeout: 60_000 },
    async () => {
      const page = await timed('cold', () => desktop.click('New helper', 'Ask…'));
      await page.keyboard.type('count the files here');
      await page.keyboard.press('Enter');
      await waitFor('it to be gone', async () => (await visible()) === 0);
      const started = async (): Promise<number> =>
        (
          JSON.parse((await app.cli(['helpers', '--json', '--practice'])).stdout) as {
            helpers: { prompt?: string }[];
          }
        ).helpers.length;
      await waitFor('the helper', async () => (await started()) > 0, 20_000);
      const like = await waitFor('the prompt in the menu', async () => {
        const [, , first] =
          (await desktop.menu()).find(({ label }) => label === 'New helper')?.children ?? [];
        return first !== undefined && first.children.length > 2 && first;
      });
      const before = await started();
      await desktop.click('New helper', like.label, '“count the files here”');
      await waitFor('another one', async () => (await started()) > before, 20_000);
      expect(await visible()).toBe(0);
    },
  );

  it(
    'keeps what is typed until it is opened again, from outside',
    { timeout: 60_000 },
    async () => {
      const page = await timed('warm', () => app.cli(['ask', '--practice']));
      await page.keyboard.type('a thought');
      await page.keyboard.press('Escape');
      await waitFor('it to be gone', async () => (await visible()) === 0);
      const again = await timed('warm again', () => desktop.click('New helper', 'Ask…'));
      expect(await again.getByRole('textbox', { name: 'Prompt' }).inputValue()).toBe('a thought');
      // Even the window may go: the draft does not.
      await app.electron.evaluate(({ BrowserWindow }) => {
        for (const window of BrowserWindow.getAllWindows()) window.destroy();
      });
      const anew = await timed('cold again', () => app.cli(['ask', '--practice']));
      await waitFor(
        'the draft',
        async () =>
          (await anew.getByRole('textbox', { name: 'Prompt' }).inputValue()) === 'a thought',
      );
      await anew.screenshot({ path: join(process.env.TMPDIR ?? '/tmp', 'ask.png') });
    },
  );
});
