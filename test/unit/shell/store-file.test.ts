import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createStoreFile } from '../../../electron/shell/store-file.ts';

// Outside Electron its package answers the path of a program; the library only asks it for a default.
vi.mock('electron', () => ({ default: {} }));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'store-'));
});
afterEach(() => rm(folder, { recursive: true }));

const make = () => createStoreFile({ folder, name: 'settings', now: () => 42 });
const path = () => join(folder, 'settings.json');

describe('createStoreFile', () => {
  it('reads nothing where there is no file, and writes none by reading', async () => {
    expect(make().read()).toBeUndefined();
    await expect(stat(path())).rejects.toThrow();
  });

  it('reads back what it wrote, also with dots in a key, for its owner only', async () => {
    const value = { theme: 'dark', 'a.b': { c: [1, null] } };
    make().write(value);
    expect(make().read()).toEqual(value);
    expect((await stat(path())).mode & 0o777).toBe(0o600);
  });

  it('replaces everything with each write', () => {
    const file = make();
    file.write({ a: 1 });
    file.write({ b: 2 });
    expect(file.read()).toEqual({ b: 2 });
  });

  it('throws on a broken file and leaves every byte of it', async () => {
    await writeFile(path(), '{"theme": "dark",');
    const file = make();
    expect(() => file.read()).toThrow();
    expect(() => file.write({})).toThrow();
    expect(await readFile(path(), 'utf8')).toBe('{"theme": "dark",');
  });

  it('keeps a copy of a broken file, and only then starts anew', async () => {
    await writeFile(path(), 'broken');
    const file = make();
    expect(() => file.read()).toThrow();
    const aside = file.quarantine();
    file.write({ theme: 'light' });
    expect(await readFile(aside, 'utf8')).toBe('broken');
    expect(make().read()).toEqual({ theme: 'light' });
  });

  it('has nothing to keep of a broken file that was taken away', async () => {
    await writeFile(path(), 'broken');
    const file = make();
    expect(() => file.read()).toThrow();
    await rm(path());
    file.quarantine();
    file.write({ theme: 'light' });
    expect(make().read()).toEqual({ theme: 'light' });
  });

  it('refuses to write what is not an object', () => {
    expect(() => make().write([1])).toThrow(TypeError);
  });
});
