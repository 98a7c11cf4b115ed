import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';

import { logNames, type Paths, pathsFor } from '../../../electron/base/paths.ts';
import { eventually } from '../../support/eventually.ts';
import { bundledScript } from '../../support/kept-clients.ts';
import { TestBench } from '../../support/test-bench.ts';
import type { OpenedElsewhere } from './foreign-owner-entry.ts';

const bench = new TestBench();
afterEach(() => bench.close());

const nobody = 65_534;

const own = async (path: string): Promise<void> => {
  await mkdir(path, { recursive: true, mode: 0o700 });
  await chown(path, nobody, nobody);
};

/** What the folders of all tests lie in is root's alone; it may be gone through during this one. */
const letThrough = async (): Promise<void> => {
  for (const folder of [tmpdir(), dirname(tmpdir())]) {
    const { mode } = await stat(folder);
    await chmod(folder, mode | 0o011);
    bench.later(() => chmod(folder, mode));
  }
};

/** A home of another user, with the folders that it always has. */
const makeHome = async (): Promise<Paths> => {
  const folder = await bench.folder();
  await letThrough();
  const paths = pathsFor({ env: { BULKHEAD_HOME: join(folder, 'home') }, userHome: folder });
  await chown(folder, nobody, nobody);
  for (const path of [paths.home, join(folder, 'tmp')]) await own(path);
  return paths;
};

const ofRoot = async (path: string): Promise<void> => {
  await writeFile(path, '{}');
  await chmod(path, 0o600);
};

/** Opens a panel on it as that user; answers what it says of itself, and how to close it. */
const openAs = async ({ home }: Paths) => {
  const folder = dirname(home);
  const bundled = await bundledScript('test/integration/panel/foreign-owner-entry.ts');
  const script = await readFile(bundled, 'utf8');
  // By its name the library for logs knows an app.
  await writeFile(join(folder, 'package.json'), '{"name":"bulkhead"}');
  // What is root's cannot be read by its path.
  const child = spawn(process.execPath, ['--input-type=module', '-'], {
    uid: nobody,
    gid: nobody,
    cwd: folder,
    env: {
      BULKHEAD_HOME: home,
      HOME: folder,
      TMPDIR: join(folder, 'tmp'),
      PATH: '/usr/bin',
      ELECTRON_OVERRIDE_DIST_PATH: '/',
    },
    stdio: ['pipe', 'inherit', 'inherit', 'ipc'],
  });
  const gone = once(child, 'exit');
  bench.later(async () => {
    child.kill('SIGKILL');
    await gone;
  });
  // Outside Electron its package looks beside itself for a program, which nobody runs here.
  child.stdin?.end(`globalThis.__dirname = '/';\n${script}`);
  const first = once(child, 'message', { signal: AbortSignal.timeout(20_000) });
  let [said] = (await first) as [OpenedElsewhere];
  child.on('message', (message) => (said = message as OpenedElsewhere));
  return {
    said: () => said,
    close: async (): Promise<unknown> => {
      child.send('close');
      return ((await gone) as [number | null])[0];
    },
  };
};

describe.runIf(process.getuid?.() === 0)('a home in which things belong to root', () => {
  it(
    'opens, sets aside what it cannot read, names it, and closes',
    { timeout: 60_000 },
    async () => {
      const paths = await makeHome();
      const { home, helpers, history, vault, compartments, logs } = paths;
      for (const path of [helpers, history, vault, compartments, logs]) await own(path);
      const files = [
        join(home, 'settings.json'),
        join(helpers, 'helper-1.json'),
        join(history, 'credentials.json'),
        join(history, 'accounts.json'),
        join(vault, 'openai.secret'),
        join(logs, logNames.current),
      ];
      for (const path of files) await ofRoot(path);
      const compartment = join(compartments, 'c');
      await mkdir(compartment, { mode: 0o700 });
      await ofRoot(join(compartment, 'owner.json'));

      const panel = await openAs(paths);
      await eventually(() => {
        const { uid, aside, asideAgain, answers, notices } = panel.said();
        expect({ uid, answers, aside, asideAgain }).toEqual({
          uid: nobody,
          answers: true,
          aside: [`${join(logs, logNames.current)}.broken`],
          asideAgain: [],
        });
        const ids = notices.map(({ id }) => id).join();
        for (const id of ['helper-record-broken', 'set-aside-file', 'settings-broken', 'damaged']) {
          expect(ids).toContain(id);
        }
      });
      for (const path of files) {
        const { uid } = await stat(path).catch(() => ({ uid: null }));
        expect([path, uid], path).not.toEqual([path, 0]);
      }
      // It cannot be emptied, and stays for the person to remove.
      const log = join(logs, logNames.current);
      await eventually(async () => {
        expect(await readFile(log, 'utf8')).toMatch(/"compartment.not-removed".*"name":"c"/);
      });
      expect(await readdir(compartments)).toEqual(['c']);
      expect(await panel.close()).toBe(0);
    },
  );

  it('opens where whole folders of it are', { timeout: 60_000 }, async () => {
    const paths = await makeHome();
    const folders = [
      'vault',
      'logs',
      'compartments',
      'accounts',
      'history',
      'helpers',
      'devices',
      'run',
    ] as const;
    for (const name of folders) {
      await mkdir(paths[name], { mode: 0o700 });
      await ofRoot(join(paths[name], 'inside'));
    }
    const panel = await openAs(paths);
    await eventually(() => {
      const { aside, asideAgain, answers } = panel.said();
      expect({ answers, asideAgain }).toEqual({ answers: true, asideAgain: [] });
      expect([...aside].sort()).toEqual(folders.map((name) => `${paths[name]}.broken`).sort());
    });
    expect(await panel.close()).toBe(0);
  });
});
