import { builtinModules } from 'node:module';
import { join } from 'node:path';

import { build } from 'vite';

import { pinnedElectron, projectRoot } from '../electron/pinned.mjs';
import { optionalModules } from './optional-modules.mjs';

/**
 * Bundles one entry with all it imports into one ES module for plain Node 20.19.
 * @param {string} entry relative to the project
 * @param {string} outFile relative to the project
 */
export async function bundleProgram(entry, outFile) {
  const slash = outFile.lastIndexOf('/');
  await build({
    configFile: false,
    root: projectRoot,
    logLevel: 'warn',
    publicDir: false,
    define: { __PINNED_ELECTRON__: JSON.stringify(pinnedElectron) },
    ssr: { noExternal: true },
    build: {
      ssr: join(projectRoot, entry),
      target: 'node20.19',
      outDir: join(projectRoot, outFile.slice(0, slash)),
      emptyOutDir: true,
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        external: [...builtinModules.flatMap((name) => [name, `node:${name}`]), ...optionalModules],
        output: {
          format: 'es',
          entryFileNames: outFile.slice(slash + 1),
          codeSplitting: false,
        },
      },
    },
  });
}
