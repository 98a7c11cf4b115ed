import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { FolderLooks } from '../../../electron/base/folder-look.ts';

let root: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'folder-look-')));
});

afterEach(() => rm(root, { recursive: true, force: true }));

const looks = new FolderLooks({ limitMs: 10_000 });

/** Hangs at every path that has `hang` in it, as a dead mount does, and notes each look it makes. */
const hangingLooks = (limitMs: number): FolderLooks => {
  const mayHang = `
    printf '%s\\n' "$1" >> "${join(root, 'looked')}"
    case "$1" in *hang*) sleep 60;; esac`;
  return new FolderLooks({
    limitMs,
    scripts: {
      folder: `${mayHang}\ncd -P -- "$1" && pwd -P`,
      places: `for one do case "$one" in *hang*) sleep 60;; esac; printf 'e%s\\0' "$one"; done`,
    },
  });
};

const lookedAt = async (): Promise<readonly string[]> =>
  (await readFile(join(root, 'looked'), 'utf8')).trim().split('\n');

describe('a look at a folder', () => {
  it.each([
    'plain',
    'with some  spaces',
    `it's "quoted" $(touch x) \`y\` *`,
    'two\nlines',
    '-n',
    'ü€',
  ])('finds the folder %j, and behind a link its real path', async (name) => {
    const folder = join(root, name);
    await mkdir(folder);
    await symlink(folder, join(root, 'link'));
    const found = { kind: 'folder', realPath: folder };
    expect(await looks.look(folder)).toEqual(found);
    expect(await looks.look(join(root, 'link'))).toEqual(found);
  });

  it('tells what is missing from a file', async () => {
    await writeFile(join(root, 'file'), '');
    await symlink(join(root, 'nowhere'), join(root, 'dangling'));
    expect(await looks.look(join(root, 'nowhere'))).toEqual({ kind: 'missing' });
    expect(await looks.look(join(root, 'dangling'))).toEqual({ kind: 'missing' });
    expect(await looks.look(`${root}/a\0b`)).toEqual({ kind: 'missing' });
    expect(await looks.look(join(root, 'file'))).toEqual({ kind: 'no-folder' });
    execFileSync('mkfifo', [join(root, 'fifo')]);
    expect(await looks.look(join(root, 'fifo'))).toEqual({ kind: 'no-folder' });
  });

  it.skipIf(process.getuid?.() === 0)('tells a folder that we may not enter', async () => {
    await mkdir(join(root, 'closed'), { mode: 0o000 });
    expect(await looks.look(join(root, 'closed'))).toEqual({ kind: 'not-readable' });
  });

  it('answers in time when the place does not, and looks once however many ask', async () => {
    const hanging = hangingLooks(150);
    const place = join(root, 'hang');
    const silent = { kind: 'silent', afterMs: 150 };
    expect(await Promise.all([hanging.look(place), hanging.look(place)])).toEqual([silent, silent]);
    expect(await hanging.look(place)).toEqual(silent);
    expect(await lookedAt()).toEqual([place]);
  });

  it('takes no shell that has too little of a processor for a place that is silent', async () => {
    // At work for longer than it may wait, as one is among many.
    const busy = new FolderLooks({
      limitMs: 40,
      scripts: {
        folder: 'n=0; while [ $n -lt 100000 ]; do n=$((n+1)); done; pwd',
        places: 'exit 3',
      },
    });
    expect(await busy.look('/')).toEqual({ kind: 'folder', realPath: '/' });
    const endless = new FolderLooks({
      limitMs: 40,
      scripts: { folder: 'while :; do :; done', places: 'exit 3' },
    });
    expect(await endless.look('/')).toEqual({ kind: 'silent', afterMs: 40 });
  });

  it('holds nothing of ours: more places that hang than there are threads leave files readable', async () => {
    const hanging = hangingLooks(2_000);
    const silent = Array.from({ length: 20 }, (_, n) => hanging.look(join(root, `hang-${n}`)));
    await vi.waitFor(async () => expect((await lookedAt()).length).toBeGreaterThan(4), 5_000);
    const asked = performance.now();
    await writeFile(join(root, 'note'), 'readable');
    expect(await readFile(join(root, 'note'), 'utf8')).toBe('readable');
    expect(performance.now() - asked).toBeLessThan(1_000);
    const kinds = (await Promise.all(silent)).map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set(['silent']));
    // Whoever comes while so many hang is told so at once, and costs no process.
    expect((await lookedAt()).length).toBeLessThanOrEqual(20);
  });
});

