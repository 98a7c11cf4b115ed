import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pathsFor, placesIn, preparePaths, resolveHome } from '../../../electron/base/paths.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-paths-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('resolveHome', () => {
  it.each([
    [{ BULKHEAD_HOME: '/own/place/' }, '/own/place'],
    [{ BULKHEAD_HOME: '', XDG_DATA_HOME: '/data' }, '/data/bulkhead'],
    [{ XDG_DATA_HOME: 'relative' }, '/home/ana/.local/share/bulkhead'],
    [{}, '/home/ana/.local/share/bulkhead'],
  ])('of %j is %s', (env, home) => {
    expect(resolveHome(env, '/home/ana')).toBe(home);
  });
});

describe('the socket', () => {
  const home = '/own/place';
  const hash = (text: string): string =>
    createHash('sha256').update(text).digest('hex').slice(0, 8);

  it('is where BULKHEAD_SOCKET says', () => {
    const env = { BULKHEAD_HOME: home, BULKHEAD_SOCKET: '/s/x.sock', XDG_RUNTIME_DIR: folder };
    expect(pathsFor({ env }).socket).toBe('/s/x.sock');
    expect(pathsFor({ env, practice: true }).socket).toBe('/s/x.sock.practice');
  });

  it('is in XDG_RUNTIME_DIR, named after the home, one for practice', () => {
    const env = { BULKHEAD_HOME: home, XDG_RUNTIME_DIR: folder };
    expect(pathsFor({ env }).socket).toBe(join(folder, `bulkhead-${hash(home)}.sock`));
    expect(pathsFor({ env, practice: true }).socket).toBe(
      join(folder, `bulkhead-${hash(`${home}/practice`)}.sock`),
    );
  });

  it.each([undefined, '', '/no/such/folder', '/etc/passwd'])(
    'is below the home without a usable XDG_RUNTIME_DIR (%s)',
    (runtime) => {
      const env = { BULKHEAD_HOME: home, XDG_RUNTIME_DIR: runtime };
      expect(pathsFor({ env }).socket).toBe('/own/place/run/control.sock');
    },
  );
});

describe('the socket of a person whose XDG_RUNTIME_DIR others may enter', () => {
  it('is below the home', () => {
    const env = { BULKHEAD_HOME: '/own/place', XDG_RUNTIME_DIR: folder };
    for (const mode of [0o755, 0o750, 0o701]) {
      chmodSync(folder, mode);
      expect(pathsFor({ env }).socket).toBe('/own/place/run/control.sock');
    }
  });
});

describe('the places below a home', () => {
  it('are each another one, and those of practice lie below the practice folder', () => {
    const env = { BULKHEAD_HOME: '/own/place' };
    const places = Object.values(placesIn('/own/place'));
    expect(new Set(places).size).toBe(places.length);
    for (const place of places) expect(place).toMatch(/^\/own\/place\/[a-z-]+/);
    expect(pathsFor({ env })).toMatchObject(placesIn('/own/place'));
    expect(pathsFor({ env, practice: true })).toMatchObject(placesIn('/own/place/practice'));
  });
});

describe('preparePaths', () => {
  it('makes everything 0700, also a home that was there with wider rights', () => {
    const home = join(folder, 'home');
    mkdirSync(home);
    chmodSync(home, 0o755);
    for (const practice of [true, false]) {
      const paths = pathsFor({ env: { BULKHEAD_HOME: home }, practice });
      preparePaths(paths);
      for (const made of [home, paths.home, paths.vault, paths.logs, paths.run, paths.history]) {
        expect(statSync(made).mode & 0o777).toBe(0o700);
      }
      expect(paths.home).toBe(practice ? join(home, 'practice') : home);
    }
  });
});
