import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { childPath, removeFolder } from '../../../electron/base/files.ts';

it.each(['a', 'a.b', '...', '..a', 'a..', 'ä', '-', 'memory-x', ' '])(
  'names a file of the folder: %j',
  (name) => expect(childPath('/home/of', name)).toBe(`/home/of/${name}`),
);

it.each(['', '.', '..', '/', '/etc', '../x', 'a/b', 'a/', './a', '..\0', 'a\0b'])(
  'refuses what is none: %j',
  (name) => expect(() => childPath('/home/of', name)).toThrow('a name that is no file name'),
);

it('removes a folder however deep, follows no link out of it, and does it twice', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'removed-'));
  const outside = mkdtempSync(join(tmpdir(), 'kept-'));
  writeFileSync(join(outside, 'precious'), '');
  const filled = join(folder, 'filled');
  mkdirSync(filled);
  symlinkSync(outside, join(filled, 'link'));
  // Deeper than the longest path that a program can name.
  const name = 'd'.repeat(250);
  const deeper = `for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18; do mkdir ${name} && cd -P ${name} || exit; done`;
  execFileSync('/bin/sh', ['-c', deeper], { cwd: filled });
  writeFileSync(join(filled, 'odd\n\u0001 -rf'), '');
  for (let n = 0; n < 300; n += 1) writeFileSync(join(filled, `file ${n}`), '');
  await removeFolder(filled);
  expect(readdirSync(folder)).toEqual([]);
  await removeFolder(filled);
  symlinkSync(outside, filled);
  await removeFolder(filled);
  expect(existsSync(filled)).toBe(false);
  expect(readdirSync(outside)).toEqual(['precious']);
  await Promise.all([folder, outside].map((one) => removeFolder(one)));
});

it('removes a folder in which there is little, and a link to another', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'removed-'));
  mkdirSync(join(folder, 'a', 'b'), { recursive: true });
  writeFileSync(join(folder, 'a', 'b', 'c'), '');
  symlinkSync('/', join(folder, 'a', 'root'));
  await removeFolder(folder);
  expect(existsSync(folder)).toBe(false);
  await removeFolder(folder);
  symlinkSync(join(folder, 'nowhere'), folder);
  await removeFolder(folder);
  expect(() => readlinkSync(folder)).toThrow('ENOENT');
});
