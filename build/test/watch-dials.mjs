import { appendFile, readdir, readFile, readlink } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

import { processesNaming } from './processes-naming.mjs';

/** States of proc_pid_net(5) in which somebody dials, or has dialled: all but LISTEN and TIME_WAIT. */
const dialling = new Set(['01', '02', '04', '05', '08', '09']);

/**
 * Watches for connections to a port that processes of the tests hold (their environment names
 * `root`), and writes those down. It sees the programs that no hook reaches, holds no port itself and
 * does not mind what other programs dial. A dial that nobody answers is over too soon to be seen, and
 * has reached nobody.
 * @param {{ port: number, root: string, log: string, everyMs?: number }} options
 * @returns {{ stop: () => Promise<void> }} `stop` looks a last time
 */
export function watchDials({ port, root, log, everyMs = 250 }) {
  /** @type {Set<string>} */
  const known = new Set();
  const over = new AbortController();
  const look = async () => {
    const dials = (await dialsTo(port)).filter((inode) => !known.has(inode));
    if (dials.length === 0) return;
    for (const { pid, command } of await processesNaming(root)) {
      const held = await socketsOf(pid);
      for (const inode of dials.filter((one) => held.has(one))) {
        known.add(inode);
        await appendFile(log, `port ${port} was dialled (pid ${pid}: ${command.slice(0, 200)})\n`);
      }
    }
  };
  const watching = (async () => {
    while (!over.signal.aborted) {
      await look();
      await delay(everyMs, undefined, { ref: false, signal: over.signal }).catch(() => undefined);
    }
    await look();
  })();
  return {
    stop: async () => {
      over.abort();
      await watching;
    },
  };
}

/**
 * The inodes of sockets whose other end is that port of any host.
 * @param {number} port
 * @returns {Promise<readonly string[]>}
 */
async function dialsTo(port) {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((table) => readFile(table, 'utf8').catch(() => '')),
  );
  return tables
    .join('\n')
    .split('\n')
    .flatMap((line) => {
      const [, , remote, state, , , , , , inode] = line.trim().split(/\s+/);
      if (remote?.endsWith(suffix) !== true || inode === undefined || inode === '0') return [];
      return dialling.has(state ?? '') ? [inode] : [];
    });
}

/**
 * @param {number} pid
 * @returns {Promise<ReadonlySet<string>>} inodes
 */
async function socketsOf(pid) {
  const folder = `/proc/${pid}/fd`;
  const names = await readdir(folder).catch(() => []);
  const targets = await Promise.all(names.map((fd) => readlink(`${folder}/${fd}`).catch(() => '')));
  return new Set(targets.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []));
}
