import { open, readdir } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { failure, type Failure } from '../../shared/failure.ts';
import { FailureError, toFailure } from '../base/errors.ts';
import { FolderLooks, type Looks } from '../base/folder-look.ts';
import { executable, findInPath } from '../base/find-program.ts';
import type { CodexProgram } from './client.ts';
import { compareVersions, oldestCodex } from './codex-version.ts';
import { checkProgram } from './program-check.ts';

/** Where a codex is looked for, in this order; a place that was named is not passed over. */
export interface ProgramPlaces {
  /** The setting `codexBinary`. */
  readonly setting: string | null;
  /** BULKHEAD_CODEX and PATH are read from here. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folders whose `node_modules/@openai/codex` counts. */
  readonly roots: readonly string[];
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
      const found = await executable(join(vendor, triple, inside));
      if (found !== null) return found;
    }
  }
  return null;
};

/**
 * The native file behind an executable: npm's launcher `@openai/codex/bin/codex.js` is resolved to
 * the program of its platform package, so that there is one process and signals reach it. Anything
 * else is itself.
 */
const nativeFile = async (path: string): Promise<string> => {
  if (!(await isScript(path))) return path;
  const root = dirname(dirname(path));
  const platform = `codex-${process.platform}-${process.arch}`;
  for (const vendor of [
    join(root, 'node_modules', '@openai', platform, 'vendor'),
    join(dirname(root), platform, 'vendor'),
    join(root, 'vendor'),
  ]) {
    const found = await inVendor(vendor);
    if (found !== null) return found;
  }
  return path;
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

const located = async (
  named: string,
  path: string,
  looks: Pick<Looks, 'resolve'>,
): Promise<string | null> => {
  if (isAbsolute(named)) {
    const [place] = await looks.resolve([named]);
    if (place?.isSilent === true) {
      const what = `${named} does not answer`;
      throw new FailureError(failure({ kind: 'not-found', command: named }, what));
    }
  }
  const file = named.includes('/')
    ? named
    : await findInPath(named, await answering(path, named, looks));
  return file === null ? null : executable(file);
};

const usable = async (found: string, places: ProgramPlaces): Promise<CodexProgram> => {
  const command = await nativeFile(found);
  const path = places.env.PATH ?? '';
  const { cacheFile, signal } = places;
  const check = await checkProgram(command, { cacheFile, path, signal }).catch((error: unknown) => {
    throw new FailureError(
      failure(
        { kind: 'incompatible', found: command, needed: oldestCodex },
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
  return { command, args: [], version: check.version, env: {} };
};

/**
 * Finds the codex that helpers run: the setting, BULKHEAD_CODEX, PATH, then `@openai/codex`; npm's
 * launcher is resolved to its native file. Accepted from 0.169.0 on, newer ones when they have the
 * methods we use. Throws a FailureError: `not-found`, or `incompatible` for what was found.
 */
export const findCodex = async (places: ProgramPlaces): Promise<CodexProgram> => {
  const path = places.env.PATH ?? '';
  const looks = places.looks ?? ownLooks;
  const named = [places.setting, places.env.BULKHEAD_CODEX].find(
    (name) => name !== null && name !== undefined && name !== '',
  );
  if (named !== undefined && named !== null) {
    const found = await located(named, path, looks);
    if (found === null) {
      throw new FailureError(failure({ kind: 'not-found', command: named }, 'no such program'));
    }
    return usable(found, places);
  }
  let refused: Failure | null = null;
  for (const candidate of [
    () => located('codex', path, looks),
    ...places.roots.map(
      (root) => () => executable(join(root, 'node_modules', '@openai', 'codex', 'bin', 'codex.js')),
    ),
  ]) {
    const found = await candidate();
    if (found === null) continue;
    try {
      return await usable(found, places);
    } catch (error) {
      refused ??= toFailure(error);
    }
  }
  throw new FailureError(
    refused ?? failure({ kind: 'not-found', command: 'codex' }, `not in PATH: ${path}`),
  );
};
