import { Arch, build, Platform } from 'electron-builder';

import { projectRoot } from '../electron/pinned.mjs';
import { packageConfiguration } from './configuration.mjs';

/**
 * Packs what is in `out/` with an Electron that is already there.
 * @param {{ version: string, folder: string }} electron
 * @param {readonly ('dir' | 'deb' | 'AppImage')[]} targets deb and AppImage fetch tools of theirs
 *   from GitHub
 */
export async function packageApp(electron, targets) {
  const arch = process.arch === 'arm64' ? Arch.arm64 : Arch.x64;
  await build({
    projectDir: projectRoot,
    targets: Platform.LINUX.createTarget([...targets], arch),
    publish: 'never',
    config: packageConfiguration(electron),
  });
}
