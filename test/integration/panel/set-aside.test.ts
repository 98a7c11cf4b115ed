import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createFileLog } from '../../../electron/base/log-file.ts';
import { logNames, preparePaths, pathsFor } from '../../../electron/base/paths.ts';
import { createRedactor } from '../../../electron/base/redact.ts';
import { createStoreFile } from '../../../electron/shell/store-file.ts';
import { identityPath } from '../../../electron/wire/device-identity.ts';
import { eventually } from '../../support/eventually.ts';
import { nowhere, PanelBench } from './panel-under-test.ts';

// Outside Electron its package answers the path of a program; the library only asks it for a default.
vi.mock('electron', () => ({ default: {} }));

const bench = new PanelBench();
afterEach(() => bench.close());

/** What can stand where a file of ours is to be. */
const kinds: readonly (readonly [string, (path: string) => Promise<void>])[] = [
  ['a FIFO', (path) => Promise.resolve(void execFileSync('mkfifo', [path]))],
  ['a folder', (path) => mkdir(join(path, 'inside'), { recursive: true }).then(() => undefined)],
  [
    '64 GB',
    async (path) => {
      await writeFile(path, '');
      await truncate(path, 64 * 1024 ** 3);
    },
  ],
  ['a link to itself', (path) => symlink(path, path)],
  ['broken bytes', (path) => writeFile(path, Buffer.from([0xff, 0x00, 0x7b]))],
];

/** Where, and the id of the notice that names it; null where nobody misses it. */
const places: readonly (readonly [string, (home: string) => string, string | null])[] = [
  [
    'a record of a helper',
    (home) => join(home, 'helpers', 'helper-1.json'),
    'helper-record-broken',
  ],
  ['what was seen of keys', (home) => join(home, 'history', 'credentials.json'), 'set-aside-file'],
  ['the notes of accounts', (home) => join(home, 'history', 'accounts.json'), 'set-aside-file'],
  ['the settings', (home) => join(home, 'settings.json'), 'settings-broken'],
  ['a stored key', (home) => join(home, 'vault', 'openai.secret'), 'damaged'],
  ['a key pair', (home) => identityPath(home, nowhere), null],
  ['the owner of a compartment', (home) => join(home, 'compartments', 'c', 'owner.json'), null],
  ['a compartment', (home) => join(home, 'compartments', 'c'), null],
];

describe.each(places)('%s', (_where, pathIn, noticeId) => {
  it.each(kinds)(
    'that is %s is put aside and named; the panel opens, acts and closes',
    async (_what, make) => {
      const deps = await bench.deps();
      const { home } = deps.paths;
      const path = pathIn(home);
      await mkdir(dirname(path), { recursive: true });
      await make(path);
      const settingsFile = createStoreFile({ folder: home, name: 'settings', now: () => 42 });
      const { panel, command } = await bench.panel({ ...deps, settingsFile });
      expect((await command('state.get', {})).ok).toBe(true);
      if (noticeId !== null) {
        await eventually(() => {
          expect(
            panel
              .state()
              .app.notices.map(({ id }) => id)
              .join(),
          ).toContain(noticeId);
        });
        const aside = (await readdir(dirname(path))).filter((name) => name.includes('.broken'));
        expect(aside).toHaveLength(1);
        const name = noticeId === 'damaged' ? 'openai' : (aside[0] ?? '');
        expect(JSON.stringify(panel.state().app.notices)).toContain(name);
      }
      await panel.close();
      expect(await readdir(join(home, 'compartments'))).toEqual([]);
    },
  );
});

describe('what stands in the place of a folder of ours', () => {
  it.each(kinds.filter(([what]) => what !== 'a folder'))(
    '%s is put aside, and the folder is made',
    async (_what, make) => {
      const home = await mkdtemp(join(tmpdir(), 'home-'));
      const paths = pathsFor({ env: { BULKHEAD_HOME: home } });
      const taken = [paths.vault, paths.history, paths.compartments, paths.helpers];
      for (const path of taken) await make(path);
      expect([...preparePaths(paths)].sort()).toEqual(taken.map((path) => `${path}.broken`).sort());
      expect(preparePaths(paths)).toEqual([]);
      expect(await readdir(home)).toContain(basename(paths.vault));
    },
  );
});

describe('what stands in the place of a log', () => {
  it.each(kinds.filter(([what]) => !['64 GB', 'broken bytes'].includes(what)))(
    '%s is put aside and named, and the log is written',
    async (_what, make) => {
      const home = await mkdtemp(join(tmpdir(), 'home-'));
      const paths = pathsFor({ env: { BULKHEAD_HOME: home } });
      expect(preparePaths(paths)).toEqual([]);
      const [log, before] = Object.values(logNames).map((name) => join(paths.logs, name));
      if (log === undefined || before === undefined) throw new Error('no log');
      await make(log);
      await make(before);
      expect(preparePaths(paths)).toEqual([`${log}.broken`, `${before}.broken`]);
      expect(preparePaths(paths)).toEqual([]);
      createFileLog(paths.logs, createRedactor(), () => 0).info('after');
      await eventually(async () => expect(await readFile(log, 'utf8')).toContain('"after"'));
      expect(preparePaths(paths)).toEqual([]);
    },
  );
});
