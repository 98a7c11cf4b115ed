import { builtinModules } from 'node:module';
import { cp, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { build } from 'vite';
import { optionalModules } from '../../../build/bundle/optional-modules.mjs';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const bundle = async (
  entry: string,
  outDir: string,
  format: 'es' | 'cjs',
  fileName: string,
): Promise<void> => {
  await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    ssr: { noExternal: true },
    build: {
      ssr: here(entry),
      target: 'node20.18',
      outDir,
      emptyOutDir: false,
      minify: false,
      rolldownOptions: {
        external: [
          'electron',
          ...builtinModules.flatMap((name) => [name, `node:${name}`]),
          ...optionalModules,
        ],
        output: { format, entryFileNames: fileName, codeSplitting: false },
      },
    },
  });
};

/**
 * Builds the shell around a scripted panel and a page of a few lines into `folder`, so that
 * `electron <folder>` opens it. The preload is the product's own.
 */
export const buildStage = async (folder: string): Promise<void> => {
  await bundle('./main.ts', folder, 'es', 'main.js');
  await bundle('../../../electron/preload.ts', folder, 'cjs', 'preload.cjs');
  await cp(here('./page'), join(folder, 'page'), { recursive: true });
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'bulkhead-stage', type: 'module', main: 'main.js' }),
  );
};
