import { readdir } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';

import { readRegularFile } from '../base/files.ts';
import { expandTilde } from '../base/find-program.ts';
import type { Looks } from '../base/folder-look.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Variables that tell a version manager where its things are. A launcher needs them to find the
 * program that it stands for; none holds a secret.
 */
export const launcherVariables: readonly string[] = [
  'ASDF_CONFIG_FILE',
  'ASDF_DATA_DIR',
  'ASDF_DEFAULT_TOOL_VERSIONS_FILENAME',
  'ASDF_DIR',
  'BUN_INSTALL',
  'FNM_DIR',
  'MISE_CACHE_DIR',
  'MISE_CONFIG_DIR',
  'MISE_DATA_DIR',
  'MISE_GLOBAL_CONFIG_FILE',
  'MISE_STATE_DIR',
  'NVM_DIR',
  'PNPM_HOME',
  'VOLTA_HOME',
  'XDG_CACHE_HOME',
  'XDG_CONFIG_HOME',
  'XDG_DATA_HOME',
  'XDG_STATE_HOME',
];

/** Where programs of this computer are that a launcher's PATH may leave out. */
const systemFolders = ['/usr/local/bin', '/home/linuxbrew/.linuxbrew/bin', '/snap/bin'];

const npmrcBytes = 64 * 1024;

/** The `prefix` of an `.npmrc`; null when it names none. */
const npmPrefix = async (home: string, looks: Pick<Looks, 'resolve'>): Promise<string | null> => {
  const file = join(home, '.npmrc');
  const [place] = await looks.resolve([file]);
  if (place?.exists !== true || place.isSilent === true) return null;
  const text = await readRegularFile(file, npmrcBytes, 'followed').catch(() => '');
  const named = /^[ \t]*prefix[ \t]*=[ \t]*(\S.*)$/m.exec(text.toString())?.[1];
  if (named === undefined) return null;
  const plain = named
    .trim()
    .replace(/^(["'])(.*)\1$/, '$2')
    .replace(/^\$\{?HOME\}?(?=\/|$)/, '~');
  const path = expandTilde(plain, home);
  return isAbsolute(path) ? path : null;
};

const newestFirst = (a: string, b: string): number =>
  b.localeCompare(a, 'en', { numeric: true, sensitivity: 'base' });

/** `inside` of every folder in `base`, the newest version first; none where that does not answer. */
const ofVersions = async (
  base: string,
  inside: string,
  looks: Pick<Looks, 'resolve'>,
): Promise<readonly string[]> => {
  const [place] = await looks.resolve([base]);
  if (place?.exists !== true || place.isSilent === true) return [];
  const names = await readdir(base).catch(() => []);
  return names.toSorted(newestFirst).map((name) => join(base, name, inside));
};

/**
 * The folders in which version and package managers put programs, though the PATH of a desktop's
 * launcher has none of them: those that the variables name, else the usual ones. They need not exist.
 */
export const knownFolders = async (
  env: Env,
  looks: Pick<Looks, 'resolve'>,
  system: readonly string[] = systemFolders,
): Promise<readonly string[]> => {
  const home = env.HOME ?? '';
  if (!isAbsolute(home)) return system;
  const at = (name: string, usual: string): string => {
    const named = env[name] ?? '';
    return isAbsolute(named) ? named : join(home, usual);
  };
  const data = at('XDG_DATA_HOME', '.local/share');
  const inData = (name: string, usual: string): string => {
    const named = env[name] ?? '';
    return isAbsolute(named) ? named : join(data, usual);
  };
  const nvm = at('NVM_DIR', '.nvm');
  const fnm = inData('FNM_DIR', 'fnm');
  const pnpm = inData('PNPM_HOME', 'pnpm');
  const prefix = await npmPrefix(home, looks);
  return [
    join(home, '.local/bin'),
    join(home, 'bin'),
    join(at('VOLTA_HOME', '.volta'), 'bin'),
    join(inData('MISE_DATA_DIR', 'mise'), 'shims'),
    join(at('ASDF_DATA_DIR', '.asdf'), 'shims'),
    ...(await ofVersions(join(nvm, 'versions/node'), 'bin', looks)),
    join(fnm, 'aliases/default/bin'),
    ...(await ofVersions(join(fnm, 'node-versions'), 'installation/bin', looks)),
    join(at('BUN_INSTALL', '.bun'), 'bin'),
    pnpm,
    join(pnpm, 'bin'),
    ...(prefix === null ? [] : [join(prefix, 'bin')]),
    join(at('NPM_CONFIG_PREFIX', '.npm-global'), 'bin'),
    join(home, '.linuxbrew/bin'),
    ...system,
  ];
};
