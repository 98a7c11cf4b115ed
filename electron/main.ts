import { mishaps } from './shell/caught.ts';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { availableParallelism, homedir } from 'node:os';
import { join } from 'node:path';

import { app } from 'electron';

import { describeCause } from '../shared/describe-cause.ts';
import { describeSetAside } from '../shared/describe-set-aside.ts';
import type { Failure } from '../shared/failure.ts';
import type { Notice } from '../shared/state.ts';
import type { Ambient } from './base/ambient.ts';
import { systemClock } from './base/clock.ts';
import { knownFolders } from './codex/known-places.ts';
import { findCodex } from './codex/program.ts';
import { Keepers } from './keeper/keepers.ts';
import { inScopes } from './keeper/place.ts';
import { UserSystemd } from './keeper/user-systemd.ts';
import { createStartKeptAccount } from './keeper/kept-account.ts';
import { createStartKeptClient } from './keeper/kept-client.ts';
import { createKeptLooks } from './keeper/kept-looks.ts';
import { checkSandboxes } from './codex/program-check.ts';
import { ControlServer } from './control/server.ts';
import { secretServiceReady } from './credentials/vault/keyring-probe.ts';
import { createOpenBrowser } from './credentials/sign-in/browser.ts';
import { toFailure } from './base/errors.ts';
import { createFileLog } from './base/log-file.ts';
import { createLoginPath } from './base/login-path.ts';
import { createRecentLog } from './base/recent-log.ts';
import { ownProgram, type OwnHost } from './base/own-program.ts';
import { drillHelperFlag, faultProgramVersion, runFault } from './faults/run-fault.ts';
import { OpenParts } from './base/open-parts.ts';
import { createOpenPanel } from './panel/modes.ts';
import { behindPracticeWall, PanelHost } from './panel/host.ts';
import type { PanelPort } from './ports/panel-port.ts';
import { pathsFor, preparePaths } from './base/paths.ts';
import { practiceHelperFlag, practiceProgram } from './practice/program/command.ts';
import { runHelperProgram } from './practice/program/program.ts';
import { playPracticeStory } from './practice/practice-story.ts';
import { createRedactor } from './base/redact.ts';
import { createDesktopMemory } from './shell/desktop-memory.ts';
import { openDesktop, takeSingleInstance } from './shell/desktop.ts';
import { electronInfo, bulkheadVersion } from './base/version.ts';
import { createSecretBox } from './shell/safe-storage.ts';
import { refusedSwitch } from './shell/refused-switches.ts';
import { closeNetwork, registerPageScheme } from './shell/security.ts';
import { openSessionBus } from './shell/session-bus.ts';
import { createStoreFile } from './shell/store-file.ts';

/** Opens practice at once. */
const practiceFlag = '--practice';
/** Opens practice with the story of the panel running. */
const storyFlag = '--practice-story';

const socketRefused = (why: Failure): Notice => ({
  id: 'control-socket',
  tone: 'attention',
  title: 'The command line cannot reach this panel',
  text: `${describeCause(why, 'app')}. Everything in the window works.`,
});

/** Where a session without a bus address of its own has the bus of its user. */
const userBus = ({ XDG_RUNTIME_DIR: folder = '' }: NodeJS.ProcessEnv): string | undefined =>
  folder === '' || !existsSync(join(folder, 'bus')) ? undefined : `unix:path=${folder}/bus`;

const appFile = (path: string): string => join(app.getAppPath(), 'out', path);

