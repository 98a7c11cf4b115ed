import { open, readdir, realpath } from 'node:fs/promises';
import { basename, delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import { failure, type Failure } from '../../shared/failure.ts';
import { FailureError, toFailure } from '../base/errors.ts';
import { FolderLooks, type Looks } from '../base/folder-look.ts';
import { expandTilde, findInPath, mayBeRun } from '../base/find-program.ts';
import type { CodexProgram } from './client.ts';
import { compareVersions, oldestCodex } from './codex-version.ts';
import { launcherVariables } from './known-places.ts';
import { checkProgram } from './program-check.ts';

/** Where a codex is looked for, in this order; a place that was named is not passed over. */
export interface ProgramPlaces {
  /** The setting `codexBinary`. */
  readonly setting: string | null;
  /** BULKHEAD_CODEX and PATH are read from here. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folders whose `node_modules/@openai/codex` counts. */
  readonly roots: readonly string[];
  /** Folders that are looked at as well, though PATH has none of them; none when left out. */
  readonly known?: () => Promise<readonly string[]>;
  /** The PATH of a terminal, asked only when nothing else led to a codex; null when it is not told. */
  readonly loginPath?: (signal: AbortSignal | undefined) => Promise<string | null>;
  /** Keeps what programs said of themselves, by path, mtime and size. */
  readonly cacheFile: string;
  /** How places are asked whether they answer at all. */
  readonly looks?: Pick<Looks, 'resolve'>;
  /** Breaks the search off. */
  readonly signal?: AbortSignal;
}

const isScript = async (path: string): Promise<boolean> => {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer.toString('latin1') === '#!';
  } finally {
    await file.close();
  }
};

const inVendor = async (vendor: string): Promise<string | null> => {
  const triples = await readdir(vendor).catch(() => []);
  for (const triple of triples) {
    for (const inside of ['bin/codex', 'codex/codex']) {
      const found = join(vendor, triple, inside);
      if (await mayBeRun(found)) return realpath(found);
    }
  }
  return null;
};

/** What is run in place of a file, and whether that only leads to the program. */
interface Behind {
  readonly command: string;
  readonly isLauncher: boolean;
}

/**
 * What an executable stands for. npm's launcher `@openai/codex/bin/codex.js` is resolved to the native
 * program of its platform package, so that there is one process and signals reach it. Anything else is
 * run by the name it has: one file may be many programs, as mise and volta are, and go by that.
 */
const behind = async (named: string): Promise<Behind> => {
  const path = await realpath(named);
  if (!(await isScript(path))) {
    return { command: named, isLauncher: !basename(path).startsWith('codex') };
  }
  const root = dirname(dirname(path));
  const platform = `codex-${process.platform}-${process.arch}`;
  for (const vendor of [
    join(root, 'node_modules', '@openai', platform, 'vendor'),
    join(dirname(root), platform, 'vendor'),
    join(root, 'vendor'),
  ]) {
    const found = await inVendor(vendor);
    if (found !== null) return { command: found, isLauncher: false };
  }
  return { command: named, isLauncher: true };
};

/** What a launcher is started with, beside the PATH it was found by. Pure. */
const launcherEnvironment = (env: ProgramPlaces['env']): Readonly<Record<string, string>> => {
  const kept: Record<string, string> = {};
  for (const name of ['HOME', ...launcherVariables]) {
    const value = env[name];
    if (value !== undefined && value !== '') kept[name] = value;
  }
  return kept;
};

const ownLooks = new FolderLooks();

/** The folders of a PATH in which a look for a program does not hang, as a PATH. */
const answering = async (
  path: string,
  name: string,
  looks: Pick<Looks, 'resolve'>,
): Promise<string> => {
  const folders = path.split(delimiter).filter((folder) => isAbsolute(folder));
  const places = await looks.resolve(folders.map((folder) => join(folder, name)));
  return folders.filter((_, n) => places[n]?.isSilent !== true).join(delimiter);
};

/** A file that may be run, and the PATH that it is run with. */
interface Found {
  readonly file: string;
  readonly path: string;
}

const inPath = async (
  name: string,
  path: string,
  looks: Pick<Looks, 'resolve'>,
): Promise<Found | null> => {
  const file = await findInPath(name, await answering(path, name, looks));
  return file === null ? null : { file, path };
};

const located = async (
  named: string,
  path: string,
  looks: Pick<Looks, 'resolve'>,
): Promise<Found | null> => {
  if (!named.includes('/')) return inPath(named, path, looks);
  if (isAbsolute(named)) {
    const [place] = await looks.resolve([named]);
    if (place?.isSilent === true) {
      const what = `${named} does not answer`;
      throw new FailureError(failure({ kind: 'not-found', command: named }, what));
    }
  }
  return (await mayBeRun(named)) ? { file: resolve(named), path } : null;
};

