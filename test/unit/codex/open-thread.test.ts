import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { FolderLooks } from '../../../electron/base/folder-look.ts';
import { projectFolders } from '../../../electron/codex/open-thread.ts';

const looks = new FolderLooks();
let root: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'folders-')));
});

afterEach(() => rm(root, { recursive: true, force: true }));

test('a folder in a repository names itself and the git root', async () => {
  await mkdir(join(root, 'repo', '.git'), { recursive: true });
  await mkdir(join(root, 'repo', 'a', 'b'), { recursive: true });
  const cwd = join(root, 'repo', 'a', 'b');
  expect(await projectFolders(cwd, looks)).toEqual([cwd, join(root, 'repo')]);
});

test('a worktree, where .git is a file, is a root', async () => {
  await mkdir(join(root, 'tree', 'sub'), { recursive: true });
  await writeFile(join(root, 'tree', '.git'), 'gitdir: /elsewhere');
  expect(await projectFolders(join(root, 'tree', 'sub'), looks)).toContain(join(root, 'tree'));
});

test('a link into a repository names both ways to it', async () => {
  await mkdir(join(root, 'repo', '.git'), { recursive: true });
  await mkdir(join(root, 'repo', 'sub'));
  await symlink(join(root, 'repo', 'sub'), join(root, 'link'));
  expect(await projectFolders(join(root, 'link'), looks)).toEqual(
    expect.arrayContaining([join(root, 'link'), join(root, 'repo', 'sub'), join(root, 'repo')]),
  );
});
