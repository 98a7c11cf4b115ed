import { expect, it } from 'vitest';

import {
  folderFindings,
  KnownFolders,
  type Writer,
} from '../../../electron/helpers/folder-findings.ts';

const helper = (name: string, folder: string): Writer => ({ who: 'helper', name, folder });
const session = (name: string, folder: string): Writer => ({ who: 'session', name, folder });

const widely = (folder: string, reach: string, ...others: readonly string[]) => ({
  kind: 'writes-widely',
  folder,
  reach,
  others,
});
const together = (folder: string, who: string, name: string) => ({
  kind: 'writes-with',
  folder,
  who,
  name,
});

it.each<[string, string, readonly Writer[], readonly unknown[]]>([
  ['a folder of its own', '/home/ana/src', [helper('a', '/home/ana/srcs')], []],
  ['the root', '/', [], [widely('/', 'everything')]],
  ['the home folder', '/home/ana', [], [widely('/home/ana', 'home')]],
  ['what the home folder lies in', '/home', [], [widely('/home', 'home')]],
  ['another person’s home', '/home/anabel', [], []],
  [
    'a folder above others’',
    '/srv',
    [helper('a', '/srv/a'), session('main', '/srv/b/c'), helper('a', '/srv/a/sub')],
    [widely('/srv', 'others', 'a', 'main')],
  ],
  ['the folder of another', '/srv', [helper('a', '/srv')], [together('/srv', 'helper', 'a')]],
  [
    'a folder inside that of a session',
    '/srv/in',
    [session('main', '/srv')],
    [together('/srv/in', 'session', 'main')],
  ],
  [
    'the home folder, in which another writes everywhere and one below it',
    '/home/ana',
    [helper('all', '/'), helper('a', '/home/ana/src')],
    [widely('/home/ana', 'home', 'a'), together('/home/ana', 'helper', 'all')],
  ],
])('to write in %s (%s) is told as it is', (_what, folder, writers, found) => {
  expect(folderFindings(folder, '/home/ana', writers)).toEqual(found);
});

it('remembers where a hundred folders lead, and all that helpers work in', () => {
  const folders = new KnownFolders();
  const state = { phase: 'ready' } as const;
  const used = ['/link/used', '/link/too'].map((cwd) => ({ cwd, state }));
  const ended = { cwd: '/link/ended', state: { phase: 'completed' } } as const;
  for (const { cwd } of [...used, ended]) folders.learn(cwd, `/real${cwd}`, []);
  for (let n = 0; n < 10_000; n += 1)
    folders.learn(`/link/${n}`, `/real/link/${n}`, [...used, ended]);
  expect(folders.size).toBe(100);
  expect(folders.realOf('/link/used')).toBe('/real/link/used');
  expect(folders.realOf('/link/9999')).toBe('/real/link/9999');
  expect(folders.realOf('/link/5')).toBe('/link/5');
  expect(folders.realOf('/link/ended')).toBe('/link/ended');
  for (const { cwd } of used) folders.learn(cwd, `/elsewhere${cwd}`, []);
  expect(folders.realOf('/link/used')).toBe('/elsewhere/link/used');
});
