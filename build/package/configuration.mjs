import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { appId } from '../desktop/app-id.mjs';
import { projectRoot } from '../electron/pinned.mjs';
import { writeLicences } from './licences.mjs';
import { launcher, writeLauncher } from './start-script.mjs';

/** @type {{ version: string, desktopName: string }} */
const manifest = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));

const scheme = 'bulkhead';

/** The launcher's own actions: what each passes to the program. */
const actions = {
  Ask: { Name: 'Ask…', args: '--ask' },
  Show: { Name: 'Open', args: '--show' },
  Drill: { Name: 'Run drill', args: '--drill' },
  Quit: { Name: 'Quit', args: '--quit' },
};

const program = '/opt/Bulkhead/bulkhead';
const start = `/opt/Bulkhead/${launcher}`;

const here = (/** @type {string} */ path) => join(projectRoot, 'build/package', path);
const built = (/** @type {string} */ path) => join(projectRoot, 'out/cli/share', path);

/** Which file of the build goes where on the system, beside the app's own folder and what it is drawn with. */
const systemFiles = [
  [here('deb/bulkhead.sh'), '/usr/bin/bulkhead'],
  [
    join(projectRoot, 'build/icons/bulkhead.svg'),
    '/usr/share/icons/hicolor/scalable/apps/bulkhead.svg',
  ],
  [
    built('bash-completion/completions/bulkhead'),
    '/usr/share/bash-completion/completions/bulkhead',
  ],
  [
    built('fish/vendor_completions.d/bulkhead.fish'),
    '/usr/share/fish/vendor_completions.d/bulkhead.fish',
  ],
  [built('man/man1/bulkhead.1.gz'), '/usr/share/man/man1/bulkhead.1.gz'],
];

/** @param {string} zsh the folder where the distribution has zsh look */
const mapped = (zsh) =>
  [...systemFiles, [built('zsh/site-functions/_bulkhead'), `${zsh}/_bulkhead`]].map(
    ([from, to]) => `${from}=${to}`,
  );

/**
 * The `.desktop` entry of an installed package, which starts the launcher: electron-builder writes the program
 * itself into it, and takes no other. Pure.
 * @param {string} entry
 */
export const startedByLauncher = (entry) =>
  entry.replace(`\nExec=${program} %U\n`, `\nExec=${start} %U\n`);

/**
 * The version that a package says of itself. One on the stand-in says so, and counts as older than the
 * release of the same number, so that the release replaces it. Pure.
 * @param {string} version
 * @param {'official' | 'stand-in'} kind
 */
export const packageVersion = (version, kind) =>
  kind === 'official' ? version : `${version}-standin`;

/**
 * How the app is packed: one archive with the bundled code and nothing from node_modules, in an
 * Electron that runs only that archive.
 * @param {{ version: string, folder: string, kind: 'official' | 'stand-in' }} electron
 * @param {{ version?: string | undefined, output?: string | undefined }} [options] `version` of the app,
 *   else package.json's; `output`, else `dist`
 * @returns {import('electron-builder').Configuration}
 */
export function packageConfiguration(electron, options = {}) {
  const compression = electron.kind === 'official' ? 'xz' : 'zst';
  return {
    appId,
    productName: 'Bulkhead',
    executableName: 'bulkhead',
    extraMetadata: { version: packageVersion(options.version ?? manifest.version, electron.kind) },
    directories: {
      output: options.output ?? join(projectRoot, 'dist'),
      buildResources: join(projectRoot, 'build'),
    },
    electronVersion: electron.version,
    electronDist: electron.folder,
    npmRebuild: false,
    asar: true,
    files: ['package.json', 'out/**', '!out/cli', '!**/*.map', '!node_modules'],
    extraResources: ['bulkhead.mjs', 'licences.json'].map((name) => ({
      from: `out/cli/${name}`,
      to: `cli/${name}`,
    })),
    extraFiles: [{ from: 'LICENSE', to: 'LICENSE' }],
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
      await writeLauncher(appOutDir);
      await writeLicences(join(appOutDir, 'LICENSES.txt'));
    },
    linux: {
      // a desktop finds the file of a window by the window's id, so the file is named like it
      syncDesktopName: true,
      target: ['deb', 'AppImage', 'rpm'],
      icon: join(projectRoot, 'build/icons'),
      category: 'Development',
      mimeTypes: [`x-scheme-handler/${scheme}`],
      synopsis: 'Control panel for an OpenClaw gateway and its helpers',
      maintainer: 'Bulkhead contributors <maintainers@bulkhead.invalid>',
      desktop: {
        entry: {
          Name: 'Bulkhead',
          Comment: 'Watch an OpenClaw gateway and run helpers beside it',
          StartupWMClass: appId,
          Keywords: 'OpenClaw;Codex;agent;',
          Actions: `${Object.keys(actions).join(';')};`,
          StartupNotify: 'true',
        },
        desktopActions: Object.fromEntries(
          Object.entries(actions).map(([id, { Name, args }]) => [
            id,
            { Name, Exec: `${start} ${args}` },
          ]),
        ),
      },
    },
    deb: {
      compression,
      packageCategory: 'utils',
      depends: [
        'libgtk-3-0 | libgtk-3-0t64',
        'libnss3',
        'libgbm1',
        'libasound2 | libasound2t64',
        // these two Chromium opens by name, which no list of what it is linked with shows
        'libx11-xcb1',
        'libsecret-1-0',
        'xdg-utils',
      ],
      recommends: ['gnome-keyring | kwalletmanager', 'libgl1', 'libnotify4'],
      afterInstall: here('deb/after-install.sh'),
      afterRemove: here('deb/after-remove.sh'),
      appArmorProfile: here('deb/apparmor-profile'),
      fpm: [
        ...mapped('/usr/share/zsh/vendor-completions'),
        `${join(projectRoot, 'LICENSE')}=/usr/share/doc/bulkhead/copyright`,
      ],
    },
    // else its launcher entry would have the sandbox off for everybody
    appImage: { executableArgs: [] },
    rpm: {
      packageCategory: 'Applications/System',
      appArmorProfile: here('deb/apparmor-profile'),
      fpm: mapped('/usr/share/zsh/site-functions'),
    },
  };
}
