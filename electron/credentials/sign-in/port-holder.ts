import { readdir, readlink } from 'node:fs/promises';
import { basename } from 'node:path';

import { readTcpTable, tcpListeners } from '../../base/tcp-table.ts';

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
