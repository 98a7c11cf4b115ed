import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { licencesFileOf, readLicences } from '../../../electron/base/licences.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'licences-read-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('lies beside the command line, in what was built and in a package', () => {
  const places = { appPath: '/src', resourcesPath: '/opt/Bulkhead/resources' };
  expect(licencesFileOf({ ...places, isPackaged: false })).toBe('/src/out/cli/licences.json');
  expect(licencesFileOf({ ...places, isPackaged: true })).toBe(
    '/opt/Bulkhead/resources/cli/licences.json',
  );
});

it('reads what a build has collected', async () => {
  const file = join(folder, 'licences.json');
  const list = [{ name: 'ws', version: '8.0.0', licence: 'MIT', text: null }];
  await writeFile(file, JSON.stringify(list));
  expect(await readLicences(file)).toEqual({ ok: true, value: list });
});

it('names the Electron that runs, where one does', async () => {
  const file = join(folder, 'electron.json');
  const pinned = { name: 'Electron', version: '45.5.0', licence: 'MIT', text: null };
  await writeFile(file, JSON.stringify([pinned]));
  expect(await readLicences(file, '33.2.1')).toEqual({
    ok: true,
    value: [{ ...pinned, version: '33.2.1' }],
  });
  expect(await readLicences(file, undefined)).toEqual({ ok: true, value: [pinned] });
});

it.each([
  ['nowhere.json', null],
  ['broken.json', '[{'],
  ['other.json', '{"name":"ws"}'],
])('says of %s that it cannot be read', async (name, text) => {
  const file = join(folder, name);
  if (text !== null) await writeFile(file, text);
  expect(await readLicences(file)).toMatchObject({
    ok: false,
    failure: { kind: 'unreadable', what: 'the list of licences' },
  });
});
