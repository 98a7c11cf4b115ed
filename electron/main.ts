import { mishaps } from './shell/caught.ts';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { app } from 'electron';

import { busAddressFor } from './base/bus-address.mjs';
import { toFailure } from './base/errors.ts';
import { commandLineOf, ownFlags } from './base/own-program.ts';
import { pathsFor, preparePaths } from './base/paths.ts';
import { isLookedFor } from './shell/password-store.ts';
import { refusedSwitch } from './shell/refused-switches.ts';
import { closeNetwork, registerPageScheme } from './shell/security.ts';
import { isTooLong } from './shell/start-words.ts';

// Electron gets ready only once this page and all that it imports is evaluated: what can wait comes by
// `import()`, and nothing is awaited outside of a function but the command line, and what Chromium must be
// told before.

const start = async (): Promise<void> => {
  const paths = pathsFor();
  const aside = preparePaths(paths);
  app.setPath('userData', paths.userData);
  registerPageScheme();
  closeNetwork();
  if (!app.requestSingleInstanceLock()) {
    process.stdout.write('Bulkhead is already open: its window is shown.\n');
    app.quit();
    return;
  }
  const { openApp } = await import('./shell/open-app.ts');
  await openApp({ paths, aside });
};

/** Tells Chromium, which reads it when it gets ready, the password store of a desktop where it would find none. */
const tellPasswordStore = async (desktop: string | undefined): Promise<void> => {
  const { storeOnBus } = await import('./shell/password-store-look.ts');
  const store = await storeOnBus(process.env.DBUS_SESSION_BUS_ADDRESS, desktop);
  if (store !== null) app.commandLine.appendSwitch('password-store', store);
};

/** Makes this process a helper of the app's own, without a window, until its stdin ends. */
const runOwnHelper = async (run: () => Promise<number>): Promise<void> => {
  const home = process.env.CODEX_HOME;
  // Otherwise Electron would make its own folder in the person's home.
  if (home !== undefined) app.setPath('userData', join(home, 'electron'));
  app.exit(await run());
};

const runPracticeHelper = async (): Promise<number> => {
  const { runHelperProgram } = await import('./practice/program/program.ts');
  return runHelperProgram(process.stdin, process.stdout);
};

const runDrillHelper = async (): Promise<number> => {
  const { runFault } = await import('./faults/run-fault.ts');
  return runFault(process.env);
};

/** As `electron/control/cli.ts` in plain Node. Never rejects. */
const runCommandLine = async (args: readonly string[]): Promise<void> => {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const { processIo } = await import('./control/cli-io.ts');
  const { runCli } = await import('./control/run-cli.ts');
  const { licencesFileOf } = await import('./base/licences.ts');
  const licencesFile = licencesFileOf({
    isPackaged: app.isPackaged,
    appPath: app.getAppPath(),
    resourcesPath: process.resourcesPath,
  });
  const deps = { env: process.env, io: processIo, now: () => Date.now(), licencesFile };
  app.exit(await runCli(args, deps));
};

/**
 * Only a test puts a file of that name beside the archive, to look into the window that it packed:
 * whoever can write there can exchange the program as well.
 */
const mayBeLookedInto = (): boolean =>
  !app.isPackaged || existsSync(join(process.resourcesPath, 'may-be-looked-into'));

const commandLine = commandLineOf(process.argv);
const refused = mayBeLookedInto() ? null : refusedSwitch((name) => app.commandLine.hasSwitch(name));

if (refused !== null) {
  process.stderr.write(`Bulkhead does not start with --${refused}.\n`);
  app.exit(1);
} else if (commandLine !== null) {
  // The one thing that is awaited here, and on purpose: Electron never gets ready, opens nothing, writes nothing.
  await runCommandLine(commandLine);
} else if (isTooLong(process.argv)) {
  process.stderr.write('Bulkhead does not start with arguments as long as these.\n');
  app.exit(1);
} else if (process.argv.includes(ownFlags.practice)) void runOwnHelper(runPracticeHelper);
else if (process.argv.includes(ownFlags.drill)) void runOwnHelper(runDrillHelper);
else {
  mishaps.begin();
  // For a start past the launcher: mostly before Chromium connects, but under load it was seen to be there
  // first, and then it crashes.
  process.env.DBUS_SESSION_BUS_ADDRESS = busAddressFor(process.env);
  start().catch((error: unknown) => {
    const { detail } = toFailure(error);
    process.stderr.write(`Bulkhead could not start: ${detail}\n`);
    app.exit(1);
  });
  const desktop = process.env.XDG_CURRENT_DESKTOP;
  const isChosen = app.commandLine.hasSwitch('password-store');
  if (!isChosen && isLookedFor(desktop)) await tellPasswordStore(desktop);
}
