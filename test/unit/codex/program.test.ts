import {
  chmod,
  mkdir,
  mkdtemp,
  readFile,
  realpath,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { missingMethods } from '../../../electron/codex/program-check.ts';
import { findCodex } from '../../../electron/codex/program.ts';
import type { ProgramPlaces } from '../../../electron/codex/program.ts';
import { eventually } from '../../support/eventually.ts';
import { protocolMethods } from '../../../electron/codex/protocol.ts';

let root: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'program-')));
});

afterEach(() => rm(root, { recursive: true, force: true }));

const types = (methods: readonly string[]): string =>
  methods.map((method) => `{ "method": "${method}" }`).join(' | ');

/** A program that tells a version, generates types, and counts how often it was run. */
const fakeCodex = async (
  path: string,
  version: string,
  lacking: readonly string[] = [],
): Promise<string> => {
  const union = (part: keyof typeof protocolMethods): string =>
    types(protocolMethods[part].filter((method) => !lacking.includes(method)));
  await mkdir(dirname(path), { recursive: true });
  await writeFile(
    path,
    `#!/bin/sh
echo run >> '${path}.runs'
if [ "$1" = --version ]; then echo 'codex-cli ${version}'; exit 0; fi
mkdir -p "$5"
echo '${union('requests')}' > "$5/ClientRequest.ts"
echo '${union('notifications')}' > "$5/ServerNotification.ts"
echo '${union('serverRequests')}' > "$5/ServerRequest.ts"
`,
  );
  await chmod(path, 0o755);
  return path;
};

const places = (more: Partial<ProgramPlaces> = {}): ProgramPlaces => ({
  setting: null,
  env: { PATH: '/usr/bin:/bin' },
  roots: [],
  cacheFile: join(root, 'cache.json'),
  ...more,
});

const inPath = (folder: string): ProgramPlaces['env'] => ({ PATH: `${folder}:/usr/bin:/bin` });

test('the setting comes before BULKHEAD_CODEX, that before PATH, that before node_modules', async () => {
  const setting = await fakeCodex(join(root, 'setting'), '0.169.0');
  const env = await fakeCodex(join(root, 'env'), '0.169.0');
  const path = await fakeCodex(join(root, 'bin', 'codex'), '0.169.0');
  const module = await fakeCodex(
    join(root, 'app', 'node_modules', '@openai', 'codex', 'bin', 'codex.js'),
    '0.169.0',
  );
  const all = places({
    setting,
    env: { ...inPath(join(root, 'bin')), BULKHEAD_CODEX: env },
    roots: [join(root, 'app')],
  });
  expect((await findCodex(all)).command).toBe(setting);
  expect((await findCodex({ ...all, setting: null })).command).toBe(env);
  const unnamed = { ...all, setting: null, env: inPath(join(root, 'bin')) };
  expect((await findCodex(unnamed)).command).toBe(path);
  expect((await findCodex({ ...unnamed, env: places().env })).command).toBe(module);
});

test('npm’s launcher is resolved to the native file of its platform package', async () => {
  const modules = join(root, 'node_modules');
  const launcher = join(modules, '@openai', 'codex', 'bin', 'codex.js');
  await mkdir(dirname(launcher), { recursive: true });
  await writeFile(launcher, '#!/usr/bin/env node\n');
  await chmod(launcher, 0o755);
  const native = await fakeCodex(
    join(
      modules,
      '@openai',
      `codex-${process.platform}-${process.arch}`,
      'vendor',
      'some-triple',
      'bin',
      'codex',
    ),
    '0.169.0',
  );
  await mkdir(join(root, 'bin'));
  await symlink(launcher, join(root, 'bin', 'codex'));
  const found = await findCodex(places({ env: inPath(join(root, 'bin')) }));
  expect(found).toEqual({ command: native, args: [], version: '0.169.0', env: {} });
});

test('nothing found is not-found, and says where it looked', async () => {
  await expect(findCodex(places({ env: { PATH: root } }))).rejects.toMatchObject({
    failure: {
      kind: 'not-found',
      command: 'codex',
      detail: expect.stringContaining(root) as string,
    },
  });
});

test('a named file that may not be run is not-found', async () => {
  const file = await fakeCodex(join(root, 'codex'), '0.169.0');
  await chmod(file, 0o644);
  await expect(findCodex(places({ setting: file }))).rejects.toMatchObject({
    failure: { kind: 'not-found', command: file },
  });
});

