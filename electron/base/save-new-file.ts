import { dirname } from 'node:path';

import { failure } from '../../shared/failure.ts';
import { failed, ok, type Reply } from '../../shared/result.ts';
import { invalidInput, storageFailure } from './errors.ts';
import { writeNewFile } from './files.ts';
import type { Looks } from './folder-look.ts';
import { errnoOf } from './values.ts';

/**
 * Writes a text where a person said: `path` is absolute, or null when they said nowhere. A file that
 * is there stays, a folder that does not answer is waited for by nobody. Throws a FailureError
 * `storage` of `what` when the disk refuses it.
 */
export const saveNewFile = async (
  looks: Pick<Looks, 'look'>,
  path: string | null,
  text: string,
  what: string,
): Promise<Reply<{ readonly path: string } | null>> => {
  if (path === null) return ok(null);
  const folder = dirname(path);
  if ((await looks.look(folder)).kind === 'silent') {
    return failed(failure({ kind: 'misconfigured', what: `the folder ${folder} does not answer` }));
  }
  try {
    await writeNewFile(path, text);
    return ok({ path });
  } catch (thrown) {
    if (errnoOf(thrown) === 'EEXIST') return invalidInput('there is a file of that name already');
    throw storageFailure(what, thrown);
  }
};
