import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import * as v from 'valibot';

import type { Licence } from '../../shared/about.ts';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Reply } from '../../shared/result.ts';
import { toFailure } from './errors.ts';
import { errnoOf } from './values.ts';

const LicencesSchema = v.array(
  v.object({
    name: v.string(),
    version: v.string(),
    licence: v.string(),
    text: v.nullable(v.string()),
  }),
);

/** Its name, beside the command line, where a build and a package have it. */
export const licencesName = 'licences.json';

/** Where it is for the app: beside the archive of the packaged one, else in what was built. Pure. */
export const licencesFileOf = (app: {
  readonly isPackaged: boolean;
  readonly appPath: string;
  readonly resourcesPath: string;
}): string =>
  app.isPackaged
    ? join(app.resourcesPath, 'cli', licencesName)
    : join(app.appPath, 'out/cli', licencesName);

/**
 * The licences that a build has collected; `unreadable` where they are not there. A build knows the
 * Electron that is pinned: where this process runs in another one, that is named. Never rejects.
 */
export const readLicences = async (
  file: string,
  electron = process.versions.electron as string | undefined,
): Promise<Reply<readonly Licence[]>> => {
  try {
    const read = v.parse(LicencesSchema, JSON.parse(await readFile(file, 'utf8')));
    return ok(
      read.map((one) =>
        one.name === 'Electron' && electron !== undefined ? { ...one, version: electron } : one,
      ),
    );
  } catch (error) {
    const what = 'the list of licences';
    return failed(failure({ kind: 'unreadable', what }, toFailure(error).detail, errnoOf(error)));
  }
};
