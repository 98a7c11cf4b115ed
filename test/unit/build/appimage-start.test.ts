import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { guardStart, startScript } from '../../../build/package/appimage/start-script.mjs';

let folder: string;

const program = async (path: string, text: string): Promise<void> => {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), `#!/bin/sh\n${text}\n`);
  await chmod(join(folder, path), 0o755);
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'appimage-'));
  await program('app/bulkhead', 'echo started "$@"');
  await guardStart(join(folder, 'app'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Starts it on a kernel with these settings, as an ordinary user where `uid` is not 0. */
const start = async (
  settings: Readonly<Record<string, string>>,
  args: readonly string[] = [],
  given: {
    readonly uid?: number;
    readonly profile?: string;
    readonly without?: boolean;
    readonly env?: Readonly<Record<string, string>>;
  } = {},
) => {
  const kernel = { settings: join(folder, 'sys'), confinement: join(folder, 'profile') };
  for (const [name, value] of Object.entries(settings)) {
    await mkdir(dirname(join(kernel.settings, name)), { recursive: true });
    await writeFile(join(kernel.settings, name), `${value}\n`);
  }
  await writeFile(kernel.confinement, given.profile ?? 'unconfined');
  await writeFile(join(folder, 'app/bulkhead'), startScript(kernel));
  await program('bin/id', `echo ${String(given.uid ?? 1000)}`);
  for (const name of ['zenity', 'kdialog']) await program(`bin/${name}`, 'exit 1');
  return spawnSync(join(folder, 'app/bulkhead'), [...args], {
    encoding: 'utf8',
    timeout: 20_000,
    env: {
      PATH: `${join(folder, 'bin')}:/usr/bin:/bin`,
      ...given.env,
      ...(given.without === true && { BULKHEAD_NO_SANDBOX: '1' }),
    },
  });
};

const restricted = 'kernel/apparmor_restrict_unprivileged_userns';
const allowed = {
  [restricted]: '0',
  'kernel/unprivileged_userns_clone': '1',
  'user/max_user_namespaces': '15000',
};

describe('the start of an AppImage', () => {
  it('is the script, and hands on what it was given as it is', async () => {
    expect(await readFile(join(folder, 'app/bulkhead'), 'utf8')).toBe(startScript());
    expect(await start(allowed, ['--show', 'a  b'])).toMatchObject({
      status: 0,
      stdout: 'started --show a  b\n',
      stderr: '',
    });
    // a kernel that has none of the settings refuses nothing
    await rm(join(folder, 'sys'), { recursive: true });
    expect(await start({})).toMatchObject({ status: 0, stdout: 'started\n' });
  });

  it('has an environment that Chromium can start in', async () => {
    await program('app/bulkhead.program', 'env');
    const env = { DBUS_SESSION_BUS_ADDRESS: 'unixexec:path=/bin/true', ELECTRON_RUN_AS_NODE: '1' };
    const { status, stdout } = await start(allowed, [], { env });
    expect(status).toBe(0);
    expect(stdout).toContain('DBUS_SESSION_BUS_ADDRESS=disabled:\n');
    expect(stdout).not.toContain('ELECTRON_RUN_AS_NODE');
  });

  it.each([
    ['user/max_user_namespaces', '0', 'sudo sysctl user.max_user_namespaces=15000'],
    ['kernel/unprivileged_userns_clone', '0', 'sudo sysctl kernel.unprivileged_userns_clone=1'],
    [restricted, '1', 'sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0'],
  ])('says where %s is %s, before anything starts, what cures it', async (name, value, cure) => {
    const { status, stdout, stderr } = await start({ ...allowed, [name]: value }, ['--no-sandbox']);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('this system refuses user namespaces');
    expect(stderr).toContain(`  ${cure}\n`);
  });

  it('starts where a profile of AppArmor allows it, and for root', async () => {
    const refused = { ...allowed, [restricted]: '1' };
    expect(await start(refused, [], { profile: 'mine (unconfined)' })).toMatchObject({ status: 0 });
    expect(await start(refused, ['--no-sandbox'], { uid: 0 })).toMatchObject({
      stdout: 'started --no-sandbox\n',
    });
  });

  it('drops the sandbox only where it was asked to', async () => {
    const refused = { ...allowed, 'user/max_user_namespaces': '0' };
    const asked = await start(refused, ['--hidden'], { without: true });
    expect(asked.stdout).toBe('started --no-sandbox --hidden\n');
    expect(asked.stderr).toContain('without the sandbox');
    expect((await start(allowed, ['--no-sandbox', '--hidden'])).stdout).toBe('started --hidden\n');
  });
});