const start = async (): Promise<void> => {
  const paths = pathsFor();
  const aside = preparePaths(paths);
  app.setPath('userData', paths.userData);
  registerPageScheme();
  closeNetwork();
  let show = (): void => undefined;
  if (!takeSingleInstance(() => show())) {
    process.stdout.write('Bulkhead is already open: its window is shown.\n');
    app.quit();
    return;
  }
  await app.whenReady();

  const clock = systemClock;
  const now = (): number => clock.now();
  const redactor = createRedactor();
  const { log, recent } = createRecentLog(createFileLog(paths.logs, redactor, now), clock);
  const keepers = new Keepers({ script: appFile('keeper/keeper.mjs'), clock, log });
  mishaps.logTo({ log, redact: (text) => redactor.text(text) });
  const ambient: Ambient = {
    clock,
    log,
    random: Math.random,
    newId: () => randomUUID().slice(0, 8),
  };
  const looks = createKeptLooks(keepers);
  const terminalPath = createLoginPath(process.env);
  const busAddress = process.env.DBUS_SESSION_BUS_ADDRESS;
  const parts = new OpenParts();
  parts.after(() => keepers.close());
  const manager = new UserSystemd({
    openBus: () => openSessionBus(busAddress ?? userBus(process.env)),
    pid: process.pid,
    id: ambient.newId(),
    clock,
    log,
  });
  parts.after(() => {
    manager.close();
    return Promise.resolve();
  });
  const place = inScopes(manager);
  const isQuitting = (): boolean => parts.closing.aborted;

  const desktop = openDesktop({
    rendererRoot: appFile('renderer'),
    preload: appFile('preload/preload.cjs'),
    busAddress,
    memory: createDesktopMemory(createStoreFile({ folder: paths.home, name: 'desktop', now }), log),
    ambient,
    close: () => parts.close(),
  });
  show = () => {
    desktop.show();
  };

  const serve = async (panel: PanelPort, path: string): Promise<() => Promise<void>> => {
    const server = new ControlServer({
      panel,
      path,
      clock,
      log,
      confirm: (what, signal) => desktop.confirm({ message: `${what}?`, action: what }, signal),
    });
    await server.open();
    return () => server.close();
  };

  const ownHost: OwnHost = {
    kind: 'electron',
    execPath: process.execPath,
    appFolder: app.isPackaged ? null : app.getAppPath(),
    noSandbox: app.commandLine.hasSwitch('no-sandbox'),
  };
  const startClient = createStartKeptClient({
    keepers,
    newId: () => `client-${ambient.newId()}`,
    looks,
    place,
  });
  const open = createOpenPanel({
    env: process.env,
    personHome: homedir(),
    app: () => ({
      pid: process.pid,
      version: bulkheadVersion,
      ...electronInfo(process.versions.electron),
      tray: 'unknown',
      startedAt: now(),
    }),
    ambient,
    cores: availableParallelism(),
    redactor: {
      ...redactor,
      know: (secret) => {
        redactor.know(secret);
        keepers.know(secret);
      },
    },
    desktop,
    looks,
    startClient,
    drill: {
      program: {
        ...ownProgram(ownHost, drillHelperFlag),
        version: faultProgramVersion,
        env: {},
        reservesMemory: true,
      },
      startClient,
    },
    recentEvents: recent,
    accounts: {
      startServer: createStartKeptAccount(keepers, place),
      keyringReady: () => secretServiceReady(busAddress),
      openBrowser: createOpenBrowser(process.env),
    },
    switchTo: (mode) => host.switchTo(mode),
    real: {
      paths,
      settingsFile: createStoreFile({ folder: paths.home, name: 'settings', now }),
      secretBox: createSecretBox({ busAddress, desktop: process.env.XDG_CURRENT_DESKTOP }),
      findProgram: (setting, signal) =>
        findCodex({
          setting,
          env: process.env,
          roots: [app.getAppPath()],
          known: () => knownFolders(process.env, looks),
          loginPath: terminalPath,
          cacheFile: paths.codexPrograms,
          looks,
          signal,
        }),
      lookAtSandboxes: (program, signal) =>
        checkSandboxes(program, {
          cacheFile: paths.codexPrograms,
          path: process.env.PATH ?? '',
          signal,
        }),
    },
    practiceProgram: practiceProgram(ownHost),
    serve: (panel, { socket }) => serve(panel, socket),
  });

  const story = process.argv.includes(storyFlag);
  const practice = story || process.argv.includes(practiceFlag);
  const host = await parts.opened(PanelHost.open(practice ? 'practice' : 'real', open), (opened) =>
    opened.close(),
  );
  if (isQuitting()) return;
  desktop.connect(host);
  if (aside.length > 0) desktop.notify(describeSetAside('folder', aside));
  mishaps.showBy((notice) => desktop.notify(notice));
  try {
    await parts.opened(serve(behindPracticeWall(host), paths.socket), (close) => close());
  } catch (error) {
    log.error('control socket refused', { error });
    desktop.notify(socketRefused(toFailure(error)));
  }
  if (isQuitting()) return;
  desktop.show();
  // Only now: the first helper does not wait for a thread, nor the window for a spare one.
  keepers.prepare();
  if (story) await playPracticeStory(host);
};

/** Makes this process a helper of the app's own, without a window, until its stdin ends. */
const runOwnHelper = async (run: () => Promise<number>): Promise<void> => {
  const home = process.env.CODEX_HOME;
  // Otherwise Electron would make its own folder in the person's home.
  if (home !== undefined) app.setPath('userData', join(home, 'electron'));
  app.exit(await run());
};

/**
 * Only a test puts a file of that name beside the archive, to look into the window that it packed:
 * whoever can write there can exchange the program as well.
 */
const mayBeLookedInto = (): boolean =>
  !app.isPackaged || existsSync(join(process.resourcesPath, 'may-be-looked-into'));

const refused = mayBeLookedInto() ? null : refusedSwitch((name) => app.commandLine.hasSwitch(name));

if (refused !== null) {
  process.stderr.write(`Bulkhead does not start with --${refused}.\n`);
  app.exit(1);
} else if (process.argv.includes(practiceHelperFlag)) {
  void runOwnHelper(() => runHelperProgram(process.stdin, process.stdout));
} else if (process.argv.includes(drillHelperFlag)) void runOwnHelper(() => runFault(process.env));
else {
  mishaps.begin();
  start().catch((error: unknown) => {
    const { detail } = toFailure(error);
    process.stderr.write(`Bulkhead could not start: ${detail}\n`);
    app.exit(1);
  });
}
