import { spawn } from 'node:child_process';
import { readdir, readlink } from 'node:fs/promises';
import { basename } from 'node:path';

import { closingInherited } from '../../base/close-inherited.ts';
import { findInPath } from '../../base/find-program.ts';
import { readTcpTable, tcpListeners } from '../../base/tcp-table.ts';
import { isWebPage } from '../../base/values.ts';

/** Opens a page in the person's browser; false when that did not work. Never rejects. */
export type OpenBrowser = (url: string) => Promise<boolean>;

const opener = 'xdg-open';
/** xdg-open ends at once, or stays for as long as a browser that it started itself. */
const settledMs = 5_000;

/**
 * Makes the function that opens pages with `xdg-open` of the PATH. The address is one argument of
 * its own, which no shell reads; a browser that lives on has nothing open of ours.
 */
export const createOpenBrowser =
  (env: Readonly<Record<string, string | undefined>>): OpenBrowser =>
  async (url) => {
    if (!isWebPage(url)) return false;
    const command = await findInPath(opener, env.PATH ?? '');
    if (command === null) return false;
    return new Promise((resolve) => {
      const [file, args] = closingInherited(command, [url]);
      const child = spawn(file, args, { env: { ...env }, stdio: 'ignore', detached: true });
      const done = (opened: boolean): void => {
        clearTimeout(timer);
        resolve(opened);
      };
      const timer = setTimeout(() => done(true), settledMs);
      child.once('error', () => done(false));
      child.once('exit', (code) => done(code === 0));
      child.unref();
    });
  };

/** The port on which codex 0.169.0 waits for a browser's way back. */
export const callbackPort = 1455;

/** A process that listens; its pid and program are null where another user's. */
export interface PortHolder {
  readonly pid: number | null;
  readonly program: string | null;
}

const socketsOf = async (pid: string): Promise<readonly string[]> => {
  const folder = `/proc/${pid}/fd`;
  const names = await readdir(folder).catch(() => []);
  return Promise.all(names.map((name) => readlink(`${folder}/${name}`).catch(() => '')));
};

const programOf = async (pid: string): Promise<string | null> => {
  const path = await readlink(`/proc/${pid}/exe`).catch(() => null);
  return path === null ? null : basename(path.replace(/ \(deleted\)$/, ''));
};

/**
 * Who listens on a port of this computer, at any address; null when nobody does. Only looks into
 * /proc, never connects: whoever is there is not to notice.
 */
export const portHolder = async (port: number): Promise<PortHolder | null> => {
  const listeners = tcpListeners(await readTcpTable().catch(() => ''));
  const inodes = new Set(listeners.filter((one) => one.port === port).map(({ inode }) => inode));
  if (inodes.size === 0) return null;
  const wanted = new Set([...inodes].map((inode) => `socket:[${inode}]`));
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    if (!(await socketsOf(pid)).some((socket) => wanted.has(socket))) continue;
    return { pid: Number(pid), program: await programOf(pid) };
  }
  return { pid: null, program: null };
};