describe('the processes of looks', () => {
  /** Each look answers with the process that made it. */
  const telling = new FolderLooks({
    limitMs: 10_000,
    scripts: { folder: `printf '/%s\\n' $$`, places: `printf 'e/%s\\0' $$` },
  });
  const processOf = async (path: string): Promise<number> => {
    const found = await telling.look(path);
    return found.kind === 'folder' ? Number(found.realPath.slice(1)) : 0;
  };

  it('wait for the next look: one after the other are made by the same', async () => {
    const first = await processOf('/a');
    expect(first).toBeGreaterThan(1);
    expect(await processOf('/b')).toBe(first);
    expect(await telling.resolve(['/c'])).toEqual([{ path: `/${first}`, exists: true }]);
  });

  it('are as many as looks are made at a time', async () => {
    const all = await Promise.all(['/a', '/b', '/c'].map(processOf));
    expect(new Set(all).size).toBe(3);
  });

  it('may be ended by whoever while they wait: the next look is made all the same', async () => {
    const first = await processOf('/a');
    process.kill(first, 'SIGKILL');
    const second = await processOf('/b');
    expect(second).toBeGreaterThan(1);
    expect(second).not.toBe(first);
  });

  it('keep nothing of what a look did to them', async () => {
    const moving = new FolderLooks({
      limitMs: 10_000,
      scripts: { folder: 'pwd; cd /tmp; exit 0', places: 'exit 3' },
    });
    expect(await moving.look('/a')).toEqual({ kind: 'folder', realPath: '/' });
    expect(await moving.resolve(['/b'])).toMatchObject([{ path: '/b', isSilent: true }]);
    expect(await moving.look('/a')).toEqual({ kind: 'folder', realPath: '/' });
  });
});

describe('the places of paths', () => {
  it('have their links resolved as far as they exist', async () => {
    await mkdir(join(root, 'real', 'in ner'), { recursive: true });
    await writeFile(join(root, 'real', 'note'), '');
    await symlink(join(root, 'real'), join(root, 'link'));
    await symlink(join(root, 'link', 'note'), join(root, 'file\nlink'));
    await symlink(join(root, 'gone'), join(root, 'dangling'));
    const named = ['link', 'link/in ner', 'link/note', 'file\nlink', 'link/not/yet', 'dangling'];
    const found = await looks.resolve([...named.map((name) => join(root, name)), '/', '/no-such']);
    expect(found).toEqual([
      { path: join(root, 'real'), exists: true },
      { path: join(root, 'real', 'in ner'), exists: true },
      { path: join(root, 'real', 'note'), exists: true },
      { path: join(root, 'real', 'note'), exists: true },
      { path: join(root, 'real', 'not', 'yet'), exists: false },
      { path: join(root, 'dangling'), exists: false },
      { path: '/', exists: true },
      { path: '/no-such', exists: false },
    ]);
  });

  it('are told as they are named where they do not answer, and the others are known', async () => {
    // Far more than a busy machine takes for the second answer.
    const limitMs = 1_500;
    const hanging = hangingLooks(limitMs);
    const named = ['/a', '/hang', '/b'];
    const known = [
      { path: '/a', exists: true },
      { path: '/hang', exists: true, isSilent: true },
      { path: '/b', exists: true },
    ];
    expect(await hanging.resolve(named)).toEqual(known);
    const asked = performance.now();
    expect(await hanging.resolve(named)).toEqual(known);
    expect(performance.now() - asked).toBeLessThan(limitMs);
  });
});
