import { fileURLToPath } from 'node:url';

import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

import { pinnedElectron } from './electron/pinned.mjs';

const here = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

const isolation = {
  globalSetup: here('test/guard/global-setup.ts'),
  setupFiles: [here('test/guard/refuse-outside.setup.ts')],
};

/** Each test takes away what it made: a fresh process for every file costs more than its tests. */
const oneProcess = { isolate: false };

/** Tests that drive real programs take turns: two cores carry one gateway or one window at a time. */
const inTurn = { fileParallelism: false, testTimeout: 120_000, hookTimeout: 180_000 };

export default defineConfig({
  root: here('.'),
  define: {
    __PINNED_ELECTRON__: JSON.stringify(pinnedElectron),
    __APP_VERSION__: JSON.stringify('0.0.0-test'),
  },
  test: {
    // vitest keeps one core for itself by default, and there are only two
    maxWorkers: '100%',
    // three projects share most modules: each is transformed once, and kept for the next run
    experimental: { fsModuleCache: true },
    testTimeout: 10_000,
    hookTimeout: 20_000,
    projects: [
      {
        extends: true,
        test: {
          ...isolation,
          name: 'unit',
          ...oneProcess,
          include: ['test/unit/**/*.test.{ts,tsx}', 'test/guard/**/*.test.ts'],
        },
      },
      {
        extends: true,
        plugins: [react()],
        test: {
          ...isolation,
          name: 'renderer',
          environment: 'happy-dom',
          ...oneProcess,
          // whole windows are drawn: beside other work a second of them is many
          testTimeout: 30_000,
          include: ['test/renderer/**/*.test.{ts,tsx}'],
          css: { modules: { classNameStrategy: 'non-scoped' } },
        },
      },
      {
        extends: true,
        test: {
          ...isolation,
          ...oneProcess,
          // they wait more than they work; vitest runs another number of workers as a group of its own
          maxWorkers: 4,
          sequence: { groupOrder: 1 },
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          exclude: ['**/*.long.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        // they watch how late the panel comes back to its loop: one file at a time
        test: {
          ...isolation,
          ...inTurn,
          name: 'few-faults',
          include: ['test/faults/**/*.test.ts'],
          exclude: ['**/all-faults.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          ...isolation,
          ...inTurn,
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          exclude: ['**/few-faults.test.ts'],
        },
      },
      {
        extends: true,
        test: { ...isolation, ...inTurn, name: 'e2e', include: ['test/e2e/**/*.test.ts'] },
      },
      {
        extends: true,
        test: {
          ...isolation,
          ...inTurn,
          name: 'real',
          include: ['test/real/**/*.test.ts'],
          exclude: ['**/*.long.test.ts'],
        },
      },
      {
        extends: true,
        test: { ...isolation, ...inTurn, name: 'package', include: ['test/package/**/*.test.ts'] },
      },
      {
        extends: true,
        test: { ...isolation, ...inTurn, name: 'long', include: ['test/**/*.long.test.ts'] },
      },
    ],
  },
});
