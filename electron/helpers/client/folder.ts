import path from 'node:path';

import { failure, type Failure } from '../../../shared/failure.ts';
import { describeFolder } from '../../../shared/describe-folder.ts';
import { FailureError, toFailure } from '../../base/errors.ts';
import type { Looks } from '../../base/folder-look.ts';

const refuse = (folder: string, what: string): FailureError =>
  new FailureError(failure({ kind: 'misconfigured', what, folder }));

const isInside = (folder: string, parent: string): boolean => {
  const way = path.relative(parent, folder);
  return way === '' || (!way.startsWith(`..${path.sep}`) && way !== '..' && !path.isAbsolute(way));
};

/** A folder as a person names it, from `~` on too, as a whole path; null when it is none. Pure. */
export const wholePath = (named: string, personHome: string): string | null => {
  const whole = /^~(?:\/|$)/.test(named) ? path.join(personHome, named.slice(1)) : named;
  return path.isAbsolute(whole) ? path.normalize(whole) : null;
};

/**
 * Looks at the folder a helper is to work in (absolute, or from `~`). Throws a FailureError
 * `misconfigured` when it is missing, silent, no folder, not ours to enter, or inside one of
 * `unreadable`. Answers its real path, within the time of a look.
 */
export const checkFolder = async (
  wanted: string,
  personHome: string,
  unreadable: readonly string[] | Promise<readonly string[]>,
  looks: Pick<Looks, 'look'>,
): Promise<string> => {
  const named = wholePath(wanted, personHome);
  if (named === null) throw refuse(wanted, describeFolder('no-whole-path', wanted));
  const [found, places] = await Promise.all([looks.look(named), unreadable]);
  if (found.kind !== 'folder') throw refuse(wanted, describeFolder(found.kind, wanted));
  const secret = places.find((place) => isInside(found.realPath, place));
  if (secret !== undefined) {
    throw refuse(wanted, `the folder ${wanted} lies in ${secret}, which helpers may not read`);
  }
  return found.realPath;
};

/** What a look at a folder came to: the real paths, or why no helper can work in it. */
export type FolderChecked =
  { readonly realPath: string; readonly realHome: string } | { readonly failure: Failure };

/** What a folder that is checked comes to, beside the person's home; never rejects. */
export const folderChecked = async (
  checked: Promise<string>,
  { personHome, looks }: { readonly personHome: string; readonly looks: Pick<Looks, 'resolve'> },
): Promise<FolderChecked> => {
  try {
    const [realPath, [home]] = await Promise.all([checked, looks.resolve([personHome])]);
    return { realPath, realHome: home?.path ?? personHome };
  } catch (thrown) {
    return { failure: toFailure(thrown) };
  }
};
