import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import type { Place } from '../../../../electron/base/folder-look.ts';
import { watchPoints } from '../../../../electron/gateway/address/watch-points.ts';
import { OpenclawHome } from './openclaw-home.ts';

let home: OpenclawHome;
beforeEach(async () => {
  home = await OpenclawHome.make();
});
afterEach(() => home.remove());

/** All answers but what has `away` in its path. */
const looks = {
  resolve: (paths: readonly string[]): Promise<readonly Place[]> =>
    Promise.resolve(
      paths.map((path) =>
        path.includes('away') ? { path, exists: true, isSilent: true } : { path, exists: true },
      ),
    ),
};

/** The points of a file below the home, as paths below it. */
const pointsOf = async (file: string): Promise<readonly string[]> =>
  (await watchPoints([join(home.path, file)], looks)).map(({ folder, name }) =>
    join(folder, name).replace(`${home.path}/`, ''),
  );

test('a file that is there is one, and of one that is not the nearest folder has it', async () => {
  await home.put('a/file', '');
  expect(await pointsOf('a/file')).toEqual(['a/file']);
  expect(await pointsOf('a/b/c/file')).toEqual(['a/b']);
  expect(await pointsOf('a/file/c')).toEqual(['a/file/c']);
});

test('each link on the way is one, and the way goes on where it leads, as the kernel goes', async () => {
  await mkdir(join(home.path, 'x/y'), { recursive: true });
  await mkdir(join(home.path, 'a'));
  await symlink('../x/./y', join(home.path, 'a/in'));
  await symlink(`${home.path}/a/in/..`, join(home.path, 'up'));
  await writeFile(join(home.path, 'x/real'), '');
  await symlink('../real', join(home.path, 'x/y/file'));
  expect(await pointsOf('up/y/file')).toEqual(['up', 'a/in', 'x/y/file', 'x/real']);
});

test('a link to nothing is one, with the nearest to where it leads', async () => {
  await symlink('not/there', join(home.path, 'file'));
  expect(await pointsOf('file')).toEqual(['file', 'not']);
});

test('a link to itself, among folders or as a file, ends', async () => {
  await symlink('loop', join(home.path, 'loop'));
  expect(new Set(await pointsOf('loop'))).toEqual(new Set(['loop']));
  expect(new Set(await pointsOf('loop/file'))).toEqual(new Set(['loop']));
});

test('where a file leads that does not answer is not asked for', async () => {
  await symlink('away/file', join(home.path, 'file'));
  expect(await pointsOf('file')).toEqual(['file']);
  expect(await pointsOf('away/file')).toEqual([]);
});
