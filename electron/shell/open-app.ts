import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { availableParallelism, homedir } from 'node:os';
import { dirname, join } from 'node:path';

import { app, shell } from 'electron';

import { describeCause } from '../../shared/describe-cause.ts';
import { describeSetAside } from '../../shared/describe-set-aside.ts';
import type { Failure } from '../../shared/failure.ts';
import type { Notice } from '../../shared/state.ts';
import type { Ambient } from '../base/ambient.ts';
import { noBus } from '../base/bus-address.mjs';
import { systemClock } from '../base/clock.ts';
import { knownFolders } from '../codex/known-places.ts';
import { findCodex } from '../codex/program.ts';
import { Keepers } from '../keeper/keepers.ts';
import { inScopes } from '../keeper/place.ts';
import { UserSystemd } from '../keeper/user-systemd.ts';
import { createStartKeptAccount } from '../keeper/kept-account.ts';
import { createStartKeptClient } from '../keeper/kept-client.ts';
import { createOpenKeptArchive } from '../keeper/kept-archive.ts';
import { createKeptLooks } from '../keeper/kept-looks.ts';
import { checkSandboxes } from '../codex/program-check.ts';
import { ControlServer } from '../control/server.ts';
import { secretServiceReady } from '../credentials/vault/keyring-probe.ts';
import { createOpenBrowser } from '../credentials/sign-in/browser.ts';
import { toFailure } from '../base/errors.ts';
import { createFileLog } from '../base/log-file.ts';
import { licencesFileOf } from '../base/licences.ts';
import { createLoginPath } from '../base/login-path.ts';
import { createRecentLog } from '../base/recent-log.ts';
import { ownFlags, ownProgram, type OwnHost } from '../base/own-program.ts';
import { faultProgramVersion } from '../faults/run-fault.ts';
import { OpenParts } from '../base/open-parts.ts';
import { createOpenPanel } from '../panel/modes.ts';
import { behindPracticeWall, PanelHost } from '../panel/host.ts';
import type { PanelPort } from '../ports/panel-port.ts';
import type { Paths } from '../base/paths.ts';
import { practiceProgram } from '../practice/program/command.ts';
import { playPracticeStory } from '../practice/practice-story.ts';
import { createRedactor } from '../base/redact.ts';
import { createAbout } from './about.ts';
import { createAutostart } from './autostart.ts';
import { autostartFile, startedBy } from './autostart-entry.ts';
import { createDesktopMemory } from './desktop-memory.ts';
import { mishaps } from './caught.ts';
import { openDesktop } from './desktop.ts';
import { appId, electronInfo, bulkheadVersion } from '../base/version.ts';
import { createSecretBox } from './safe-storage.ts';
import { startsHidden } from './start-words.ts';
import { openSessionBus } from './session-bus.ts';
import { createStoreFile } from './store-file.ts';

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

/** The launcher of an installed package, else the program itself. */
const ownCommand = (): string => {
  const launcher = join(dirname(process.execPath), 'bulkhead-start');
  return app.isPackaged && existsSync(launcher) ? launcher : process.execPath;
};

const appFile = (path: string): string => join(app.getAppPath(), 'out', path);

/** What was done before Electron could be ready. */
interface Begun {
  readonly paths: Paths;
  /** What stood in the place of our folders, and was put aside. */
  readonly aside: readonly string[];
}

/**
 * Opens the app's parts, connects them and shows the window. May begin before Electron is ready.
 * Rejects when a part cannot be opened that nothing goes without.
 */
export const openApp = async ({ paths, aside }: Begun): Promise<void> => {
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
  const given = process.env.DBUS_SESSION_BUS_ADDRESS;
  const busAddress = given === noBus ? undefined : given;
  const parts = new OpenParts();
  parts.after(() => keepers.close());
  const manager = new UserSystemd({
    openBus: () => openSessionBus(busAddress),
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

  const ownHost: OwnHost = {
    kind: 'electron',
    execPath: process.execPath,
    appFolder: app.isPackaged ? null : app.getAppPath(),
    noSandbox: app.commandLine.hasSwitch('no-sandbox'),
  };

  await app.whenReady();
  // Electron before 41 gives X11 windows the name as their class, and later ones `desktopName`. Not before it is
  // ready: until then the name is also that of the key in the password store.
  if (electronInfo(process.versions.electron).standIn) app.setName(appId);
  const desktop = openDesktop({
    rendererRoot: appFile('renderer'),
    preload: appFile('preload/preload.cjs'),
    busAddress,
    memory: createDesktopMemory(createStoreFile({ folder: paths.home, name: 'desktop', now }), log),
    autostart: createAutostart(
      autostartFile(process.env, homedir(), appId),
      startedBy(process.env, {
        command: ownCommand(),
        args: [
          ...(ownHost.noSandbox ? ['--no-sandbox'] : []),
          ...(ownHost.appFolder === null ? [] : [ownHost.appFolder]),
        ],
      }),
    ),
    about: createAbout({
      paths,
      licencesFile: licencesFileOf({
        isPackaged: app.isPackaged,
        appPath: app.getAppPath(),
        resourcesPath: process.resourcesPath,
      }),
      program: process.execPath,
      env: process.env,
      versions: process.versions,
      openPath: (path) => shell.openPath(path),
      ambient,
    }),
    ambient,
    signal: parts.closing,
    close: () => parts.close(),
  });
  /** Starts that are not answered yet; null once each is answered as it comes. */
  let early: (readonly string[])[] | null = [process.argv];
  app.on('second-instance', (_event, argv) => {
    if (early === null) desktop.open(argv);
    else early.push(argv);
  });

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
      askShortcut: { phase: 'off' },
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
    openArchive: createOpenKeptArchive(keepers),
    startClient,
    drill: {
      program: {
        ...ownProgram(ownHost, ownFlags.drill),
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
          looks,
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
  if (early.length === 1 && startsHidden(process.argv)) desktop.openHidden();
  else for (const argv of early) desktop.open(argv);
  early = null;
  // Only now: the first helper does not wait for a thread, nor the window for a spare one.
  keepers.prepare();
  if (story) await playPracticeStory(host);
};