test('an older codex is incompatible, and says which it was', async () => {
  const setting = await fakeCodex(join(root, 'codex'), '0.168.4');
  await expect(findCodex(places({ setting }))).rejects.toMatchObject({
    failure: { kind: 'incompatible', found: '0.168.4', needed: '0.169.0' },
  });
});

test('an older one in PATH is passed over for one in node_modules', async () => {
  await fakeCodex(join(root, 'bin', 'codex'), '0.100.0');
  const module = join(root, 'app', 'node_modules', '@openai', 'codex', 'bin', 'codex.js');
  await fakeCodex(module, '0.169.0');
  const found = await findCodex(
    places({ env: inPath(join(root, 'bin')), roots: [join(root, 'app')] }),
  );
  expect(found.command).toBe(module);
});

test('a newer codex is accepted with all our methods, refused without one', async () => {
  const good = await fakeCodex(join(root, 'good'), '0.180.0');
  expect(await findCodex(places({ setting: good }))).toMatchObject({ version: '0.180.0' });
  const bad = await fakeCodex(join(root, 'bad'), '0.180.0', ['turn/interrupt']);
  await expect(findCodex(places({ setting: bad }))).rejects.toMatchObject({
    failure: { kind: 'incompatible', detail: expect.stringContaining('turn/interrupt') as string },
  });
});

test('a program that is no codex is incompatible', async () => {
  await expect(findCodex(places({ setting: '/bin/true' }))).rejects.toMatchObject({
    failure: { kind: 'incompatible' },
  });
});

test('a program is asked once, until the file changes', async () => {
  const setting = await fakeCodex(join(root, 'codex'), '0.169.0');
  const runs = async (): Promise<number> =>
    (await readFile(`${setting}.runs`, 'utf8')).split('\n').length - 1;
  await findCodex(places({ setting }));
  await findCodex(places({ setting }));
  expect(await runs()).toBe(1);
  await fakeCodex(setting, '0.169.0-changed');
  await expect(findCodex(places({ setting }))).rejects.toMatchObject({
    failure: { kind: 'incompatible' },
  });
  expect(await runs()).toBe(2);
});

test('a broken cache is only a question more', async () => {
  const setting = await fakeCodex(join(root, 'codex'), '0.169.0');
  await writeFile(join(root, 'cache.json'), '{"v":1,"programs":[{');
  expect(await findCodex(places({ setting }))).toMatchObject({ version: '0.169.0' });
});

test('only the unions that should name a method count', () => {
  const whole = {
    requests: types(protocolMethods.requests),
    notifications: types(protocolMethods.notifications),
    serverRequests: types(protocolMethods.serverRequests),
  };
  expect(missingMethods(whole)).toEqual([]);
  expect(missingMethods({ ...whole, requests: whole.notifications })).toEqual([
    ...protocolMethods.requests,
  ]);
});

/** Says that whatever lies in `hang` does not answer. */
const partlySilent = {
  resolve: (paths: readonly string[]) =>
    Promise.resolve(
      paths.map((path) =>
        path.includes('hang')
          ? ({ path, exists: true, isSilent: true } as const)
          : { path, exists: true },
      ),
    ),
};

test('a folder of PATH that does not answer is passed over, and a setting that does not is named', async () => {
  await fakeCodex(join(root, 'hang', 'codex'), '0.170.0');
  const good = await fakeCodex(join(root, 'bin', 'codex'), '0.169.0');
  const PATH = `${join(root, 'hang')}:${join(root, 'bin')}:/usr/bin:/bin`;
  const found = await findCodex(places({ env: { PATH }, looks: partlySilent }));
  expect(found.command).toBe(good);
  const setting = join(root, 'hang', 'codex');
  await expect(findCodex(places({ setting, looks: partlySilent }))).rejects.toMatchObject({
    failure: { kind: 'not-found', command: setting, detail: `${setting} does not answer` },
  });
});

test('a program that hangs is broken off at once', async () => {
  const setting = join(root, 'codex');
  await writeFile(setting, `#!/bin/sh\ntrap '' TERM\ntouch '${root}/begun'\nsleep 60 & wait\n`);
  await chmod(setting, 0o755);
  const over = new AbortController();
  const finding = findCodex(places({ setting, signal: over.signal }));
  await eventually(() => readFile(join(root, 'begun')));
  over.abort();
  await expect(finding).rejects.toMatchObject({ failure: { kind: 'incompatible' } });
});
