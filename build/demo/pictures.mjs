import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { _electron } from '@playwright/test';

import { answerIssuerPage, standInBrowser } from './stand-in-browser.mjs';

const WAIT_MS = 60_000;

/**
 * Plays the story in a window nobody sees: three helpers start, two find their sign-in ended, one
 * page is approved, all is well. Saves a picture of each step.
 * @param {import('../ready-electron.mjs').ReadyElectron} ready
 * @param {Record<string, string>} env
 * @param {string} folder where the pictures go
 * @param {string} home for what is needed on the way; to be cleared away by the caller
 * @returns {Promise<string[]>} the pictures, in order
 */
export async function takePictures(ready, env, folder, home) {
  await mkdir(folder, { recursive: true });
  const browser = await standInBrowser(join(home, 'browser'));
  const app = await _electron.launch({
    executablePath: ready.command,
    args: [...ready.args, '--practice-story'],
    env: { ...env, PATH: `${browser.folder}:${env.PATH ?? ''}` },
    timeout: WAIT_MS,
  });
  try {
    const page = await app.firstWindow();
    page.setDefaultTimeout(WAIT_MS);
    /** @type {string[]} */
    const pictures = [];
    /**
     * @param {string} name
     * @param {import('@playwright/test').Page} [of]
     */
    const picture = async (name, of = page) => {
      const path = join(folder, `${String(pictures.length + 1)}-${name}.png`);
      await of.screenshot({ path });
      pictures.push(path);
      console.log(`Saved ${path}`);
    };
    const left = page.getByRole('navigation', { name: 'What exists' });

    await left.getByRole('button', { name: 'api-review' }).click();
    await page.getByRole('heading', { name: 'Sign-in refused by Practice provider' }).waitFor();
    await page.getByText('nothing else moved', { exact: true }).first().waitFor();
    await picture('refused');
    await page
      .getByRole('main')
      .getByRole('button', { name: /^Sign in and continue/ })
      .click();
    await page.getByRole('group', { name: 'Finish in your browser' }).waitFor();
    await picture('one-click');
    const address = await openedPage(browser);
    const approval = await showPage(app, address);
    await picture('approve', approval);
    await approval.close();
    await answerIssuerPage(address, 'approve');
    await page
      .getByRole('main')
      .getByText(/^Working \d/)
      .first()
      .waitFor();
    await picture('continued');
    await left.getByRole('button', { name: 'Helpers', exact: true }).click();
    const completed = page.getByRole('main').getByText('Completed', { exact: true });
    await completed.nth(2).waitFor();
    await picture('done');
    return pictures;
  } finally {
    await app.close();
  }
}

/**
 * The page that the panel opened for the person.
 * @param {Awaited<ReturnType<typeof standInBrowser>>} browser
 * @returns {Promise<string>} rejects when there is none
 */
async function openedPage(browser) {
  const until = Date.now() + WAIT_MS;
  while (Date.now() < until) {
    const [address] = await browser.opened();
    if (address !== undefined) return address;
    await delay(50);
  }
  throw new Error('no page was opened for the sign-in');
}

/**
 * Shows a page in a window apart from the panel's. It is handed over as text: that app has no way to
 * any network.
 * @param {import('@playwright/test').ElectronApplication} app
 * @param {string} address
 */
async function showPage(app, address) {
  const html = await (await fetch(address, { signal: AbortSignal.timeout(WAIT_MS) })).text();
  const opening = app.waitForEvent('window', { timeout: WAIT_MS });
  await app.evaluate(
    async ({ BrowserWindow }, url) => {
      const window = new BrowserWindow({
        width: 640,
        height: 560,
        webPreferences: { partition: 'demo-browser', sandbox: true },
      });
      await window.loadURL(url);
    },
    `data:text/html;charset=utf-8,${encodeURIComponent(html)}`,
  );
  const shown = await opening;
  await shown.getByRole('button', { name: 'Approve' }).waitFor();
  return shown;
}
