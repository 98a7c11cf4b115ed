import { build } from 'electron-vite';

import { projectRoot } from './electron/pinned.mjs';
import { unlessInterrupted } from './interrupt.mjs';

/**
 * Builds the app (main, preload, renderer) and the programs beside it into `out/`.
 * @param {AbortSignal} [signal] rejects at once when it aborts; only the end of this process then
 *   ends the build
 */
export async function buildApp(signal) {
  signal?.throwIfAborted();
  await unlessInterrupted(buildAll(), signal);
}

async function buildAll() {
  await build({
    root: projectRoot,
    configFile: `${projectRoot}/build/electron.vite.config.ts`,
    logLevel: 'warn',
    mode: 'production',
  });
  await import('./bundle/programs.mjs');
}
