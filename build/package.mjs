// npm run package [-- --stand-in] [-- --deb] [-- --appimage] [-- --no-build]
import { parseArgs } from 'node:util';

import { buildApp } from './build-app.mjs';
import { provideElectron } from './electron/provide-electron.mjs';
import { interruptedCode, onInterrupt, unlessInterrupted } from './interrupt.mjs';
import { packageApp } from './package/package-app.mjs';

const { values } = parseArgs({
  options: {
    'stand-in': { type: 'boolean', default: false },
    'no-build': { type: 'boolean', default: false },
    deb: { type: 'boolean', default: false },
    appimage: { type: 'boolean', default: false },
  },
});

const signal = onInterrupt();
try {
  const only = values['stand-in'] ? 'stand-in' : 'official';
  const electron = await provideElectron({ only, signal });
  console.log(electron.line);
  if (!values['no-build']) await buildApp(signal);
  const packing = packageApp(electron, [
    'dir',
    ...(values.deb ? /** @type {const} */ (['deb']) : []),
    ...(values.appimage ? /** @type {const} */ (['AppImage']) : []),
  ]);
  await unlessInterrupted(packing, signal);
  if (electron.kind === 'stand-in') {
    console.log('This package runs on the stand-in: for development and tests, never a release.');
  }
} catch (error) {
  if (signal.aborted) process.exit(interruptedCode);
  console.error(error instanceof Error ? error.message : error);
  if (!values['stand-in']) console.error('With --stand-in it can be packed for development.');
  process.exitCode = 1;
}
