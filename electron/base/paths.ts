import {
  accessSync,
  chmodSync,
  constants,
  lstatSync,
  mkdirSync,
  renameSync,
  statSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

import { socketPlaces } from './socket-path.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The places below `home`, each absolute. */
export interface Places {
  /** Electron's userData. */
  readonly userData: string;
  readonly vault: string;
  readonly logs: string;
  /** One folder per isolated helper or shared client. */
  readonly compartments: string;
  /** Homes of the processes that own accounts. */
  readonly accounts: string;
  /** What was seen and found out, kept across restarts without a secret in it. */
  readonly history: string;
  /** What each codex that was found says of itself. */
  readonly codexPrograms: string;
  /** Folders that helpers work in now, and what was there before. */
  readonly visitedFolders: string;
  /** The helpers that ended, a file each. */
  readonly helpers: string;
  /** The helpers that have left the list, as lines of files. */
  readonly archive: string;
  /** What we prove to be to each gateway address, a key pair each. */
  readonly devices: string;
  readonly run: string;
  /** Of the drill that runs; not there when none does. */
  readonly drill: string;
  /** The launcher of practice's own helper program. */
  readonly bin: string;
  /** Never there: stands for the person's CODEX_HOME while practising. */
  readonly noCodexHome: string;
}

/** Every place of ours. All of it lies below `home`, apart from the socket. */
export interface Paths extends Places {
  /** BULKHEAD_HOME, or its `practice` folder while practising. */
  readonly home: string;
  readonly practice: boolean;
  /** Where the panel opens its control socket. */
  readonly socket: string;
  /** Where one may be found, `socket` first: see `socketPlaces`. */
  readonly sockets: readonly [string, ...string[]];
}

/** The one table of the folders below a home; the stores of settings and window lie beside them. */
export const placesIn = (home: string): Places => ({
  userData: join(home, 'electron'),
  vault: join(home, 'vault'),
  logs: join(home, 'logs'),
  compartments: join(home, 'compartments'),
  accounts: join(home, 'accounts'),
  history: join(home, 'history'),
  codexPrograms: join(home, 'history', 'codex-programs.json'),
  visitedFolders: join(home, 'run', 'visited-folders.json'),
  helpers: join(home, 'helpers'),
  archive: join(home, 'archive'),
  devices: join(home, 'devices'),
  run: join(home, 'run'),
  drill: join(home, 'drill'),
  bin: join(home, 'bin'),
  noCodexHome: join(home, 'no-codex-home'),
});

const given = (value: string | undefined): string | null =>
  value === undefined || value === '' ? null : value;

/** BULKHEAD_HOME, else `$XDG_DATA_HOME/bulkhead`, else `~/.local/share/bulkhead`; absolute. */
export const resolveHome = (env: Environment = process.env, userHome = homedir()): string => {
  const own = given(env.BULKHEAD_HOME);
  if (own !== null) return resolve(own);
  const data = given(env.XDG_DATA_HOME);
  // The base directory specification tells to ignore a relative path.
  const base = data?.startsWith('/') === true ? data : join(userHome, '.local', 'share');
  return join(base, 'bulkhead');
};

/** Where everything is; of the disk only links and the rights of a folder for the socket are read. */
export const pathsFor = (
  options: {
    readonly env?: Environment;
    readonly userHome?: string;
    readonly practice?: boolean;
  } = {},
): Paths => {
  const env = options.env ?? process.env;
  const practice = options.practice ?? false;
  const base = resolveHome(env, options.userHome);
  const home = practice ? join(base, 'practice') : base;
  const { run } = placesIn(home);
  const sockets = socketPlaces({ home, run, practice, env, uid: process.getuid?.() ?? 0 });
  return { ...placesIn(home), home, practice, socket: sockets[0], sockets };
};

/** Makes a folder that only its owner may enter, also when it was there with wider rights. */
export const makePrivateFolder = (folder: string): void => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if ((statSync(folder).mode & 0o777) !== 0o700) chmodSync(folder, 0o700);
};

const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

const putAside = (path: string): string => {
  for (let n = 1; ; n += 1) {
    const aside = n === 1 ? `${path}.broken` : `${path}.broken-${n}`;
    if (isThere(aside)) continue;
    renameSync(path, aside);
    return aside;
  }
};

/** As it, but what stands in its place, or belongs to somebody else, is put aside: answers where. */
const makeOrReplace = (folder: string): string | null => {
  try {
    makePrivateFolder(folder);
    // One that only somebody else may enter has the right mode as well.
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return null;
  } catch (error) {
    if (!isThere(folder)) throw error;
    const aside = putAside(folder);
    makePrivateFolder(folder);
    return aside;
  }
};

/** The names of the log and of the one before it, in the folder of logs. */
export const logNames = { current: 'bulkhead.log', before: 'bulkhead.old.log' } as const;

/** What stands in the place of a log and is no file that could be written: answers where it is now. */
const clearForLog = (file: string): string | null => {
  try {
    if (!isThere(file)) return null;
    accessSync(file, constants.W_OK);
    if (statSync(file).isFile()) return null;
  } catch {
    // A link that leads nowhere, or a file of somebody else.
  }
  return putAside(file);
};

/**
 * Makes the home folder and the folders below it that several write to, each 0700; the others are
 * made by the one who fills them. What is no folder of ours there, and no log that could be written
 * to, is renamed to `<name>.broken`; answers the new paths of all that was. Throws what the disk says.
 */
export const preparePaths = (paths: Paths): readonly string[] => {
  if (paths.practice) makePrivateFolder(dirname(paths.home));
  makePrivateFolder(paths.home);
  const folders = [
    paths.userData,
    paths.vault,
    paths.logs,
    paths.compartments,
    paths.accounts,
    paths.history,
    paths.helpers,
    paths.devices,
    paths.run,
  ].flatMap((folder) => makeOrReplace(folder) ?? []);
  // Whoever opens a FIFO to write waits for a reader, and nobody reads a log.
  const logs = Object.values(logNames).flatMap((name) => clearForLog(join(paths.logs, name)) ?? []);
  return [...folders, ...logs];
};
