import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import path from 'node:path';

import { failure, type Failure } from '../../../shared/failure.ts';
import type { Clock } from '../../base/clock.ts';
import { FailureError, toFailure } from '../../base/errors.ts';
import { errnoOf } from '../../base/values.ts';

const refuse = (folder: string, what: string, thrown?: unknown): FailureError => {
  return new FailureError(failure({ kind: 'misconfigured', what, folder }, '', errnoOf(thrown)), {
    cause: thrown,
  });
};

const isInside = (folder: string, parent: string): boolean => {
  const way = path.relative(parent, folder);
  return way === '' || (!way.startsWith(`..${path.sep}`) && way !== '..' && !path.isAbsolute(way));
};

/**
 * Looks at the folder a helper is to work in (absolute, or from `~`). Throws a FailureError
 * `misconfigured` when it is missing, no folder, not ours to enter, or inside one of `unreadable`.
 * Answers its real path.
 */
export const checkFolder = async (
  wanted: string,
  personHome: string,
  unreadable: readonly string[],
): Promise<string> => {
  const named = /^~(?:\/|$)/.test(wanted) ? path.join(personHome, wanted.slice(1)) : wanted;
  if (!path.isAbsolute(named)) throw refuse(wanted, `the folder ${wanted} is not a whole path`);
  const cwd = await realpath(named).catch((thrown: unknown) => {
    throw refuse(wanted, `the folder ${wanted} does not exist`, thrown);
  });
  if (!(await stat(cwd)).isDirectory()) throw refuse(wanted, `${wanted} is not a folder`);
  await access(cwd, constants.R_OK | constants.X_OK).catch((thrown: unknown) => {
    throw refuse(wanted, `the folder ${wanted} cannot be read`, thrown);
  });
  const secret = unreadable.find((place) => isInside(cwd, place));
  if (secret !== undefined) {
    throw refuse(wanted, `the folder ${wanted} lies in ${secret}, which helpers may not read`);
  }
  return cwd;
};

const lookMs = 1_000;

/**
 * The failure that `look` throws, or null. Null too when the look takes longer than a second, as
 * on a share that is away: then whoever goes on will meet it.
 */
export const folderFailure = async (
  look: () => Promise<unknown>,
  clock: Clock,
): Promise<Failure | null> => {
  const over = new AbortController();
  const looked = look().then(
    () => null,
    (thrown: unknown) => toFailure(thrown),
  );
  const found = await Promise.race([looked, clock.pause(lookMs, over.signal).then(() => null)]);
  over.abort();
  return found;
};
