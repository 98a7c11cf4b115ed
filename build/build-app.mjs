import { build } from 'electron-vite';

import { projectRoot } from './electron/pinned.mjs';

/** Builds the app (main, preload, renderer) and the programs beside it into `out/`. */
export async function buildApp() {
  await build({
    root: projectRoot,
    configFile: `${projectRoot}/build/electron.vite.config.ts`,
    logLevel: 'warn',
    mode: 'production',
  });
  await import('./bundle/programs.mjs');
}
