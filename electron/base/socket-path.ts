import { createHash } from 'node:crypto';
import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** sun_path of Linux holds 108 bytes with its end mark; a longer path would be cut silently. */
export const longestSocketPath = 107;

/** What the place of a socket is decided from. */
export interface SocketHome {
  /** The home of the panel, or of practice. */
  readonly home: string;
  /** The folder of its own below that home. */
  readonly run: string;
  readonly practice: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly uid: number;
}

/** The one name of a folder that may have several, or not be there yet: links are followed. */
const canonical = (path: string): string => {
  try {
    return realpathSync(path);
  } catch {
    const above = dirname(path);
    return above === path ? path : join(canonical(above), basename(path));
  }
};

/** True for a folder that is that user's and that nobody else may enter. */
const isPrivateFolder = (folder: string, uid: number): boolean => {
  try {
    const found = statSync(folder);
    return found.isDirectory() && found.uid === uid && (found.mode & 0o077) === 0;
  } catch {
    return false;
  }
};

const fingerprint = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 8);

const fits = (path: string): boolean => Buffer.byteLength(path) <= longestSocketPath;

/** Always short enough; its folder is made private, and whoever else made it is refused. */
const shortOf = (path: string, uid: number): string =>
  `/tmp/bulkhead-${uid}/${fingerprint(path)}.sock`;

const given = ({ practice, env }: SocketHome): string | null => {
  const { BULKHEAD_SOCKET: own = '' } = env;
  if (own === '') return null;
  return practice ? `${resolve(own)}.practice` : resolve(own);
};

const ofRuntime = (runtime: string, home: string, uid: number): readonly string[] =>
  isPrivateFolder(runtime, uid) ? [join(runtime, `bulkhead-${fingerprint(home)}.sock`)] : [];

/**
 * Where the sockets of a home may be, the one that a panel with this environment opens first: what
 * BULKHEAD_SOCKET says, else in XDG_RUNTIME_DIR, else below the home, else, where that path would be
 * too long, in `/tmp/bulkhead-<uid>`. The others are those of a panel that was started where
 * XDG_RUNTIME_DIR was another, as from a session when we come from cron. A home has one place under
 * whichever of its names it is reached.
 */
export const socketPlaces = (of: SocketHome): readonly [string, ...string[]] => {
  const { env, uid } = of;
  const own = given(of);
  if (own !== null) return [fits(own) ? own : shortOf(canonical(own), uid)];
  const home = canonical(of.home);
  const below = join(canonical(of.run), 'control.sock');
  const { XDG_RUNTIME_DIR: runtime = '' } = env;
  const last = shortOf(below, uid);
  const [first = last, ...others] = [
    ...(runtime === '' ? [] : ofRuntime(runtime, home, uid)),
    below,
    ...ofRuntime(`/run/user/${uid}`, home, uid),
    last,
  ].filter(fits);
  return [first, ...new Set(others.filter((path) => path !== first))];
};
