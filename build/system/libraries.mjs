import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { runCommand } from '../run-command.mjs';

const APT_MS = 900_000;

/** Releases from before Debian and Ubuntu renamed libraries for 64-bit time. */
const BEFORE_T64 = new Set(['buster', 'bullseye', 'bookworm', 'focal', 'jammy']);

/**
 * @typedef {{ package: string, t64?: true, library?: string, program?: string }} Requirement
 *   what shows that the package is there: a shared library or a program
 */

/**
 * What each purpose needs from the system, as Debian names it.
 * @type {Record<'window' | 'headless' | 'windowLook' | 'realPrograms' | 'bareDebian', readonly Requirement[]>}
 */
export const requirements = {
  window: [
    { package: 'libgtk-3-0', t64: true, library: 'libgtk-3.so.0' },
    { package: 'libnss3', library: 'libnss3.so' },
    { package: 'libgbm1', library: 'libgbm.so.1' },
    { package: 'libasound2', t64: true, library: 'libasound.so.2' },
    { package: 'libnotify4', library: 'libnotify.so.4' },
  ],
  // dbus-x11 keeps GTK from pulling in systemd where there is no bus yet
  headless: [
    { package: 'xvfb', program: 'Xvfb' },
    { package: 'dbus-x11', program: 'dbus-daemon' },
  ],
  windowLook: [{ package: 'x11-utils', program: 'xprop' }],
  realPrograms: [
    { package: 'libatomic1', library: 'libatomic.so.1' },
    { package: 'gnome-keyring', program: 'gnome-keyring-daemon' },
  ],
  bareDebian: [{ package: 'debootstrap', program: 'debootstrap' }],
};

/**
 * The package names that a release uses for these requirements.
 * @param {readonly Requirement[]} needed
 * @param {string} osRelease the text of /etc/os-release
 * @returns {string[]}
 */
export function packageNames(needed, osRelease) {
  const field = (/** @type {string} */ name) =>
    new RegExp(`^${name}="?([^"\n]*)"?$`, 'm').exec(osRelease)?.[1];
  const codename =
    field('UBUNTU_CODENAME') ?? field('DEBIAN_CODENAME') ?? field('VERSION_CODENAME') ?? '';
  return needed.map((need) =>
    need.t64 && !BEFORE_T64.has(codename) ? `${need.package}t64` : need.package,
  );
}

/**
 * Sees to it that the system has what the purposes need. As root on an apt system it installs what
 * is missing, after a line that says which.
 * @param {readonly (keyof typeof requirements)[]} purposes
 * @param {AbortSignal} [signal]
 * @returns {Promise<void>} rejects with one sentence that names the exact apt command
 */
export async function ensureLibraries(purposes, signal) {
  const needed = purposes.flatMap((purpose) => requirements[purpose]);
  const missing = await missingRequirements(needed, signal);
  signal?.throwIfAborted();
  if (missing.length === 0) return;
  const packages = packageNames(missing, readOsRelease());
  const install = ['install', '-y', '--no-install-recommends', ...packages];
  const isRoot = process.getuid?.() === 0;
  if (!existsSync('/usr/bin/apt-get')) {
    throw new Error(`Missing on this system: ${packages.join(' ')} (Debian's names).`);
  }
  if (!isRoot) {
    throw new Error(
      `Missing system libraries. Run: sudo apt-get update && sudo apt-get ${install.join(' ')}`,
    );
  }
  console.log(`Installing missing system packages: ${packages.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // a mirror may be out of reach for a moment, and another apt at work
  const patient = ['-q', '-o', 'Acquire::Retries=3', '-o', 'DPkg::Lock::Timeout=300'];
  for (const args of [['update'], install]) {
    const done = await runCommand('apt-get', [...patient, ...args], {
      env,
      timeoutMs: APT_MS,
      signal,
    });
    signal?.throwIfAborted();
    if (done.code !== 0) {
      throw new Error(`apt-get ${args.join(' ')} failed:\n${done.output.slice(-2000)}`);
    }
  }
  const still = await missingRequirements(missing, signal);
  if (still.length > 0) {
    throw new Error(`Still missing after apt-get: ${still.map((need) => need.package).join(' ')}`);
  }
}

/**
 * @param {readonly Requirement[]} needed
 * @param {AbortSignal} [signal]
 */
async function missingRequirements(needed, signal) {
  const known = await sharedLibraries(signal);
  return needed.filter(
    ({ library, program }) =>
      !(library !== undefined && known.has(library)) &&
      !(program !== undefined && isOnPath(program)),
  );
}

/**
 * @param {AbortSignal} [signal]
 * @returns {Promise<Set<string>>} the names the dynamic linker knows
 */
async function sharedLibraries(signal) {
  const ldconfig = ['/sbin/ldconfig', '/usr/sbin/ldconfig'].find((path) => existsSync(path));
  const listed = await runCommand(ldconfig ?? 'ldconfig', ['-p'], { timeoutMs: 20_000, signal });
  return new Set([...listed.output.matchAll(/^[\t ]+(\S+) \(/gm)].map((match) => match[1] ?? ''));
}

/** @param {string} program */
function isOnPath(program) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .some((folder) => folder !== '' && existsSync(join(folder, program)));
}

function readOsRelease() {
  try {
    return readFileSync('/etc/os-release', 'utf8');
  } catch {
    return '';
  }
}
