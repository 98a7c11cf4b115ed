import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { FolderLooks } from '../../../../electron/base/folder-look.ts';
import { silentLog } from '../../../../electron/base/log.ts';
import { deferred } from '../../../../electron/base/promises.ts';
import { Litter, mountPoints } from '../../../../electron/helpers/client/litter.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'litter-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const gone = Promise.resolve();
const make = async (...names: readonly string[]): Promise<void> => {
  for (const name of names) await mkdir(join(folder, name));
};
const there = async (): Promise<readonly string[]> => (await readdir(folder)).sort();

describe('a folder that a helper leaves', () => {
  it('is without the empty folders of its sandbox, and with those that were there before', async () => {
    await make('.git', 'src');
    const stay = await new Litter(new FolderLooks()).enter(folder);
    await make('.agents', '.codex', '.aws', '.other');
    expect(await stay.leave(gone)).toEqual([]);
    expect(await there()).toEqual(['.git', '.other', 'src']);
  });

  it('keeps, and has named, what is not empty or no folder', async () => {
    const stay = await new Litter(new FolderLooks()).enter(folder);
    await make('.git', '.git/refs', '.aws');
    await writeFile(join(folder, '.codex'), '');
    await symlink('nowhere', join(folder, '.agents'));
    expect(await stay.leave(gone)).toEqual(['.git', '.agents', '.codex']);
    expect(await there()).toEqual(['.agents', '.codex', '.git']);
  });

  it('is cleared by the last one only, and never while a process may be in it', async () => {
    const litter = new Litter(new FolderLooks());
    const [first, second] = [await litter.enter(folder), await litter.enter(folder)];
    await make(...mountPoints);
    expect(await first.leave(gone)).toEqual([]);
    expect(await there()).toHaveLength(4);
    const over = deferred<undefined>();
    const leaving = second.leave(over.promise.then(() => undefined));
    const settled = litter.settled();
    expect(await there()).toHaveLength(4);
    over.resolve(undefined);
    await settled;
    expect(await leaving).toEqual([]);
    expect(await there()).toEqual([]);
  });

  it('is looked at anew by whoever comes while it is cleared', async () => {
    const litter = new Litter(new FolderLooks());
    const first = await litter.enter(folder);
    await make('.git');
    const leaving = first.leave(gone);
    await gone;
    const next = await litter.enter(folder);
    await leaving;
    await make('.git');
    expect(await next.leave(gone)).toEqual([]);
    expect(await there()).toEqual([]);
  });

  it('that did not answer is left as it is', async () => {
    const stay = await new Litter(new FolderLooks()).enter(join(folder, 'gone'));
    await make('gone', 'gone/.git');
    expect(await stay.leave(gone)).toEqual([]);
    expect(await readdir(join(folder, 'gone'))).toEqual(['.git']);
  });
});

describe('a folder that a killed app leaves', () => {
  const notes = () => ({ file: join(folder, 'run', 'visited.json'), log: silentLog });

  it('is cleared at the next start, once nothing of it runs, as it was before', async () => {
    await make('.git');
    await new Litter(new FolderLooks(), notes()).enter(folder);
    await make('.agents', '.codex', '.codex/kept', '.aws');
    const next = new Litter(new FolderLooks(), notes());
    const ended = deferred<null>();
    next.clearAfter(ended.promise);
    // Whoever comes meanwhile waits, and takes what is left then for what was there before.
    const entering = next.enter(folder);
    expect(await there()).toEqual(['.agents', '.aws', '.codex', '.git', 'run']);
    ended.resolve(null);
    const stay = await entering;
    expect(await there()).toEqual(['.codex', '.git', 'run']);
    await make('.aws');
    expect(await stay.leave(gone)).toEqual([]);
    expect(await there()).toEqual(['.codex', '.git', 'run']);
    await next.settled();
  });

  it('stays noted when it does not answer, for the start after that', async () => {
    await new Litter(new FolderLooks(), notes()).enter(folder);
    await make('.aws');
    const silent = { list: () => Promise.resolve(null), clear: () => Promise.resolve(null) };
    const away = new Litter(silent, notes());
    away.clearAfter(gone);
    await away.settled();
    expect(await there()).toContain('.aws');
    const next = new Litter(new FolderLooks(), notes());
    next.clearAfter(gone);
    await next.settled();
    expect(await there()).not.toContain('.aws');
  });

  it('is left alone when it was left in order, or when the note is not one', async () => {
    const first = new Litter(new FolderLooks(), notes());
    await (await first.enter(folder)).leave(gone);
    await make('.aws');
    const next = new Litter(new FolderLooks(), notes());
    next.clearAfter(gone);
    await next.settled();
    await writeFile(notes().file, JSON.stringify({ [folder]: ['../src'] }));
    const another = new Litter(new FolderLooks(), notes());
    another.clearAfter(gone);
    await another.settled();
    expect(await there()).toEqual(['.aws', 'run']);
  });
});
