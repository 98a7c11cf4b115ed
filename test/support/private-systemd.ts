import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';

import { openSessionBus } from '../../electron/shell/session-bus.ts';
import { eventually } from './eventually.ts';
import type { TestBench } from './test-bench.ts';

const systemd = '/lib/systemd/systemd';

/** Debian's packages `systemd` and `dbus-user-session`. */
const busUnit = '/usr/lib/systemd/user/dbus.socket';

/** Why no systemd of a test's own can run here; null where one can. */
export const noSystemd = (): string | null => {
  if (process.getuid?.() !== 0) return 'only root may give it control groups of its own';
  if (!existsSync(systemd) || !existsSync(busUnit))
    return 'there is no systemd with a bus for users';
  const tried = spawnSync('unshare', [
    '-m',
    'sh',
    '-c',
    'mkdir -p /run/systemd && mount -t tmpfs none /run/systemd',
  ]);
  return tried.status === 0 ? null : 'it cannot have mounts of its own';
};

const groups = '/sys/fs/cgroup';

/** Every hierarchy's own folder for it: without one it would take all processes of the machine. */
const groupFolders = async (name: string): Promise<readonly string[]> => {
  const all = existsSync(join(groups, 'cgroup.controllers'))
    ? [groups]
    : (await readdir(groups)).map((one) => join(groups, one));
  return all.filter((one) => existsSync(join(one, 'cgroup.procs'))).map((one) => join(one, name));
};

const removeGroup = async (folder: string): Promise<void> => {
  for (const one of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    if (one.isDirectory()) await removeGroup(join(folder, one.name));
  }
  await rmdir(folder).catch(() => undefined);
};

// systemd believes that the machine runs by it when there is this folder, which it alone sees here.
const script = `
for group; do
  if [ -f "$group/cpuset.cpus" ] && [ ! -f "$group/cgroup.controllers" ]; then
    cat "$group/../cpuset.cpus" >"$group/cpuset.cpus"
    cat "$group/../cpuset.mems" >"$group/cpuset.mems"
  fi
  echo $$ >"$group/cgroup.procs"
done
exec unshare -m sh -c 'mkdir -p /run/systemd && mount -t tmpfs none /run/systemd &&
  mkdir /run/systemd/system && exec ${systemd} --user'
`;

/** A systemd user manager on a bus of its own, in control groups of its own; it sees no other. */
export class PrivateSystemd {
  readonly busAddress: string;

  private constructor(busAddress: string) {
    this.busAddress = busAddress;
  }

  static async start(bench: TestBench): Promise<PrivateSystemd> {
    const folder = await bench.folder();
    // It runs the bus itself: it answers on no other.
    const run = join(folder, 'run');
    await mkdir(run, { mode: 0o700 });
    const busAddress = `unix:path=${run}/bus`;
    const own = await groupFolders(`bulkhead-test-${process.pid}-${Date.now()}`);
    for (const group of own) await mkdir(group);
    const manager = spawn('setpriv', ['--pdeathsig', 'KILL', 'sh', '-c', script, 'sh', ...own], {
      stdio: 'ignore',
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        XDG_RUNTIME_DIR: run,
      },
    });
    const exited = once(manager, 'exit');
    bench.later(async () => {
      manager.kill('SIGTERM');
      const timer = setTimeout(() => manager.kill('SIGKILL'), 5_000);
      await exited;
      clearTimeout(timer);
      await eventually(async () => {
        for (const group of own) await removeGroup(group);
        if (own.some(existsSync)) throw new Error('something still runs in its groups');
      });
    });
    const started = new PrivateSystemd(busAddress);
    await eventually(() => started.units());
    return started;
  }

  /** The units of Bulkhead that it knows, and how each is. Rejects when it does not answer. */
  async units(): Promise<readonly { readonly name: string; readonly state: string }[]> {
    const bus = openSessionBus(this.busAddress);
    if (bus === null) throw new Error('no bus');
    bus.onLost(() => undefined);
    try {
      const [found] = await bus.call({
        destination: 'org.freedesktop.systemd1',
        path: '/org/freedesktop/systemd1',
        interface: 'org.freedesktop.systemd1.Manager',
        member: 'ListUnitsByPatterns',
        signature: 'asas',
        arguments: [[], ['*bulkhead*']],
      });
      // By the signature of its answer, `a(ssssssouso)`.
      return (found as readonly (readonly string[])[]).map(([name = '', , , state = '']) => ({
        name,
        state,
      }));
    } finally {
      bus.disconnect();
    }
  }
}
