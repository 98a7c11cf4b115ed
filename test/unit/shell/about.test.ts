import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { silentLog } from '../../../electron/base/log.ts';
import { createAbout } from '../../../electron/shell/about.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { eventually } from '../../support/eventually.ts';

let folder: string;
let clock: ManualClock;
let opened: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'about-'));
  await mkdir(join(folder, 'home/logs'), { recursive: true });
  clock = new ManualClock();
  opened = [];
});
afterEach(() => rm(folder, { recursive: true }));

const aboutWith = (answer: () => Promise<string>) =>
  createAbout({
    paths: { home: join(folder, 'home'), logs: join(folder, 'home/logs') },
    licencesFile: join(folder, 'licences.json'),
    program: join(folder, 'bulkhead'),
    env: { XDG_CURRENT_DESKTOP: 'GNOME', XDG_SESSION_TYPE: 'wayland' },
    versions: { chrome: '152.0.1', node: '24.8.0' },
    openPath: (path) => {
      opened.push(path);
      return answer();
    },
    ambient: { clock, log: silentLog },
  });

describe('what the app knows of itself', () => {
  it('is what runs, and where its folders are', async () => {
    expect(await aboutWith(() => Promise.resolve('')).facts()).toMatchObject({
      chromium: '152.0.1',
      node: '24.8.0',
      system: { arch: process.arch, desktop: 'GNOME', session: 'wayland' },
      logs: join(folder, 'home/logs'),
      home: join(folder, 'home'),
    });
  });

  it('opens each of its places by name, and says so', async () => {
    await writeFile(join(folder, 'LICENSES.chromium.html'), '');
    const about = aboutWith(() => Promise.resolve(''));
    for (const what of ['logs', 'home', 'licences'] as const) {
      expect(await about.open(what)).toEqual({ ok: true, value: null });
    }
    expect(opened).toEqual([
      join(folder, 'home/logs'),
      join(folder, 'home'),
      join(folder, 'LICENSES.chromium.html'),
    ]);
  });

  it('says why a place was not opened', async () => {
    const failed = aboutWith(() => Promise.resolve('Failed to open path'));
    expect(await failed.open('logs')).toMatchObject({
      failure: { kind: 'not-opened', what: 'the log folder', detail: 'Failed to open path' },
    });
    const threw = aboutWith(() => Promise.reject(new Error('no such program')));
    expect(await threw.open('home')).toMatchObject({
      failure: { kind: 'not-opened', detail: 'no such program' },
    });
  });

  it('asks the desktop for nothing that is not there', async () => {
    const about = aboutWith(() => Promise.resolve(''));
    expect(await about.open('licences')).toMatchObject({
      failure: { kind: 'not-opened', what: 'the licences of Chromium', code: 'ENOENT' },
    });
    expect(opened).toEqual([]);
  });

  it('takes a program that stays for one that opened it', async () => {
    const about = aboutWith(() => new Promise(() => undefined));
    let isAnswered = false;
    const reply = about.open('logs').finally(() => {
      isAnswered = true;
    });
    await eventually(() => expect(opened).toHaveLength(1));
    await clock.advance(4_999);
    expect(isAnswered).toBe(false);
    await clock.advance(1);
    expect(await reply).toEqual({ ok: true, value: null });
  });
});
