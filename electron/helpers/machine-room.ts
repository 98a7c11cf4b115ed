import { readdir, readFile, statfs } from 'node:fs/promises';
import path from 'node:path';

/** What the machine has left; null where that cannot be known. */
export interface MachineRoom {
  /** Processes and threads that may still be made. */
  readonly processes: number | null;
  /** Bytes. */
  readonly memory: number | null;
  /** Bytes on the file system of a folder. */
  readonly disk: number | null;
}

/** Where Linux tells it; tests have their own. */
export interface MachineFiles {
  /** The text of a file; rejects when there is none. */
  readonly read: (file: string) => Promise<string>;
  /** Names in a folder; rejects when there is none. */
  readonly list: (folder: string) => Promise<readonly string[]>;
  /** Bytes that are free for us on the file system of a folder. */
  readonly free: (folder: string) => Promise<number>;
  readonly uid: number;
}

/** The real machine; what is still read when the signal aborts is given up. */
export const machineFiles = (signal: AbortSignal): MachineFiles => ({
  read: (file) => readFile(file, { encoding: 'utf8', signal }),
  list: (folder) => readdir(folder),
  free: async (folder) => {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  },
  uid: process.getuid?.() ?? 0,
});

const orNull = <T>(work: Promise<T>): Promise<T | null> => work.catch(() => null);

const least = (numbers: readonly (number | null)[]): number | null => {
  const known = numbers.filter((one) => one !== null);
  return known.length === 0 ? null : Math.max(0, Math.min(...known));
};

/** The folders of our control group and its parents that limit `controller`; cgroup v1 and v2. */
const groupFolders = (cgroup: string, controller: string): readonly string[] =>
  cgroup.split('\n').flatMap((line) => {
    const [, controllers, own] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (controllers === undefined || own === undefined) return [];
    const isOurs = controllers === '' || controllers.split(',').includes(controller);
    if (!isOurs) return [];
    const root = controllers === '' ? '/sys/fs/cgroup' : `/sys/fs/cgroup/${controller}`;
    const parts = own.split('/').filter((part) => part !== '');
    return parts.map((_part, n) => path.join(root, ...parts.slice(0, n + 1))).concat(root);
  });

/** Limit minus use in each group; null where there is no limit. */
const leftInGroups = async (
  files: MachineFiles,
  controller: string,
  names: readonly (readonly [limit: string, used: string])[],
): Promise<number | null> => {
  const cgroup = (await orNull(files.read('/proc/self/cgroup'))) ?? '';
  const left = groupFolders(cgroup, controller).flatMap((folder) =>
    names.map(async ([limit, used]) => {
      const max = Number(await orNull(files.read(path.join(folder, limit))));
      const now = Number(await orNull(files.read(path.join(folder, used))));
      // `max` is no number; the huge number of cgroup v1 is no limit either, and does no harm.
      return Number.isFinite(max) && max > 0 && Number.isFinite(now) ? max - now : null;
    }),
  );
  return least(await Promise.all(left));
};

const threadsOf = async (files: MachineFiles, pid: string): Promise<number> => {
  const status = (await orNull(files.read(`/proc/${pid}/status`))) ?? '';
  const uid = /^Uid:\s+(\d+)/m.exec(status)?.[1];
  const threads = /^Threads:\s+(\d+)/m.exec(status)?.[1];
  return Number(uid) === files.uid ? Number(threads ?? 0) : 0;
};

/** What RLIMIT_NPROC leaves the user; root has no such limit. */
const leftToUser = async (files: MachineFiles, enough: number): Promise<number | null> => {
  if (files.uid === 0) return null;
  const limits = (await orNull(files.read('/proc/self/limits'))) ?? '';
  const limit = Number(/^Max processes\s+(\d+)/m.exec(limits)?.[1]);
  const everybodys = Number(/\/(\d+)/.exec((await orNull(files.read('/proc/loadavg'))) ?? '')?.[1]);
  if (!Number.isFinite(limit) || limit === 0) return null;
  // All tasks of the machine are more than ours: only where they come near is it worth counting.
  if (limit - everybodys >= enough) return limit - everybodys;
  const pids = ((await orNull(files.list('/proc'))) ?? []).filter((name) => /^\d+$/.test(name));
  const threads = await Promise.all(pids.map((pid) => threadsOf(files, pid)));
  return Math.max(0, limit - threads.reduce((sum, one) => sum + one, 0));
};

const freeMemory = async (files: MachineFiles): Promise<number | null> => {
  const meminfo = (await orNull(files.read('/proc/meminfo'))) ?? '';
  const kib = /^MemAvailable:\s+(\d+) kB/m.exec(meminfo)?.[1];
  return kib === undefined ? null : Number(kib) * 1024;
};

/**
 * What the machine has left: processes by the control group and RLIMIT_NPROC (counted exactly only
 * below `enough`), memory by /proc/meminfo and the control group, and the disk of `home`. Never
 * rejects.
 */
export const machineRoom = async (
  home: string,
  files: MachineFiles,
  enough = 1_000,
): Promise<MachineRoom> => {
  const [pids, user, memory, groupMemory, disk] = await Promise.all([
    leftInGroups(files, 'pids', [['pids.max', 'pids.current']]),
    leftToUser(files, enough),
    freeMemory(files),
    leftInGroups(files, 'memory', [
      ['memory.max', 'memory.current'],
      ['memory.limit_in_bytes', 'memory.usage_in_bytes'],
    ]),
    orNull(files.free(home)),
  ]);
  return { processes: least([pids, user]), memory: least([memory, groupMemory]), disk };
};
