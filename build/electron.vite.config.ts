import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

import { optionalModules } from './bundle/optional-modules.mjs';
import { pinnedElectron, projectRoot } from './electron/pinned.mjs';

const here = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

const manifest: unknown = JSON.parse(readFileSync(here('package.json'), 'utf8'));
const version =
  typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? manifest.version
    : undefined;

/** The floor that every test runs on is the stand-in's Node and Chrome, whatever release ships. */
const NODE_TARGET = 'node20.18';
const CHROME_TARGET = 'chrome130';

const define = {
  __PINNED_ELECTRON__: JSON.stringify(pinnedElectron),
  __APP_VERSION__: JSON.stringify(version),
};

export default defineConfig({
  main: {
    root: projectRoot,
    define,
    build: {
      outDir: here('out/main'),
      target: NODE_TARGET,
      externalizeDeps: false,
      sourcemap: true,
      rolldownOptions: {
        input: { main: here('electron/main.ts') },
        external: optionalModules,
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    root: projectRoot,
    build: {
      outDir: here('out/preload'),
      target: NODE_TARGET,
      externalizeDeps: false,
      sourcemap: true,
      rolldownOptions: {
        input: { preload: here('electron/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: here('renderer'),
    define,
    plugins: [react()],
    build: {
      outDir: here('out/renderer'),
      target: CHROME_TARGET,
      sourcemap: true,
      // the page's policy allows no data: URL for fonts or scripts
      assetsInlineLimit: 0,
      rolldownOptions: {
        input: { index: here('renderer/index.html'), ask: here('renderer/ask.html') },
      },
    },
  },
});
