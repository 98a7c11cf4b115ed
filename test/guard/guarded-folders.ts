import { dirname, join } from 'node:path';

/** What the guard watches, and what it lets through. */
export interface GuardedFolders {
  /** The person's homes. */
  readonly homes: readonly string[];
  /** Files and folders that may be opened although they may lie in a home. */
  readonly allowed: readonly string[];
}

const holds = (folder: string, inner: string): boolean =>
  folder === '/' || inner === folder || inner.startsWith(`${folder}/`);

/**
 * Decides what the guard lets through: the checkout, the cache, and of Node no more than its binary
 * and the modules beside it (its prefix can be `~/.local`, or the home itself). Throws when that
 * would let a guarded home through. Pure.
 */
export const guardedFolders = (place: {
  readonly homes: readonly string[];
  readonly project: string;
  readonly cache: string;
  readonly node: string;
}): GuardedFolders => {
  const homes = [...new Set(place.homes)];
  const modules = join(dirname(dirname(place.node)), 'lib/node_modules');
  const allowed = [place.project, place.cache, place.node, modules];
  for (const folder of allowed) {
    const open = homes.find((home) => holds(folder, home));
    if (open === undefined) continue;
    throw new Error(
      `The tests are not started: ${folder} would have to be open to them, and ${open} with it.`,
    );
  }
  return { homes, allowed };
};
