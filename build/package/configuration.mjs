import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { appId } from '../desktop/app-id.mjs';
import { projectRoot } from '../electron/pinned.mjs';

/**
 * How the app is packed: one archive with the bundled code and nothing from node_modules, in an
 * Electron that runs only that archive.
 * @param {{ version: string, folder: string }} electron
 * @returns {import('electron-builder').Configuration}
 */
export function packageConfiguration(electron) {
  return {
    appId,
    productName: 'Bulkhead',
    executableName: 'bulkhead',
    directories: { output: join(projectRoot, 'dist'), buildResources: join(projectRoot, 'build') },
    electronVersion: electron.version,
    electronDist: electron.folder,
    npmRebuild: false,
    asar: true,
    files: ['package.json', 'out/**', '!out/cli', '!**/*.map', '!node_modules'],
    extraResources: [{ from: 'out/cli/bulkhead.mjs', to: 'cli/bulkhead.mjs' }],
    electronFuses: {
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      onlyLoadAppFromAsar: true,
      enableEmbeddedAsarIntegrityValidation: true,
      // the page comes over app://, so file: needs no rights of its own
      grantFileProtocolExtraPrivileges: false,
      loadBrowserProcessSpecificV8Snapshot: false,
      // the panel keeps no cookies, and the key for them may hang in a locked keyring
      enableCookieEncryption: false,
    },
    afterPack: async ({ appOutDir }) => {
      await rm(join(appOutDir, 'resources/default_app.asar'), { force: true });
      await rm(join(appOutDir, '.complete'), { force: true });
    },
    linux: {
      // a desktop finds the file of a window by the window's id, so the file is named like it
      syncDesktopName: true,
      target: ['deb', 'AppImage'],
      icon: join(projectRoot, 'build/icons'),
      category: 'Development',
      synopsis: 'Control panel for an OpenClaw gateway and its helpers',
      desktop: {
        entry: {
          Name: 'Bulkhead',
          Comment: 'Watch an OpenClaw gateway and run helpers beside it',
          StartupWMClass: appId,
          Keywords: 'OpenClaw;Codex;agent;',
        },
      },
    },
    deb: {
      depends: ['libgtk-3-0 | libgtk-3-0t64', 'libnss3', 'libgbm1', 'libasound2 | libasound2t64'],
      recommends: ['libnotify4'],
    },
  };
}
