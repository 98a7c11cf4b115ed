import { mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { FolderLooks } from '../../../electron/base/folder-look.ts';
import { deniedPlaces, writableFolders } from '../../../electron/codex/denied-places.ts';

const looks = new FolderLooks();
let root: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'denied-')));
  await mkdir(join(root, 'real', 'inner'), { recursive: true });
  await symlink(join(root, 'real'), join(root, 'link'));
});

afterEach(() => rm(root, { recursive: true, force: true }));

test('what is denied is the place behind a link, once, and nothing inside another one', async () => {
  const named = ['link', 'real', 'real/inner', 'link/not-yet/there', 'real-too'];
  expect(
    await deniedPlaces(
      named.map((name) => join(root, name)),
      [],
      looks,
    ),
  ).toEqual([join(root, 'real'), join(root, 'real-too')]);
});

test('a place that is not there yet is denied, unless commands may write where it would be', async () => {
  const paths = [join(root, 'real', 'inner'), join(root, 'real', 'absent'), join(root, 'absent')];
  expect(await deniedPlaces(paths, [], looks)).toEqual(paths);
  expect(await deniedPlaces(paths, [join(root, 'link')], looks)).toEqual([paths[0], paths[2]]);
  expect(await deniedPlaces(paths, ['/'], looks)).toEqual([paths[0]]);
});

test('commands write nowhere when reading only, else in their folder and their TMPDIR', () => {
  expect(writableFolders('read-only', '/work', '/c/tmp')).toEqual([]);
  expect(writableFolders('workspace-write', '/work', '/c/tmp')).toEqual(['/work', '/c/tmp']);
  expect(writableFolders('workspace-write', '/work', undefined)).toEqual(['/work']);
});
