import { readdir, readFile, readlink } from 'node:fs/promises';

import { processIdentity } from '../../../electron/helpers/client/compartment.ts';

/** Inode of the socket that listens on a loopback port (/proc/net/tcp, state 0A), or null. */
const listeningInode = async (port: number): Promise<string | null> => {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const rows = (await readFile(table, 'utf8').catch(() => '')).split('\n');
    const fields = rows.map((row) => row.trim().split(/\s+/));
    const found = fields.find((row) => row[1]?.endsWith(suffix) === true && row[3] === '0A');
    if (found !== undefined) return found[9] ?? null;
  }
  return null;
};

const holds = async (pid: string, socket: string): Promise<boolean> => {
  const fds = await readdir(`/proc/${pid}/fd`).catch(() => []);
  for (const fd of fds) {
    // It may be closed between the two looks.
    if ((await readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')) === socket) return true;
  }
  return false;
};

/**
 * The process that listens on a loopback port, as the kernel tells it: its pid, and an identity
 * that no later process with the same pid has. Throws when nobody listens.
 */
export const listeningProcess = async (
  port: number,
): Promise<{ readonly pid: number; readonly identity: string }> => {
  const inode = await listeningInode(port);
  if (inode === null) throw new Error(`nobody listens on port ${port}`);
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid) || !(await holds(pid, `socket:[${inode}]`))) continue;
    const identity = await processIdentity(Number(pid));
    if (identity !== null) return { pid: Number(pid), identity };
  }
  throw new Error(`who listens on port ${port} is not to be seen`);
};
