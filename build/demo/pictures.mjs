import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { _electron } from '@playwright/test';

const WAIT_MS = 60_000;

/**
 * Plays the story in a window nobody sees: three helpers start, one key is refused, a new key is
 * given, all is well. Saves a picture of each step.
 * @param {import('../ready-electron.mjs').ReadyElectron} ready
 * @param {Record<string, string>} env
 * @param {string} folder where the pictures go
 * @returns {Promise<string[]>} the pictures, in order
 */
export async function takePictures(ready, env, folder) {
  await mkdir(folder, { recursive: true });
  const app = await _electron.launch({
    executablePath: ready.command,
    args: [...ready.args, '--practice-story'],
    env,
    timeout: WAIT_MS,
  });
  try {
    const page = await app.firstWindow();
    page.setDefaultTimeout(WAIT_MS);
    /** @type {string[]} */
    const pictures = [];
    /** @param {string} name */
    const picture = async (name) => {
      const path = join(folder, `${String(pictures.length + 1)}-${name}.png`);
      await page.screenshot({ path });
      pictures.push(path);
      console.log(`Saved ${path}`);
    };
    const left = page.getByRole('navigation', { name: 'What exists' });

    await left.getByRole('button', { name: 'api-review' }).click();
    await page.getByRole('heading', { name: 'Sign-in refused by Practice provider' }).waitFor();
    await page.getByText('nothing else moved', { exact: true }).first().waitFor();
    await picture('refused');
    await page.getByLabel('Key for Practice provider').fill('practice-new-key');
    await page.getByRole('button', { name: /^Sign in and continue/ }).click();
    await page
      .getByText(/^Working$/)
      .first()
      .waitFor();
    await picture('continued');
    await left.getByRole('button', { name: 'Helpers' }).click();
    const completed = page.getByRole('main').getByText('Completed', { exact: true });
    await completed.nth(2).waitFor();
    await picture('done');
    return pictures;
  } finally {
    await app.close();
  }
}
