// npm run package [-- --stand-in] [-- --deb] [-- --appimage] [-- --rpm] [-- --dir] [-- --no-build]
import { rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';

import { buildApp } from './build-app.mjs';
import { projectRoot } from './electron/pinned.mjs';
import { provideElectron } from './electron/provide-electron.mjs';
import { interruptedCode, onInterrupt, unlessInterrupted } from './interrupt.mjs';
import { writeChecksums } from './package/checksums.mjs';
import { packageApp, packageAppImage } from './package/package-app.mjs';
import { hasProgram, whyUnreached } from './package/this-machine.mjs';
import { whatHinders } from './package/what-hinders.mjs';

const { values } = parseArgs({
  options: {
    'stand-in': { type: 'boolean', default: false },
    'no-build': { type: 'boolean', default: false },
    dir: { type: 'boolean', default: false },
    deb: { type: 'boolean', default: false },
    appimage: { type: 'boolean', default: false },
    rpm: { type: 'boolean', default: false },
  },
});

const dist = join(projectRoot, 'dist');
/** @type {readonly import('./package/what-hinders.mjs').PackageKind[]} */
const kinds = ['deb', 'AppImage', 'rpm'];
const named = kinds.filter((kind) => values[/** @type {'deb'} */ (kind.toLowerCase())]);
// what was named must be made; where nothing was, all that this machine can
const wanted = named.length > 0 || values.dir ? named : kinds;

const signal = onInterrupt();
try {
  const only = values['stand-in'] ? 'stand-in' : 'official';
  const electron = await provideElectron({ only, signal });
  console.log(electron.line);
  if (!values['no-build']) await buildApp(signal);
  await rm(join(dist, 'SHA256SUMS'), { force: true });
  await unlessInterrupted(packageApp(electron, ['dir']), signal);
  /** @type {string[]} */
  const files = [];
  /** @type {string[]} */
  const missing = [];
  for (const kind of wanted) {
    const why = await whatHinders(kind, { has: hasProgram, reach: whyUnreached });
    if (why !== null) missing.push(`${kind}: ${why}`);
    else {
      const packing =
        kind === 'AppImage' ? packageAppImage(electron, dist) : packageApp(electron, [kind]);
      files.push(...(await unlessInterrupted(packing, signal)));
    }
  }
  console.log(`Made: ${join(dist, 'linux-unpacked')}`);
  for (const file of files) {
    console.log(`Made: ${file} (${((await stat(file)).size / 1e6).toFixed(1)} MB)`);
  }
  if (files.length > 0) {
    const sums = await writeChecksums(dist, files);
    console.log(`Made: ${sums}, of ${files.map((file) => basename(file)).join(', ')}`);
  }
  for (const line of missing) console.log(`Not made: ${line}`);
  if (named.length > 0 && missing.length > 0) process.exitCode = 1;
  if (electron.kind === 'stand-in') {
    console.log('This package runs on the stand-in: for development and tests, never a release.');
  }
} catch (error) {
  if (signal.aborted) process.exit(interruptedCode);
  console.error(error instanceof Error ? error.message : error);
  if (!values['stand-in']) console.error('With --stand-in it can be packed for development.');
  process.exitCode = 1;
}