/** A script of npm's needs the node beside it, which PATH may not have. */
const withNodeBeside = async (file: string, path: string): Promise<string> => {
  const folder = dirname(file);
  if (path.split(delimiter).includes(folder) || !(await mayBeRun(join(folder, 'node'))))
    return path;
  return [folder, path].filter(Boolean).join(delimiter);
};

/** True where what a launcher starts changes while its file stays as it is. */
const isShim = async (file: string): Promise<boolean> =>
  basename(dirname(file)) === 'shims' || basename(await realpath(file)) !== basename(file);

const usable = async ({ file, path }: Found, places: ProgramPlaces): Promise<CodexProgram> => {
  const { command, isLauncher } = await behind(file);
  const own = isLauncher ? launcherEnvironment(places.env) : {};
  const ownPath = isLauncher ? await withNodeBeside(file, path) : path;
  // What is as the panel's own needs no word: every compartment has it.
  const env = ownPath === (places.env.PATH ?? '') ? own : { ...own, PATH: ownPath };
  const { cacheFile, signal } = places;
  const check = await checkProgram(command, {
    cacheFile,
    path: ownPath,
    env,
    isLauncher: isLauncher && (await isShim(file)),
    signal,
  }).catch((error: unknown) => {
    throw new FailureError(
      failure(
        { kind: 'incompatible', found: `no codex at ${command}`, needed: oldestCodex },
        toFailure(error).detail,
      ),
      { cause: error },
    );
  });
  if (compareVersions(check.version, oldestCodex) < 0 || check.missing.length > 0) {
    throw new FailureError(
      failure(
        { kind: 'incompatible', found: check.version, needed: oldestCodex },
        check.missing.length === 0 ? command : `${command} lacks ${check.missing.join(', ')}`,
      ),
    );
  }
  return { command, args: [], version: check.version, env };
};

/** What a search looked at that led to nothing, for the person. Pure. */
const lookedAt = (path: string, known: readonly string[], login: string | null): string => {
  const inPathToo = new Set(path.split(delimiter));
  const more = [...new Set([...known, ...(login ?? '').split(delimiter)])];
  const beside = more.filter((folder) => folder !== '' && !inPathToo.has(folder));
  return [
    `not in PATH: ${path}`,
    ...(beside.length === 0 ? [] : [`nor in ${beside.join(', ')}`]),
  ].join('; ');
};

/**
 * Finds the codex that helpers run: the setting, BULKHEAD_CODEX, PATH, `@openai/codex`, the folders of
 * version managers, then a terminal's PATH; npm's launcher is resolved to its native file. Accepted
 * from 0.169.0 on, newer ones when they have the methods we use. Throws a FailureError: `not-found`,
 * or `incompatible` for what was found.
 */
export const findCodex = async (places: ProgramPlaces): Promise<CodexProgram> => {
  const path = places.env.PATH ?? '';
  const looks = places.looks ?? ownLooks;
  const named = [places.setting, places.env.BULKHEAD_CODEX].find(
    (name) => name !== null && name !== undefined && name !== '',
  );
  if (named !== undefined && named !== null) {
    const file = expandTilde(named, places.env.HOME);
    const found = await located(file, path, looks);
    if (found === null) {
      throw new FailureError(failure({ kind: 'not-found', command: named }, 'no such program'));
    }
    return usable(found, places);
  }
  const refusals: Failure[] = [];
  const tried = async (found: Found | null): Promise<CodexProgram | null> => {
    if (found === null) return null;
    try {
      return await usable(found, places);
    } catch (error) {
      refusals.push(toFailure(error));
      return null;
    }
  };
  const inOwnPath = await tried(await inPath('codex', path, looks));
  if (inOwnPath !== null) return inOwnPath;
  for (const root of places.roots) {
    const file = join(root, 'node_modules', '@openai', 'codex', 'bin', 'codex.js');
    const program = await tried(await located(file, path, looks));
    if (program !== null) return program;
  }
  const known = (await places.known?.()) ?? [];
  // One may stand for a version that is not installed any more: then the next one counts.
  for (const folder of (await answering(known.join(delimiter), 'codex', looks)).split(delimiter)) {
    const file = await findInPath('codex', folder);
    const program = await tried(file === null ? null : { file, path });
    if (program !== null) return program;
  }
  const login = (await places.loginPath?.(places.signal)) ?? null;
  const byLogin = login === null ? null : await tried(await inPath('codex', login, looks));
  if (byLogin !== null) return byLogin;
  throw new FailureError(
    refusals[0] ?? failure({ kind: 'not-found', command: 'codex' }, lookedAt(path, known, login)),
  );
};
