import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Arch, build, Platform } from 'electron-builder';

import { projectRoot } from '../electron/pinned.mjs';
import { guardStart } from './appimage/start-script.mjs';
import { packageConfiguration, startedByLauncher } from './configuration.mjs';

/**
 * Packs what is in `out/` with an Electron that is already there.
 * @param {{ version: string, folder: string, kind: 'official' | 'stand-in' }} electron
 * @param {readonly ('dir' | 'deb' | 'rpm')[]} targets a deb is made by this system's dpkg-deb, an rpm by
 *   its fpm
 * @param {{ version?: string | undefined, output?: string | undefined }} [options] the app's version and
 *   the folder for what is made, else package.json's and `dist`
 * @returns {Promise<readonly string[]>} the files that were made
 */
export async function packageApp(electron, targets, options) {
  const arch = process.arch === 'arm64' ? Arch.arm64 : Arch.x64;
  const fpm = process.env.CUSTOM_FPM_PATH;
  if (targets.includes('rpm')) process.env.CUSTOM_FPM_PATH = 'fpm';
  if (targets.includes('deb')) {
    process.env.CUSTOM_FPM_PATH = fileURLToPath(new URL('fpm-over-dpkg-deb.mjs', import.meta.url));
  }
  try {
    return await build({
      projectDir: projectRoot,
      targets: Platform.LINUX.createTarget([...targets], arch),
      publish: 'never',
      effectiveOptionComputed: useLauncher,
      config: packageConfiguration(electron, options),
    });
  } finally {
    if (fpm === undefined) delete process.env.CUSTOM_FPM_PATH;
    else process.env.CUSTOM_FPM_PATH = fpm;
  }
}

/**
 * electron-builder's way to look at what it is about to hand to fpm.
 * @param {unknown} options fpm's arguments, and the file of the `.desktop` entry
 * @returns {Promise<boolean>} that it goes on; rejects when there is no such entry
 */
async function useLauncher(options) {
  const [, file] = /** @type {unknown[]} */ (options);
  if (typeof file !== 'string') throw new Error('electron-builder names no .desktop entry');
  const entry = await readFile(file, 'utf8');
  const own = startedByLauncher(entry);
  if (own === entry) throw new Error(`the .desktop entry does not start the program: ${entry}`);
  await writeFile(file, own);
  return false;
}

/**
 * Packs an AppImage, whose program says what hinders its sandbox before Chromium does. It is packed from an
 * unpacked app of its own, for every other package has the program itself in that place.
 * @param {Parameters<typeof packageApp>[0]} electron
 * @param {string} output the folder for it
 * @returns {Promise<readonly string[]>} the file that was made
 */
export async function packageAppImage(electron, output) {
  const folder = join(output, 'appimage');
  const arch = process.arch === 'arm64' ? Arch.arm64 : Arch.x64;
  try {
    const made = await build({
      projectDir: projectRoot,
      targets: Platform.LINUX.createTarget(['AppImage'], arch),
      publish: 'never',
      config: {
        ...packageConfiguration(electron, { output: folder }),
        // the app is packed and its fuses are set by then, and nothing was copied from it
        artifactBuildStarted: () => guardStart(join(folder, 'linux-unpacked')),
      },
    });
    const files = made.filter((file) => file.endsWith('.AppImage'));
    const kept = files.map((file) => join(output, basename(file)));
    for (const [at, file] of files.entries()) await rename(file, kept[at] ?? file);
    return kept;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
