import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';

import {
  machineFiles,
  machineRoom,
  type MachineFiles,
} from '../../../electron/helpers/machine-room.ts';

const meminfo = 'MemTotal: 16000000 kB\nMemAvailable:    1024000 kB\n';

const machine = (
  files: Readonly<Record<string, string>>,
  more: Partial<MachineFiles> = {},
): MachineFiles => ({
  read: (file) => {
    const text = files[file];
    return text === undefined ? Promise.reject(new Error('ENOENT')) : Promise.resolve(text);
  },
  list: () => Promise.resolve(['1', '2', '3', 'self', 'meminfo']),
  free: () => Promise.resolve(5_000),
  uid: 1_000,
  ...more,
});

const limits = (max: string) =>
  `Limit  Soft Limit  Hard Limit  Units\nMax processes  ${max}  ${max}  processes\n`;
const task = (uid: number, threads: number) =>
  `Name:\tx\nUid:\t${uid}\t${uid}\nThreads:\t${threads}\n`;

describe('what a machine has left', () => {
  it('is the least that any control group above us leaves, in version 2', async () => {
    const room = await machineRoom(
      '/home',
      machine({
        '/proc/self/cgroup': '0::/user.slice/app.slice/bulkhead\n',
        '/proc/meminfo': meminfo,
        '/sys/fs/cgroup/user.slice/app.slice/bulkhead/pids.max': 'max\n',
        '/sys/fs/cgroup/user.slice/app.slice/bulkhead/pids.current': '20\n',
        '/sys/fs/cgroup/user.slice/app.slice/pids.max': '300\n',
        '/sys/fs/cgroup/user.slice/app.slice/pids.current': '240\n',
        '/sys/fs/cgroup/user.slice/pids.max': '10000\n',
        '/sys/fs/cgroup/user.slice/pids.current': '900\n',
        '/sys/fs/cgroup/user.slice/memory.max': '1000000\n',
        '/sys/fs/cgroup/user.slice/memory.current': '400000\n',
      }),
    );
    expect(room).toEqual({ processes: 60, memory: 600_000, disk: 5_000 });
  });

  it('is read from the controllers of version 1 as well', async () => {
    const room = await machineRoom(
      '/home',
      machine({
        '/proc/self/cgroup': '8:pids:/docker/a\n4:memory,hugetlb:/docker/a\n0::/\n',
        '/sys/fs/cgroup/pids/docker/a/pids.max': '100\n',
        '/sys/fs/cgroup/pids/docker/a/pids.current': '97\n',
        '/sys/fs/cgroup/memory/docker/a/memory.limit_in_bytes': '9000\n',
        '/sys/fs/cgroup/memory/docker/a/memory.usage_in_bytes': '8000\n',
      }),
    );
    expect(room).toMatchObject({ processes: 3, memory: 1_000 });
  });

  it('counts the user’s threads only where the limit is near', async () => {
    const near = machine({
      '/proc/self/limits': limits('1200'),
      '/proc/loadavg': '0.1 0.1 0.1 2/1190 77\n',
      '/proc/1/status': task(0, 900),
      '/proc/2/status': task(1_000, 150),
      '/proc/3/status': task(1_000, 20),
    });
    expect(await machineRoom('/home', near)).toMatchObject({ processes: 1_030 });
    const far = machine(
      { '/proc/self/limits': limits('96365'), '/proc/loadavg': '0.1 0.1 0.1 2/478 77\n' },
      { list: () => Promise.reject(new Error('not to be counted')) },
    );
    expect(await machineRoom('/home', far)).toMatchObject({ processes: 95_887 });
    expect(await machineRoom('/home', { ...near, uid: 0 })).toMatchObject({ processes: null });
    const without = machine({ '/proc/self/limits': limits('unlimited') });
    expect(await machineRoom('/home', without)).toMatchObject({ processes: null });
  });

  it('is memory as the kernel says it is available, and unknown where nothing can be read', async () => {
    const room = await machineRoom('/home', machine({ '/proc/meminfo': meminfo }));
    expect(room.memory).toBe(1_024_000 * 1024);
    const nothing = machine({}, { free: () => Promise.reject(new Error('EIO')) });
    expect(await machineRoom('/home', nothing)).toEqual({
      processes: null,
      memory: null,
      disk: null,
    });
  });

  it('is something on this machine', async () => {
    const room = await machineRoom(tmpdir(), machineFiles(AbortSignal.timeout(5_000)));
    expect(room.memory).toBeGreaterThan(0);
    expect(room.disk).toBeGreaterThan(0);
  });
});
