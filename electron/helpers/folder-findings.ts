import { dirname } from 'node:path';

import type { PreflightFinding } from '../../shared/preflight.ts';
import { isEnded, type HelperView } from '../../shared/state.ts';

const keptFolders = 100;

/** Who else writes in a folder. */
export interface Writer {
  readonly who: 'helper' | 'session';
  readonly name: string;
  /** With its links resolved, as far as they are known. */
  readonly folder: string;
}

/** Where folders lead that were looked at, as far as it is of use: somebody may look at any number. */
export class KnownFolders {
  readonly #real = new Map<string, string>();

  /** Keeps those of helpers that have not ended, and of others the newest. */
  learn(folder: string, real: string, helpers: readonly Pick<HelperView, 'state' | 'cwd'>[]): void {
    this.#real.delete(folder);
    this.#real.set(folder, real);
    if (this.#real.size <= keptFolders) return;
    const used = new Set(helpers.flatMap(({ state, cwd }) => (isEnded(state) ? [] : [cwd])));
    for (const [old] of this.#real) {
      if (this.#real.size <= keptFolders) break;
      if (!used.has(old)) this.#real.delete(old);
    }
  }

  /** The real path of that folder; itself when it is not known. */
  realOf(folder: string): string {
    return this.#real.get(folder) ?? folder;
  }

  get size(): number {
    return this.#real.size;
  }
}

/** The helpers whose commands may write now; `folders` tells where the folders they were given lead. Pure. */
export const helperWriters = (
  helpers: readonly HelperView[],
  folders: Pick<KnownFolders, 'realOf'>,
): readonly Writer[] =>
  helpers.flatMap(({ state, sandbox, name, cwd }) =>
    sandbox === 'workspace-write' && !isEnded(state)
      ? [{ who: 'helper', name, folder: folders.realOf(cwd) }]
      : [],
  );

const isBelow = (path: string, folder: string): boolean =>
  path !== folder && path.startsWith(folder === '/' ? '/' : `${folder}/`);

/**
 * What is to be known, and agreed to, before the commands of a helper may write in `folder`: that
 * it holds more than one piece of work, and who else writes there. All are real paths. Pure.
 */
export const folderFindings = (
  folder: string,
  personHome: string,
  writers: readonly Writer[],
): readonly PreflightFinding[] => {
  const same = writers.filter((one) => one.folder === folder || isBelow(folder, one.folder));
  const shared = same.map(({ who, name }) => ({ kind: 'writes-with', folder, who, name }) as const);
  if (folder === dirname(folder)) {
    return [{ kind: 'writes-widely', folder, reach: 'everything', others: [] }, ...shared];
  }
  const below = writers.filter((one) => isBelow(one.folder, folder));
  const others = [...new Set(below.map(({ name }) => name))];
  if (folder === personHome || isBelow(personHome, folder)) {
    return [{ kind: 'writes-widely', folder, reach: 'home', others }, ...shared];
  }
  return others.length === 0
    ? shared
    : [{ kind: 'writes-widely', folder, reach: 'others', others }, ...shared];
};
