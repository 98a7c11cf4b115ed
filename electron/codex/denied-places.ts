import { realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

import type { Sandbox } from '../../shared/state.ts';

interface Place {
  readonly path: string;
  readonly exists: boolean;
}

/** The path with the links in the part of it that exists resolved. */
const resolved = async (path: string): Promise<Place> => {
  try {
    return { path: await realpath(path), exists: true };
  } catch {
    const parent = dirname(path);
    if (parent === path) return { path, exists: false };
    return { path: join((await resolved(parent)).path, basename(path)), exists: false };
  }
};

const isInside = (path: string, folder: string): boolean =>
  folder === '/' ? path !== '/' : path.startsWith(`${folder}/`);

/**
 * The places behind `paths` as codex 0.169.0 can deny them to commands that may write below
 * `writable`. It can mask neither a link, nor a place in such a folder that is not there yet:
 * every command would fail. So links are resolved, and such places left out.
 */
export const deniedPlaces = async (
  paths: readonly string[],
  writable: readonly string[],
): Promise<readonly string[]> => {
  const folders = await Promise.all(writable.map(resolved));
  const places = await Promise.all(paths.map(resolved));
  const kept = places.filter(
    ({ path, exists }) => exists || !folders.some((folder) => isInside(path, folder.path)),
  );
  const unique = [...new Set(kept.map(({ path }) => path))];
  return unique.filter((path) => !unique.some((other) => isInside(path, other)));
};

/** Below which folders the commands of a thread in `cwd` may write. */
export const writableFolders = (sandbox: Sandbox, cwd: string): readonly string[] =>
  sandbox === 'read-only' ? [] : [cwd, '/tmp', tmpdir()];
