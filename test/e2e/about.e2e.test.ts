import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { standInBrowser } from '../../build/demo/stand-in-browser.mjs';
import { projectRoot } from '../../build/electron/pinned.mjs';
import { startPanelApp, type PanelApp } from '../support/panel-app.ts';
import { waitFor } from '../support/wait-for.ts';
import { axeFinds } from './gallery/axe-in-page.ts';

interface Manifest {
  readonly version: string;
}

describe('about the built app', () => {
  let folder: string;
  let opener: Awaited<ReturnType<typeof standInBrowser>>;
  let app: PanelApp;
  let page: Page;
  let version: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(process.env.TMPDIR ?? '/tmp', 'about-'));
    opener = await standInBrowser(join(folder, 'bin'));
    const manifest = await readFile(join(projectRoot, 'package.json'), 'utf8');
    ({ version } = JSON.parse(manifest) as Manifest);
    app = await startPanelApp({
      home: join(folder, 'home'),
      env: {
        OPENCLAW_GATEWAY_URL: 'ws://127.0.0.1:1',
        PATH: `${opener.folder}:${process.env.PATH ?? ''}`,
      },
    });
    page = await app.page();
    await page.getByRole('heading', { level: 1 }).waitFor({ timeout: 20_000 });
  });

  afterAll(async () => {
    await app.quit();
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  });

  const dialog = () => page.getByRole('dialog', { name: 'About Bulkhead' });
  const opened = (wanted: readonly string[]): Promise<unknown> =>
    waitFor(`xdg-open of ${wanted.join(' ')}`, async () => {
      const found = await opener.opened();
      return JSON.stringify(found) === JSON.stringify(wanted);
    });

  it('is opened by the Help menu, says what runs, and axe finds nothing in it', async () => {
    await app.electron.evaluate(({ Menu }) => {
      const help = Menu.getApplicationMenu()?.items.find(({ label }) => label === 'Help');
      help?.submenu?.items.find(({ label }) => label === 'About Bulkhead')?.click();
    });
    const runs = await app.electron.evaluate(() => ({
      electron: process.versions.electron,
      chrome: process.versions.chrome,
      node: process.versions.node,
    }));
    const text = async (name: string) =>
      dialog().locator(`dt:text-is("${name}") + dd`).textContent({ timeout: 20_000 });
    expect(await text('Bulkhead')).toBe(version);
    expect(await text('Electron')).toContain(runs.electron);
    expect(await text('Chromium')).toBe(runs.chrome);
    expect(await text('Node')).toBe(runs.node);
    expect(await text('Logs')).toBe(join(app.home, 'logs'));
    expect(await axeFinds(page)).toEqual([]);
  });

  it('copies that for a report', async () => {
    await dialog().getByRole('button', { name: 'Copy for a report' }).click();
    await page.getByText('Copied what runs.').waitFor();
    const copied = await app.electron.evaluate(({ clipboard }) => clipboard.readText());
    expect(copied).toContain(`Bulkhead: ${version}\n`);
    expect(copied).toContain(`Logs: ${app.home}/logs\n`);
  });

  it('opens the log folder with the program of the desktop, by keyboard alone', async () => {
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'hidden' });
    await page.keyboard.press('Control+k');
    await page.keyboard.type('version');
    await page.keyboard.press('Enter');
    await dialog().waitFor();
    const button = dialog().getByRole('button', { name: 'Open log folder' });
    await button.waitFor();
    await button.focus();
    await page.keyboard.press('Enter');
    await opened([join(app.home, 'logs')]);
    await dialog().getByRole('button', { name: 'Open Bulkhead’s folder' }).press('Enter');
    await opened([join(app.home, 'logs'), app.home]);
  });

  it('says so when the desktop did not open it', async () => {
    await writeFile(join(opener.folder, 'xdg-open'), '#!/bin/sh\nexit 4\n');
    await dialog().getByRole('button', { name: 'Open log folder' }).click();
    await page.getByText('Could not be opened: the log folder.').first().waitFor();
  });

  it('shows a licence whole, of all that was bundled', async () => {
    await dialog().getByRole('button', { name: 'Licences…' }).click();
    const licences = page.getByRole('dialog', { name: 'Licences' });
    const list = licences.getByRole('list', { name: 'Licences of what is bundled' });
    await list.waitFor();
    expect(await list.getByRole('listitem').count()).toBeGreaterThan(40);
    const electron = await app.electron.evaluate(() => process.versions.electron);
    await list.getByRole('button', { name: `Electron ${electron} MIT` }).waitFor();
    await licences.getByRole('textbox', { name: 'Filter licences' }).fill('zustand');
    await list.getByRole('button', { name: /^zustand/ }).press('Enter');
    const text = licences.getByRole('region', { name: 'Licence of zustand' });
    expect(await text.textContent()).toContain('MIT License');
    expect(await axeFinds(page)).toEqual([]);
  });

  it('is told by the command line as well, which opens nothing', async () => {
    expect(await app.json(['about'])).toMatchObject({
      running: true,
      bulkhead: { version, practice: false },
      home: app.home,
      logs: join(app.home, 'logs'),
    });
    expect(await app.cli(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n` });
    const { licences } = (await app.json(['licences'])) as { licences: readonly object[] };
    expect(licences).toContainEqual({ name: 'Bulkhead', version, licence: 'MIT' });
  });
});
