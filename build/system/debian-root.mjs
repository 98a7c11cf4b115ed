import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { cachedFolder, cacheRoot } from '../cache.mjs';
import { runCommand } from '../run-command.mjs';
import { startBackgroundProgram } from './background-program.mjs';

const MAKE_MS = 900_000;
const COPY_MS = 120_000;
const READY_MS = 30_000;
const MIRROR = 'http://deb.debian.org/debian';

/** The ordinary user of a root. */
export const person = { name: 'person', uid: 1000, home: '/home/person' };

/**
 * @typedef {{ code: number, output: string }} Ran
 * @typedef {{
 *   asRoot: (script: string, options?: { timeoutMs?: number }) => Promise<Ran>,
 *   asPerson: (script: string, options?: { timeoutMs?: number, env?: Readonly<Record<string, string>> }) => Promise<Ran>,
 *   commandAsPerson: (script: string, env?: Readonly<Record<string, string>>) => { command: string, args: string[] },
 *   place: (file: string, inside: string) => Promise<void>,
 *   path: (inside: string) => string,
 *   stop: () => Promise<void>,
 * }} DebianRoot
 *   scripts are of sh; `commandAsPerson` is for who starts it himself; `place` copies a file in; `path` is
 *   where a file of the root is for us
 */

/**
 * Opens a copy of a bare Debian (what debootstrap calls minbase, and certificates; made once, and kept in
 * the cache with the packages that apt fetches), with processes, mounts and /dev of its own, and network and
 * kernel of this machine. Whatever happens in it is gone when it is stopped.
 * @param {string} suite as Debian calls it: bookworm
 * @param {string} folder private; the copy lies below
 * @returns {Promise<DebianRoot>} rejects with a sentence where that takes more rights or programs than there are
 */
export async function openDebianRoot(suite, folder) {
  if (process.getuid?.() !== 0) throw new Error('A bare Debian can be opened by root only.');
  const kept = join(cacheRoot(process.env), 'debian');
  await cachedFolder(join(kept, suite), (unfinished) => bootstrap(suite, join(unfinished, 'root')));
  const archives = join(kept, `${suite}-archives`);
  await mkdir(join(archives, 'partial'), { recursive: true });
  const root = join(folder, 'root');
  await must('cp', ['-a', '--reflink=auto', join(kept, suite, 'root'), root], COPY_MS);
  const held = await startBackgroundProgram(
    'unshare',
    [
      '--mount',
      '--pid',
      '--ipc',
      '--fork',
      '--kill-child=KILL',
      'sh',
      '-euc',
      enter,
      'sh',
      root,
      archives,
    ],
    { timeoutMs: READY_MS, env: { PATH: process.env.PATH } },
  );
  const into = ['--target', held.line, '--mount', '--pid', '--ipc', '--root', '--wd', '--'];
  const clean = (/** @type {Readonly<Record<string, string>>} */ env) => [
    'env',
    '-i',
    'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    'LANG=C.UTF-8',
    ...Object.entries(env).map(([name, value]) => `${name}=${value}`),
  ];
  /** @type {DebianRoot['commandAsPerson']} */
  const commandAsPerson = (script, env = {}) => {
    const { uid, home, name } = person;
    const own = { HOME: home, USER: name, XDG_RUNTIME_DIR: `/run/user/${uid}`, ...env };
    const as = ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'];
    const args = [...into, ...as, ...clean(own), 'sh', '-c', `cd && ${script}`];
    return { command: 'nsenter', args };
  };
  return {
    asRoot: (script, { timeoutMs = 60_000 } = {}) => {
      const own = { HOME: '/root', DEBIAN_FRONTEND: 'noninteractive' };
      return runCommand('nsenter', [...into, ...clean(own), 'sh', '-c', script], { timeoutMs });
    },
    asPerson: (script, { timeoutMs = 60_000, env = {} } = {}) => {
      const { command, args } = commandAsPerson(script, env);
      return runCommand(command, args, { timeoutMs });
    },
    commandAsPerson,
    place: (file, inside) => cp(file, join(root, inside)),
    path: (inside) => join(root, inside),
    stop: async () => {
      await held.stop();
      await rm(root, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

/**
 * Runs as the first process of the root: mounts what a booted machine has, makes the folder its `/` (a
 * process in a mere chroot is refused user namespaces, on which Chromium's sandbox stands) and says its
 * process id outside, which /proc still shows when it reads it.
 */
const enter = String.raw`
read -r outside rest </proc/self/stat
root=$1
mount --make-rprivate /
mount --bind "$root" "$root"
mount -t proc -o nosuid,nodev,noexec proc "$root/proc"
mount -t sysfs -o ro,nosuid,nodev,noexec sysfs "$root/sys"
mount -t tmpfs -o mode=755,nosuid tmpfs "$root/dev"
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts "$root/dev/pts"
mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs "$root/dev/shm"
device() { mknod -m 666 "$root/dev/$1" c "$2" "$3"; }
device null 1 3
device zero 1 5
device full 1 7
device random 1 8
device urandom 1 9
device tty 5 0
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
mount --bind "$2" "$root/var/cache/apt/archives"
cat /etc/resolv.conf >"$root/etc/resolv.conf"
cd "$root"
pivot_root . .
umount -l .
cd /
echo "$outside" >&3
exec 3>&-
sleep infinity &
wait
`;

/**
 * @param {string} suite
 * @param {string} root
 */
async function bootstrap(suite, root) {
  const made = ['--variant=minbase', '--include=ca-certificates', suite, root, MIRROR];
  await must('unshare', ['--mount', '--propagation', 'private', 'debootstrap', ...made], MAKE_MS);
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {number} timeoutMs
 */
async function must(command, args, timeoutMs) {
  const { code, output } = await runCommand(command, args, { timeoutMs });
  if (code === 0) return;
  const named = args.includes('debootstrap') ? 'debootstrap' : command;
  throw new Error(`${named} ended with ${code}: ${output.trim().slice(-1000)}`);
}

/**
 * Readies a root for installing: an ordinary user, apt with this machine's way to the mirror.
 * @param {DebianRoot} root
 */
export async function readyForApt(root) {
  const ways = await runCommand('apt-config', ['dump', '--format=%f "%v";%n'], {
    timeoutMs: 20_000,
  });
  const proxies = ways.output.split('\n').filter((line) => /^Acquire::https?::/i.test(line));
  await writeFile(
    root.path('etc/apt/apt.conf.d/90bulkhead'),
    ['APT::Keep-Downloaded-Packages "true";', 'Acquire::Retries "3";', ...proxies, ''].join('\n'),
  );
  const { name, uid } = person;
  const { code, output } = await root.asRoot(
    `useradd --create-home --uid ${uid} --shell /bin/sh ${name} &&
    install -d -m 700 -o ${uid} -g ${uid} /run/user/${uid} && apt-get -q update`,
    { timeoutMs: 180_000 },
  );
  if (code !== 0) throw new Error(`The bare Debian could not be readied: ${output.slice(-1000)}`);
}
