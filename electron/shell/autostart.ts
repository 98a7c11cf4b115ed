import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

import { failure } from '../../shared/failure.ts';
import { failed, ok, type Reply } from '../../shared/result.ts';
import { storageFailure, toFailure } from '../base/errors.ts';
import { readRegularFile, replaceFile } from '../base/files.ts';
import { errnoOf } from '../base/values.ts';
import { autostartEntry, canBeEntered, isStarted, type StartedBy } from './autostart-entry.ts';

/** Whether the app starts with the desktop. */
export interface Autostart {
  /** As the entry on disk has it now, whoever wrote it. A failure is `unreadable`. */
  read(): Promise<Reply<boolean>>;
  /** Writes the entry, or removes it, and answers as `read`; else the failure is `storage`, and nothing is half done. */
  set(on: boolean): Promise<Reply<boolean>>;
}

const mostBytes = 64 * 1024;

const entryName = 'the entry that starts Bulkhead with the desktop';

const refused = (thrown: unknown): Reply<never> =>
  failed(storageFailure(entryName, thrown).failure);

const unread = (thrown: unknown): Reply<never> =>
  failed(
    failure({ kind: 'unreadable', what: entryName }, toFailure(thrown).detail, errnoOf(thrown)),
  );

/** Nothing is kept of it here: other programs write and remove such entries as well. */
export const createAutostart = (file: string, program: StartedBy): Autostart => {
  const read = async (): Promise<Reply<boolean>> => {
    try {
      return ok(isStarted((await readRegularFile(file, mostBytes, 'followed')).toString('utf8')));
    } catch (error) {
      return errnoOf(error) === 'ENOENT' ? ok(false) : unread(error);
    }
  };
  return {
    read,
    set: async (on) => {
      if (on && !canBeEntered(program)) {
        return failed(
          failure(
            { kind: 'storage', what: entryName },
            'The path of Bulkhead has a line break in it.',
          ),
        );
      }
      try {
        if (on) {
          await mkdir(dirname(file), { recursive: true, mode: 0o700 });
          await replaceFile(file, autostartEntry(program));
        } else {
          await rm(file, { force: true });
        }
      } catch (error) {
        return refused(error);
      }
      return read();
    },
  };
};
