import { join } from 'node:path';

import { buildApp } from './build-app.mjs';
import { projectRoot } from './electron/pinned.mjs';
import { provideElectron } from './electron/provide-electron.mjs';
import { told } from './progress.mjs';
import { chromiumSandbox } from './system/chromium-sandbox.mjs';
import { startHeadlessDesktop } from './system/headless-desktop.mjs';
import { ensureLibraries } from './system/libraries.mjs';

/**
 * @typedef {{
 *   command: string,
 *   args: string[],
 *   env: Record<string, string>,
 *   headless: boolean,
 *   stop: () => Promise<void>,
 * }} ReadyElectron `args` end with the app's folder; `stop` ends the virtual desktop, if one was made
 */

/**
 * Libraries, Electron and a fresh build, and a virtual desktop where there is no display; each says
 * its line.
 * @param {AbortSignal} signal ends what it was about
 * @param {{ build?: boolean }} [options] without `build` the one that is there runs
 * @returns {Promise<ReadyElectron>} rejects with a sentence when something cannot be had
 */
export async function readyElectron(signal, { build = true } = {}) {
  const hasX11 = Boolean(process.env.DISPLAY);
  const hasWayland = Boolean(process.env.WAYLAND_DISPLAY);
  const headless = !hasX11 && !hasWayland;
  await ensureLibraries(headless ? ['window', 'headless'] : ['window'], signal);
  const electron = await provideElectron({ signal });
  console.log(electron.line);
  if (build) await told('Building the panel', () => buildApp(signal));
  const sandbox = chromiumSandbox(electron.folder);
  if (sandbox.note !== null) console.log(sandbox.note);
  const desktop = headless ? await startHeadlessDesktop(process.env) : null;
  if (signal.aborted) await desktop?.stop();
  signal.throwIfAborted();
  const display = headless
    ? ['--disable-gpu', '--log-level=3']
    : hasWayland && !hasX11
      ? ['--ozone-platform-hint=auto']
      : [];
  return {
    command: join(electron.folder, 'electron'),
    args: [...sandbox.args, ...display, projectRoot],
    env: desktop?.env ?? {},
    headless,
    stop: async () => {
      await desktop?.stop();
    },
  };
}
