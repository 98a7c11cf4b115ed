import { chmod, lstat, readdir, unlink } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { basename, dirname } from 'node:path';
import { failure } from '../../shared/failure.ts';
import { FailureError } from '../base/errors.ts';
import { makePrivateFolder } from '../base/paths.ts';
import { longestSocketPath } from '../base/socket-path.ts';

const refused = (what: string, cause?: unknown): FailureError =>
  new FailureError(failure({ kind: 'misconfigured', what }), { cause });

const found = async (path: string) => {
  try {
    return await lstat(path);
  } catch {
    return null;
  }
};

const holdsMore = async (folder: string, socket: string): Promise<boolean> =>
  (await readdir(folder)).some((name) => name !== basename(socket));

/** Closes a folder of ours to others; one that holds more than the socket is not ours to close. */
const closeToOthers = async (folder: string, socket: string): Promise<void> => {
  const what = `others may enter ${folder}; the control socket needs a folder of its own`;
  const isShared = await holdsMore(folder, socket).catch((error: unknown) => {
    throw refused(what, error);
  });
  if (isShared) throw refused(`${what} (or: chmod 700 ${folder})`);
  await chmod(folder, 0o700).catch((error: unknown) => {
    throw refused(what, error);
  });
};

const prepareFolder = async (socket: string, uid: number): Promise<void> => {
  const folder = dirname(socket);
  const there = await found(folder);
  if (there === null) {
    try {
      makePrivateFolder(folder);
    } catch (error) {
      throw refused(`the folder ${folder} of the control socket cannot be made`, error);
    }
    return;
  }
  if (!there.isDirectory()) throw refused(`${folder}, for the control socket, is not a folder`);
  if (there.uid !== uid)
    throw refused(`${folder}, for the control socket, belongs to someone else`);
  if ((there.mode & 0o022) !== 0) {
    throw refused(`others may write to ${folder}; the control socket needs a folder of its own`);
  }
  if ((there.mode & 0o077) !== 0) await closeToOthers(folder, socket);
};

const answers = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createConnection(path);
    const settle = (alive: boolean): void => {
      clearTimeout(timer);
      probe.destroy();
      resolve(alive);
    };
    // Whoever accepts and then hangs is alive; its place is not ours to take.
    const timer = setTimeout(() => {
      settle(true);
    }, 1_000);
    probe.once('connect', () => {
      settle(true);
    });
    probe.once('error', (error: NodeJS.ErrnoException) => {
      settle(error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT');
    });
  });

/**
 * Makes the place for a socket free: a folder of ours (made 0700 when it is missing or holds nothing
 * else), a stale socket of ours removed. Throws a `misconfigured` FailureError for a folder that
 * others own, may write to or may enter, for a symlink, a file or a foreign socket in the place, and
 * for one that still answers.
 */
export const clearSocketPlace = async (path: string, uid: number): Promise<void> => {
  if (Buffer.byteLength(path) > longestSocketPath) {
    throw refused(
      `the path of the control socket is longer than ${longestSocketPath} bytes: ${path}`,
    );
  }
  await prepareFolder(path, uid);
  const there = await found(path);
  if (there === null) return;
  if (!there.isSocket()) throw refused(`${path} is not a socket and is left alone`);
  if (there.uid !== uid) throw refused(`the socket ${path} belongs to someone else`);
  if (await answers(path)) throw refused(`another Bulkhead answers on ${path}`);
  await unlink(path).catch((error: unknown) => {
    throw refused(`the old socket ${path} cannot be removed`, error);
  });
};
