import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { release, tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { osName, readSystem } from '../../../electron/base/about-system.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'about-system-'));
});
afterAll(() => rm(folder, { recursive: true }));

it.each([
  [
    'NAME=x\nPRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nID=debian\n',
    'Debian GNU/Linux 13 (trixie)',
  ],
  ["PRETTY_NAME='Void'\n", 'Void'],
  ['PRETTY_NAME=Arch\n', 'Arch'],
  ['PRETTY_NAME="A \\"quoted\\" \\$name"\n', 'A "quoted" $name'],
  [`PRETTY_NAME="${'x'.repeat(500)}"`, `${'x'.repeat(119)}…`],
  ['ID=debian\n', 'Linux'],
  ['PRETTY_NAME=""\n', 'Linux'],
  ['', 'Linux'],
])('of %j the system is %s', (text, name) => {
  expect(osName(text)).toBe(name);
});

it.each([
  [{ XDG_SESSION_TYPE: 'wayland', DISPLAY: ':0' }, 'wayland'],
  [{ XDG_SESSION_TYPE: 'X11' }, 'x11'],
  [{ XDG_SESSION_TYPE: 'tty' }, 'tty'],
  [{ XDG_SESSION_TYPE: 'unspecified', DISPLAY: ':0' }, 'x11'],
  [{ WAYLAND_DISPLAY: 'wayland-0', DISPLAY: ':0' }, 'wayland'],
  [{ DISPLAY: ':0' }, 'x11'],
  [{ DISPLAY: '' }, null],
  [{}, null],
])('in %j the session is %s', async (env, session) => {
  expect(await readSystem(env, [])).toMatchObject({ session });
});

it('reads the first of the files that is there, and goes on without any', async () => {
  const file = join(folder, 'os-release');
  await writeFile(file, 'PRETTY_NAME="Debian"\n');
  const env = { XDG_CURRENT_DESKTOP: 'ubuntu:GNOME\nand more' };
  expect(await readSystem(env, [join(folder, 'nowhere'), file])).toEqual({
    os: 'Debian',
    kernel: release(),
    arch: process.arch,
    desktop: 'ubuntu:GNOME and more',
    session: null,
  });
  expect(await readSystem({}, [join(folder, 'nowhere')])).toMatchObject({
    os: 'Linux',
    desktop: null,
  });
});
