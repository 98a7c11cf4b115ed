import { existsSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startPanelApp } from '../support/panel-app.ts';
import type { PanelApp } from '../support/panel-app.ts';

/** Nothing listens there: a connection is refused at once, and the usual port is left alone. */
const nowhere = { OPENCLAW_GATEWAY_URL: 'ws://127.0.0.1:1' };

describe('the built app', () => {
  let app: PanelApp;

  beforeAll(async () => {
    const folder = await mkdtemp(join(process.env.TMPDIR ?? '/tmp', 'start-'));
    app = await startPanelApp({ home: join(folder, 'home'), env: nowhere });
  });

  afterAll(() => app.quit());

  it('opens its window', async () => {
    const page = await app.page();
    expect(await page.title()).toBe('Bulkhead');
    const title = page.getByRole('heading', { level: 1 });
    await title.waitFor({ timeout: 20_000 });
    expect(await title.textContent()).toBe('Helpers');
  });

  it('answers the command line with the Electron that it runs on', async () => {
    const running = await app.electron.evaluate(() => process.versions.electron);
    expect(await app.json(['status'])).toMatchObject({
      v: 1,
      app: { pid: app.pid, electron: running, practice: false },
      gateway: { url: nowhere.OPENCLAW_GATEWAY_URL },
    });
  });

  it('keeps what it writes in its own home', async () => {
    const userData = await app.electron.evaluate(({ app: shell }) => shell.getPath('userData'));
    expect(userData.startsWith(app.home)).toBe(true);
  });

  it('goes on after mistakes that nobody caught, says so once, and offers a restart', async () => {
    const page = await app.page();
    const boxes = await app.electron.evaluateHandle(({ dialog }) => {
      const shown: string[] = [];
      dialog.showErrorBox = (title) => void shown.push(title);
      return shown;
    });
    const before = await app.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map(({ id }) => id),
    );
    await app.electron.evaluate(() => {
      setTimeout(() => {
        throw new Error('a mistake with sk-proj-abcdefghijklmnopqrstuvwxyz0123456789ABCD');
      });
    });
    const notice = page.getByRole('region', { name: /made a mistake of its own/ });
    await notice.getByRole('button', { name: 'Copy report' }).click();
    const copied = await app.electron.evaluate(({ clipboard }) => clipboard.readText());
    expect(copied).toContain('Error: a mistake with');
    expect(copied).not.toContain('abcdefghijklmnopqrstuvwxyz');
    await app.electron.evaluate(() => {
      void Promise.reject(new Error('another'));
    });
    await page.getByRole('button', { name: 'Restart' }).waitFor();
    expect(await app.json(['status'])).toMatchObject({ v: 1, app: { pid: app.pid } });
    expect(await boxes.jsonValue()).toEqual([]);
    expect(
      await app.electron.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows().map(({ id }) => id),
      ),
    ).toEqual(before);
    const log = await readFile(join(app.home, 'logs', 'bulkhead.log'), 'utf8');
    expect(log).toContain('"event":"mishap"');
    expect(log).not.toContain('abcdefghijklmnopqrstuvwxyz');
  });

  it('is gone after it was told to quit', async () => {
    await app.quit();
    expect(existsSync(`/proc/${String(app.pid)}`)).toBe(false);
    expect((await app.cli(['status'])).code).toBe(3);
  });
});
