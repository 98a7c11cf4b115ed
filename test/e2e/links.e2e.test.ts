import { execFile } from 'node:child_process';
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { projectRoot } from '../../build/electron/pinned.mjs';
import { startSessionBus } from '../../build/system/session-bus.mjs';
import { startSecretService } from '../fakes/scripted-secret-service.ts';
import { StatusNotifierWatcher } from '../fakes/status-notifier-watcher.ts';
import { startPanelApp } from '../support/panel-app.ts';
import type { PanelApp } from '../support/panel-app.ts';
import { waitFor } from '../support/wait-for.ts';

const run = promisify(execFile);

interface Seen {
  readonly helpers: readonly {
    readonly id: string;
    readonly phase: string;
    readonly blastRadius: object | null;
  }[];
}

describe('the built app on sway, started hidden', () => {
  let folder: string;
  let env: Record<string, string>;
  let app: PanelApp;
  let helperId: string;
  const ends: (() => unknown)[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(process.env.TMPDIR ?? '/tmp', 'links-'));
    const bus = await startSessionBus(folder);
    env = { ...bus.env, XDG_CURRENT_DESKTOP: 'sway', XDG_CONFIG_HOME: join(folder, 'config') };
    const address = bus.env.DBUS_SESSION_BUS_ADDRESS;
    const tray = await StatusNotifierWatcher.start(address);
    const store = await startSecretService(address, { kind: 'collection', locked: true });
    app = await startPanelApp({
      home: join(folder, 'home'),
      env,
      args: ['--practice', '--hidden'],
    });
    ends.push(
      () => app.quit(),
      () => tray.stop(),
      () => store.close(),
      () => bus.stop(),
    );
  });

  afterAll(async () => {
    for (const end of ends) await end();
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  });

  const windows = (): Promise<number> =>
    app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
  const seen = async (): Promise<Seen> => (await app.json(['status', '--practice'])) as Seen;
  /** Starts the app once more with this argument, as a desktop does for a link; answers the new window. */
  const startAgain = async (link: string): Promise<Page> => {
    await app.electron.evaluate(({ BrowserWindow }) => {
      for (const window of BrowserWindow.getAllWindows()) window.destroy();
    });
    const opened = app.electron.waitForEvent('window', { timeout: 30_000 });
    const args = ['--no-sandbox', '--disable-gpu', projectRoot, link];
    const own = { ...process.env, ...env, BULKHEAD_HOME: app.home };
    const again = run(app.electron.process().spawnfile, args, { env: own, timeout: 30_000 });
    expect((await again).stdout).toContain('already open');
    return opened;
  };
  const heading = (page: Page, name: string): Promise<void> =>
    page.getByRole('heading', { level: 1, name }).waitFor({ timeout: 20_000 });

  it('has no window', async () => {
    expect(await windows()).toBe(0);
  });

  it('shows the helper that a link names', async () => {
    const words = [
      'spawn',
      '--practice',
      '--template',
      'ended-sign-in',
      '--',
      'find the flaky test',
    ];
    helperId = ((await app.json(words)) as { readonly id: string }).id;
    await waitFor('the helper to wait, and its failure to be measured', async () =>
      (await seen()).helpers.some(
        (one) => one.phase === 'waiting-for-sign-in' && one.blastRadius !== null,
      ),
    );
    const page = await startAgain(`bulkhead://helper/${helperId}`);
    const prompt = page.getByRole('region', { name: 'Prompt' });
    await prompt.getByText('find the flaky test').waitFor({ timeout: 20_000 });
  });

  it('shows the helper that the command line names, and none that is not there', async () => {
    const before = (await seen()).helpers;
    await app.electron.evaluate(({ BrowserWindow }) => {
      for (const window of BrowserWindow.getAllWindows()) window.destroy();
    });
    const unknown = await app.cli(['show', 'helper', 'helper-unknown', '--practice']);
    expect(unknown).toMatchObject({ code: 2 });
    expect(await windows()).toBe(0);
    const opened = app.electron.waitForEvent('window', { timeout: 30_000 });
    expect(await app.cli(['show', 'helper', helperId, '--practice'])).toMatchObject({ code: 0 });
    const prompt = (await opened).getByRole('region', { name: 'Prompt' });
    await prompt.getByText('find the flaky test').waitFor({ timeout: 20_000 });
    expect((await seen()).helpers).toEqual(before);
  });

  it('shows where a credential signs in, and begins nothing', async () => {
    const before = await app.json(['credentials', 'list', '--practice']);
    await heading(await startAgain('bulkhead://sign-in/openai'), 'Credentials');
    expect(await app.json(['credentials', 'list', '--practice'])).toEqual(before);
  });

  it.each([
    (id: string) => `bulkhead://helper/${id}/../${id}`,
    (id: string) => `bulkhead://helper/${id}?retry=1`,
    (id: string) => `bulkhead://helper/${id}%00`,
    () => 'bulkhead://helper/helper-unknown',
    (id: string) => `bulkhead://helper/${id} --practice-story`,
    () => `bulkhead://helper/${'a'.repeat(10_000)}`,
  ])('only shows the window for a hostile link (%#)', async (link) => {
    const before = (await seen()).helpers;
    await heading(await startAgain(link(helperId)), 'Helpers');
    expect((await seen()).helpers).toEqual(before);
  });

  it('goes on when a link is longer than can be handed to it', async () => {
    const args = [
      '--no-sandbox',
      '--disable-gpu',
      projectRoot,
      `bulkhead://${'a'.repeat(100_000)}`,
    ];
    const own = { ...process.env, ...env, BULKHEAD_HOME: app.home };
    const again = run(app.electron.process().spawnfile, args, { env: own, timeout: 30_000 });
    await expect(again).rejects.toMatchObject({ code: 1 });
    expect((await seen()).helpers.map(({ id }) => id)).toContain(helperId);
  });

  it('starts with the desktop once that is chosen, and sees when others take it back', async () => {
    const page = await startAgain('bulkhead://helper/helper-unknown');
    await heading(page, 'Helpers');
    await page.keyboard.press('Control+,');
    const choice = page.getByRole('combobox', { name: 'Start with the desktop' });
    await choice.click();
    await page.getByRole('option', { name: 'Yes' }).click();
    const entry = join(folder, 'config', 'autostart', 'org.bulkhead.Bulkhead.desktop');
    const written = await waitFor('the entry', () => readFile(entry, 'utf8'));
    const program = await realpath(app.electron.process().spawnfile);
    expect(written).toContain(`Exec=${program} --no-sandbox ${projectRoot} --hidden\n`);
    await choice.getByText('Yes').waitFor();
    await writeFile(entry, `${written}Hidden=true\n`);
    await page.evaluate(() => window.dispatchEvent(new Event('focus')));
    await choice.getByText('No').waitFor();
  });
});
