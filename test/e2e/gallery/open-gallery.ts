import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type Page } from '@playwright/test';
import { servePage, pageUrl } from '../../../electron/shell/page-files.ts';
import { fakeBridge } from '../../fakes/fake-bridge.ts';
import { NOW } from '../../fakes/panel-moment.ts';
import type { PanelFixture } from '../../fakes/panel-fixture.ts';

const mainScript = `
const { app, BrowserWindow } = require('electron');
app.whenReady().then(() => {
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    useContentSize: true,
    webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false },
  });
  window.setMenuBarVisibility(false);
  window.loadURL('about:blank');
});
`;

/** The built page in a window of the real Electron, with a fake main process behind it. */
export interface Gallery {
  /** Shows a fixture from the start of the page on; the answer lists what the page complained of. */
  show(fixture: PanelFixture, look: Look, file?: 'index.html' | 'ask.html'): Promise<Shot>;
  /** Zooms as Ctrl + does, 1 being the plain size, until the next `show`; done once it is laid out. */
  zoom(factor: number): Promise<void>;
  close(): Promise<void>;
}

export interface Look {
  readonly width: number;
  readonly height: number;
  readonly theme: 'light' | 'dark';
}

export interface Shot {
  readonly page: Page;
  readonly complaints: readonly string[];
}

/** Serves the page under the product's own policy, on loopback. */
const serve = async (root: string) => {
  const answer = servePage(root);
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', pageUrl).href;
    void answer({ url, method: request.method ?? 'GET' }).then(async (found) => {
      response.writeHead(found.status, Object.fromEntries(found.headers));
      response.end(Buffer.from(await found.arrayBuffer()));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return { server, origin: `http://127.0.0.1:${address.port}` };
};

/** Opens a window for the page that was built into `root`. */
export const openGallery = async (root: string): Promise<Gallery> => {
  const folder = await mkdtemp(join(tmpdir(), 'gallery-'));
  await writeFile(join(folder, 'package.json'), '{ "name": "gallery", "main": "main.cjs" }');
  await writeFile(join(folder, 'main.cjs'), mainScript);
  const { server, origin } = await serve(root);
  const electron = await _electron.launch({
    args: ['--no-sandbox', '--disable-gpu', '--force-device-scale-factor=1', folder],
    timeout: 60_000,
  });
  const page = await electron.firstWindow();
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  await page.clock.setFixedTime(NOW);
  await page.addInitScript({
    // How the last screen was sorted and folded is not this one's.
    content: `if (window.name !== '') {
      localStorage.clear();
      window.bulkhead = (${fakeBridge.toString()})(JSON.parse(window.name));
    }`,
  });
  await page.goto(`${origin}/index.html`);
  const zoom = async (factor: number): Promise<void> => {
    await electron.evaluate(({ BrowserWindow }, wanted) => {
      for (const one of BrowserWindow.getAllWindows()) one.webContents.setZoomFactor(wanted);
    }, factor);
    const width = Math.floor((page.viewportSize()?.width ?? 0) / factor);
    await page.waitForFunction((wanted) => innerWidth === wanted, width);
  };
  return {
    zoom,
    show: async (fixture, { width, height, theme }, file = 'index.html') => {
      await page.setViewportSize({ width, height });
      await zoom(1);
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await page.evaluate((state) => {
        window.name = state;
      }, JSON.stringify(fixture));
      complaints.length = 0;
      await page.goto(`${origin}/${file}`);
      await page.locator('main').waitFor();
      await page.evaluate(() => document.fonts.ready.then(() => undefined));
      return { page, complaints };
    },
    close: async () => {
      await electron.close();
      server.close();
      server.closeAllConnections();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
