import { fileURLToPath } from 'node:url';

import { Arch, build, Platform } from 'electron-builder';

import { projectRoot } from '../electron/pinned.mjs';
import { packageConfiguration } from './configuration.mjs';

/**
 * Packs what is in `out/` with an Electron that is already there.
 * @param {{ version: string, folder: string, kind: 'official' | 'stand-in' }} electron
 * @param {readonly ('dir' | 'deb' | 'AppImage' | 'rpm')[]} targets AppImage and rpm fetch tools of theirs
 *   from GitHub; a deb is made by this system's dpkg-deb
 * @param {{ version?: string | undefined, output?: string | undefined }} [options] the app's version and
 *   the folder for what is made, else package.json's and `dist`
 * @returns {Promise<readonly string[]>} the files that were made
 */
export async function packageApp(electron, targets, options) {
  const arch = process.arch === 'arm64' ? Arch.arm64 : Arch.x64;
  const fpm = process.env.CUSTOM_FPM_PATH;
  if (targets.includes('deb')) {
    process.env.CUSTOM_FPM_PATH = fileURLToPath(new URL('fpm-over-dpkg-deb.mjs', import.meta.url));
  }
  try {
    return await build({
      projectDir: projectRoot,
      targets: Platform.LINUX.createTarget([...targets], arch),
      publish: 'never',
      config: packageConfiguration(electron, options),
    });
  } finally {
    if (fpm === undefined) delete process.env.CUSTOM_FPM_PATH;
    else process.env.CUSTOM_FPM_PATH = fpm;
  }
}
