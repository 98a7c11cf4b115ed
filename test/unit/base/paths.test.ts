import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
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

describe('the socket of a home', () => {
  const runtimes = (): (string | undefined)[] => {
    const runtime = join(folder, 'runtime');
    mkdirSync(runtime, { mode: 0o700 });
    return [runtime, undefined];
  };

  it('is one, under each of its names, also before it is made', () => {
    mkdirSync(join(folder, 'disk'));
    symlinkSync(join(folder, 'disk'), join(folder, 'link'));
    for (const runtime of runtimes()) {
      const place = (name: string, practice: boolean): string =>
        pathsFor({
          env: { BULKHEAD_HOME: join(folder, name, 'bulkhead'), XDG_RUNTIME_DIR: runtime },
          practice,
        }).socket;
      for (const practice of [false, true]) {
        expect(place('link', practice)).toBe(place('disk', practice));
      }
      expect(place('disk', true)).not.toBe(place('disk', false));
    }
  });

  it('is a short one, of the home’s own, where its path would be too long', () => {
    const uid = process.getuid?.() ?? 0;
    const deep = join('/deep', 'x'.repeat(60), 'y'.repeat(60));
    const place = (env: Record<string, string>) => pathsFor({ env }).socket;
    const short = new RegExp(`^/tmp/bulkhead-${uid}/[0-9a-f]{8}\\.sock$`, 'u');
    const places = [
      place({ BULKHEAD_HOME: deep }),
      place({ BULKHEAD_HOME: `${deep}2` }),
      place({ BULKHEAD_HOME: '/own', BULKHEAD_SOCKET: `${deep}.sock` }),
    ];
    for (const one of places) expect(one).toMatch(short);
    expect(new Set(places).size).toBe(places.length);
    expect(place({ BULKHEAD_HOME: deep })).toBe(places[0]);
  });

  it('counts bytes, not letters', () => {
    expect(pathsFor({ env: { BULKHEAD_HOME: `/${'ü'.repeat(50)}` } }).socket).toMatch(/^\/tmp\//);
    expect(pathsFor({ env: { BULKHEAD_HOME: `/${'u'.repeat(50)}` } }).socket).toMatch(/^\/uuu/);
  });

  it('is looked for below the home too, where a panel without that XDG_RUNTIME_DIR has it', () => {
    const [runtime = ''] = runtimes();
    const env = { BULKHEAD_HOME: '/own/place', XDG_RUNTIME_DIR: runtime };
    const { socket, sockets } = pathsFor({ env });
    expect(sockets[0]).toBe(socket);
    expect(sockets).toContain('/own/place/run/control.sock');
    expect(pathsFor({ env: { ...env, BULKHEAD_SOCKET: '/s/x' } }).sockets).toEqual(['/s/x']);
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
