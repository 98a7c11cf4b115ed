import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { writeChecksums } from '../../../build/package/checksums.mjs';
import { hasProgram, whyUnreached } from '../../../build/package/this-machine.mjs';
import { whatHinders } from '../../../build/package/what-hinders.mjs';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'packages-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('writes sums that sha256sum accepts, until a file changes', async () => {
  const files = ['b.deb', 'a.AppImage'].map((name) => join(folder, name));
  for (const file of files) await writeFile(file, file);
  expect(await writeChecksums(folder, files)).toBe(join(folder, 'SHA256SUMS'));
  const check = () =>
    spawnSync('sha256sum', ['--check', 'SHA256SUMS'], {
      cwd: folder,
      encoding: 'utf8',
      timeout: 20_000,
      env: { PATH: process.env.PATH, LC_ALL: 'C' },
    });
  expect(check().stdout).toBe('a.AppImage: OK\nb.deb: OK\n');
  await writeFile(join(folder, 'b.deb'), 'another');
  expect(check()).toMatchObject({ status: 1, stdout: 'a.AppImage: OK\nb.deb: FAILED\n' });
});

const machine = (programs: readonly string[], unreached: string | null = null) => ({
  has: (program: string) => Promise.resolve(programs.includes(program)),
  reach: () => Promise.resolve(unreached),
});

it('says what hinders a package, and nothing where nothing does', async () => {
  expect(await whatHinders('deb', machine([]))).toContain('dpkg-deb, which is not on PATH');
  expect(await whatHinders('deb', machine(['dpkg-deb']))).toBeNull();
  expect(await whatHinders('AppImage', machine([], 'no route'))).toMatch(/not reached: no route$/);
  expect(await whatHinders('AppImage', machine([]))).toBeNull();
  expect(await whatHinders('rpm', machine([]))).toContain('no fpm and no rpmbuild');
  expect(await whatHinders('rpm', machine(['fpm']))).toMatch(/no rpmbuild$/);
  expect(await whatHinders('rpm', machine(['fpm', 'rpmbuild']))).toBeNull();
});

it('looks at this machine', async () => {
  expect(await hasProgram('sh')).toBe(true);
  expect(await hasProgram('no-such-program-of-anybody')).toBe(false);
  expect(await whyUnreached('http://127.0.0.1:1/')).not.toBeNull();
});
