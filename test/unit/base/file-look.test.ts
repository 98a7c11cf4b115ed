import { execFileSync } from 'node:child_process';
import { chmod, link, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { FolderLooks } from '../../../electron/base/folder-look.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'file-look-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const uid = process.getuid?.() ?? 0;
const looks = new FolderLooks({ limitMs: 10_000 });
const read = (path: string, maxBytes = 1_000) => looks.readFile({ path, maxBytes });
const readPrivate = (path: string) => looks.readFile({ path, maxBytes: 1_000, privateTo: uid });

const put = async (name: string, content: string | Uint8Array, mode = 0o600): Promise<string> => {
  const path = join(root, name);
  await writeFile(path, content, { mode });
  return path;
};

describe('reading a file where it may hang', () => {
  it.each(['plain', 'with  spaces', `it's "quoted" $(touch x) *`, 'two\nlines', '-n', 'ü€'])(
    'tells every byte of %j, also behind a link',
    async (name) => {
      const content = Uint8Array.from({ length: 256 * 3 }, (_, n) => n % 256);
      const path = await put(name, content);
      await symlink(path, join(root, 'link'));
      for (const one of [path, join(root, 'link')]) {
        const found = await read(one);
        expect(found.kind === 'read' && [...found.content]).toEqual([...content]);
      }
    },
  );

  it('reads an empty one, one of just the size, and none that is larger', async () => {
    expect(await read(await put('empty', ''))).toMatchObject({ kind: 'read' });
    expect(await read(await put('full', 'x'.repeat(1_000)))).toMatchObject({ kind: 'read' });
    expect(await read(await put('large', 'x'.repeat(1_001)))).toEqual({ kind: 'too-large' });
    const most = 2 * 1024 * 1024;
    const two = await read(await put('most', 'y'.repeat(most)), most);
    expect(two.kind === 'read' && two.content.length).toBe(most);
    // Its size is told as none, and it has no end.
    expect(await read('/proc/self/environ', 8)).toEqual({ kind: 'too-large' });
  });

  it('says why it reads nothing, as the system would', async () => {
    const file = await put('file', '');
    await symlink(join(root, 'nowhere'), join(root, 'dangling'));
    await symlink('itself', join(root, 'itself'));
    await symlink(join(root, 'no', 'where'), join(root, 'far'));
    await mkdir(join(root, 'folder'));
    execFileSync('mkfifo', [join(root, 'fifo')]);
    const failed = (code: string) => ({ kind: 'failed', code });
    expect(await read(join(root, 'nowhere'))).toEqual(failed('ENOENT'));
    expect(await read(join(root, 'no', 'such', 'folder'))).toEqual(failed('ENOENT'));
    expect(await read(join(root, 'dangling'))).toEqual(failed('ENOENT'));
    expect(await read(join(root, 'far'))).toEqual(failed('ENOENT'));
    expect(await read(join(root, 'itself'))).toEqual(failed('ELOOP'));
    expect(await read(`${root}/a\0b`)).toEqual(failed('ENOENT'));
    expect(await read('relative')).toEqual(failed('ENOENT'));
    expect(await read(join(file, 'below'))).toEqual(failed('ENOTDIR'));
    expect(await read(join(root, 'folder'))).toEqual({ kind: 'no-file' });
    expect(await read(join(root, 'fifo'))).toEqual({ kind: 'no-file' });
    expect(await read('/dev/zero')).toEqual({ kind: 'no-file' });
  });

  it.skipIf(uid === 0)('tells what is closed to us from what is not there', async () => {
    await mkdir(join(root, 'closed'), { mode: 0o000 });
    const file = await put('mine', '', 0o000);
    expect(await read(join(root, 'closed', 'file'))).toEqual({ kind: 'failed', code: 'EACCES' });
    expect(await read(file)).toEqual({ kind: 'failed', code: 'EACCES' });
    await chmod(join(root, 'closed'), 0o700);
  });

  it('reads what has to be private only if it is', async () => {
    const path = await put('secret', 'word');
    const found = await readPrivate(path);
    expect(found.kind === 'read' && Buffer.from(found.content).toString()).toBe('word');
    await symlink(path, join(root, 'link'));
    const refused = { kind: 'not-private' };
    expect(await readPrivate(join(root, 'link'))).toEqual(refused);
    expect(await readPrivate(root)).toEqual(refused);
    for (const mode of [0o640, 0o604, 0o610]) {
      await chmod(path, mode);
      expect(await readPrivate(path), mode.toString(8)).toEqual(refused);
    }
    await chmod(path, 0o400);
    expect(await readPrivate(path)).toMatchObject({ kind: 'read' });
    await link(path, join(root, 'twice'));
    expect(await readPrivate(path)).toEqual(refused);
    expect(await readPrivate(join(root, 'gone'))).toEqual({ kind: 'failed', code: 'ENOENT' });
  });

  it.skipIf(uid === 0)("reads no file of another user's as a private one", async () => {
    const other = { path: await put('other', 'x'), maxBytes: 10, privateTo: uid + 1 };
    expect(await looks.readFile(other)).toEqual({ kind: 'not-private' });
  });

  it('is silent in time where the file is, asks once while it hangs, and holds no thread', async () => {
    const hanging = new FolderLooks({
      limitMs: 150,
      scripts: {
        folder: 'exit 3',
        places: 'exit 3',
        file: `printf '%s\\n' "$1" >> "${join(root, 'asked')}"; sleep 60`,
      },
      // Whoever asks again does so long after.
      now: () => performance.now() * 1_000,
    });
    const silent = { kind: 'silent', afterMs: 150 };
    const paths = Array.from({ length: 12 }, (_, n) => join(root, `away-${n}`));
    const asking = paths.map((path) => hanging.readFile({ path, maxBytes: 10 }));
    await writeFile(join(root, 'note'), 'readable');
    expect(await readFile(join(root, 'note'), 'utf8')).toBe('readable');
    expect(await Promise.all(asking)).toEqual(paths.map(() => silent));
    const asked = async (): Promise<number> =>
      (await readFile(join(root, 'asked'), 'utf8')).trim().split('\n').length;
    await vi.waitFor(async () => expect(await asked()).toBe(paths.length), 5_000);
  });
});
