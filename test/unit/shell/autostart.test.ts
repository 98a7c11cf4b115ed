import { mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import {
  autostartEntry,
  autostartFile,
  isStarted,
  startedBy,
} from '../../../electron/shell/autostart-entry.ts';
import { createAutostart } from '../../../electron/shell/autostart.ts';
import { ok } from '../../../shared/result.ts';

const own = { command: '/opt/Bulkhead/bulkhead', args: [] };

describe('the entry', () => {
  it('lies where the desktop looks for it', () => {
    const name = 'autostart/org.x.X.desktop';
    expect(autostartFile({}, '/home/ana', 'org.x.X')).toBe(`/home/ana/.config/${name}`);
    expect(autostartFile({ XDG_CONFIG_HOME: '/c' }, '/home/ana', 'org.x.X')).toBe(`/c/${name}`);
    expect(autostartFile({ XDG_CONFIG_HOME: 'c' }, '/h', 'org.x.X')).toBe(`/h/.config/${name}`);
  });

  it('starts the AppImage where there is one, else the program, without a window', () => {
    expect(startedBy({}, own)).toEqual(own);
    const image = startedBy({ APPIMAGE: '/home/ana/My Apps/Bulk$head.AppImage' }, own);
    expect(autostartEntry(image)).toContain(
      String.raw`Exec="/home/ana/My Apps/Bulk\\$head.AppImage" --hidden`,
    );
    expect(autostartEntry(own)).toContain('Exec=/opt/Bulkhead/bulkhead --hidden\n');
    expect(autostartEntry({ command: '/a%b', args: ['c"d'] })).toContain(
      String.raw`Exec="/a%%b" "c\\"d" --hidden`,
    );
  });

  it.each([
    ['', false],
    ['[Desktop Entry]\nExec=x', true],
    ['[Desktop Entry]\nExec=x\nHidden=true', false],
    ['[Desktop Entry]\nExec = x\nHidden = false', true],
    ['[Desktop Entry]\nExec=x\nX-GNOME-Autostart-enabled=false', false],
    ['[Desktop Entry]\nExec=', false],
    ['[Desktop Action a]\nExec=x', false],
    ['[Desktop Entry]\nExec=x\n[Desktop Action a]\nHidden=true', true],
    [autostartEntry(own), true],
  ])('%j is started: %s', (entry, started) => {
    expect(isStarted(entry)).toBe(started);
  });
});

describe('the choice', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'autostart-'));
    file = join(folder, 'config', 'autostart', 'org.x.X.desktop');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is written whole, removed, and read from the disk each time', async () => {
    const autostart = createAutostart(file, own);
    expect(await autostart.read()).toEqual(ok(false));
    expect(await autostart.set(true)).toEqual(ok(true));
    expect(await readFile(file, 'utf8')).toBe(autostartEntry(own));
    expect(await readdir(dirname(file))).toEqual(['org.x.X.desktop']);
    await writeFile(file, `${autostartEntry(own)}Hidden=true\n`);
    expect(await autostart.read()).toEqual(ok(false));
    expect(await autostart.set(true)).toEqual(ok(true));
    await rm(file);
    expect(await autostart.read()).toEqual(ok(false));
    await autostart.set(true);
    expect(await autostart.set(false)).toEqual(ok(false));
    expect(await autostart.set(false)).toEqual(ok(false));
    expect(await readdir(dirname(file))).toEqual([]);
  });

  it('follows a link that somebody made of it, and replaces the link alone', async () => {
    const kept = join(folder, 'kept.desktop');
    await writeFile(kept, '[Desktop Entry]\nExec=x\n');
    await mkdir(dirname(file), { recursive: true });
    await symlink(kept, file);
    const autostart = createAutostart(file, own);
    expect(await autostart.read()).toEqual(ok(true));
    await autostart.set(true);
    expect(await readFile(kept, 'utf8')).toBe('[Desktop Entry]\nExec=x\n');
  });

  it('says what could not be read, and what could not be kept', async () => {
    await writeFile(join(folder, 'config'), '');
    const autostart = createAutostart(file, own);
    const failed = { ok: false, failure: { kind: 'unreadable', code: 'ENOTDIR' } };
    expect(await autostart.read()).toMatchObject(failed);
    expect(await autostart.set(true)).toMatchObject({ ok: false, failure: { kind: 'storage' } });
    const odd = createAutostart(join(folder, 'entry'), { command: '/a\nHidden=true', args: [] });
    expect(await odd.set(true)).toMatchObject({ ok: false, failure: { kind: 'storage' } });
    expect(await odd.read()).toEqual(ok(false));
  });
});
