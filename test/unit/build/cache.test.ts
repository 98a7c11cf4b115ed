import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { beforeEach, describe, expect, it } from 'vitest';

import { cachedFolder, cacheRoot, isCached } from '../../../build/cache.mjs';

describe('a folder of the cache', () => {
  let parent: string;
  let folder: string;

  beforeEach(async () => {
    parent = await mkdtemp(join(process.env.TMPDIR ?? '', 'cache-'));
    folder = join(parent, 'thing');
  });

  const fillWith =
    (text: string) =>
    (unfinished: string): Promise<void> =>
      writeFile(join(unfinished, 'content'), text);
  const content = (): Promise<string> => readFile(join(folder, 'content'), 'utf8');

  it('is filled once and then reused', async () => {
    await cachedFolder(folder, fillWith('first'));
    await cachedFolder(folder, fillWith('second'));
    expect(await content()).toBe('first');
  });

  it('is whole when two fill it at once', async () => {
    await Promise.all([
      cachedFolder(folder, fillWith('one')),
      cachedFolder(folder, fillWith('one')),
    ]);
    expect(await content()).toBe('one');
    expect(await readdir(parent)).toEqual(['thing']);
  });

  it('is absent after a filling that failed', async () => {
    const broken = cachedFolder(folder, () => Promise.reject(new Error('no network')));
    await expect(broken).rejects.toThrow('no network');
    expect(await readdir(parent)).toEqual([]);
  });

  it('is filled anew when only half of it is there', async () => {
    await mkdir(folder);
    await writeFile(join(folder, 'half'), '');
    await cachedFolder(folder, fillWith('whole'));
    expect(isCached(folder)).toBe(true);
    expect(existsSync(join(folder, 'half'))).toBe(false);
  });

  it('is cleared of what a killed process left beside it', async () => {
    // above the kernel's largest pid: nobody owns it
    await mkdir(`${folder}.tmp-4194305-abc`);
    await cachedFolder(folder, fillWith('whole'));
    expect(await readdir(parent)).toEqual(['thing']);
  });

  it('lies where the person said, else in their cache folder', () => {
    expect(cacheRoot({ BULKHEAD_CACHE: '/kept' })).toBe('/kept');
    expect(cacheRoot({ XDG_CACHE_HOME: '/cache' })).toBe('/cache/bulkhead');
    expect(cacheRoot({ XDG_CACHE_HOME: 'relative' })).toMatch(/\/\.cache\/bulkhead$/);
  });
});
