import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { loginPath } from '../../../electron/base/login-path.ts';
import { FolderLooks } from '../../../electron/base/folder-look.ts';
import { versionSaid } from '../../../electron/codex/codex-version.ts';
import { knownFolders } from '../../../electron/codex/known-places.ts';
import { findCodex, type ProgramPlaces } from '../../../electron/codex/program.ts';

let root: string;
let home: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'found-')));
  home = join(root, 'home');
  await mkdir(home);
});

afterEach(() => rm(root, { recursive: true, force: true }));

const script = async (path: string, text: string): Promise<string> => {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `#!/bin/sh\n${text}\n`);
  await chmod(path, 0o755);
  return path;
};

const codex = (path: string, version = '0.169.0', before = ''): Promise<string> =>
  script(path, `${before}\necho 'codex-cli ${version}'`);

/** As mise and volta are: one file for all programs, by its name, with its data in the home. */
const multiCall = async (path: string): Promise<string> => {
  await writeFile(join(home, '.tool-versions'), 'codex 0.169.0\n');
  return script(
    path,
    `[ "\${0##*/}" = codex ] || { echo 'mise 2026.9.1 linux-x64'; exit 0; }
read -r tool version < "$HOME/.tool-versions" || exit 7
echo "codex-cli $version"`,
  );
};

const plainPath = '/usr/bin:/bin';

const places = (more: Partial<ProgramPlaces> = {}): ProgramPlaces => ({
  setting: null,
  env: { PATH: plainPath, HOME: home },
  roots: [],
  cacheFile: join(root, 'cache.json'),
  ...more,
});

const withKnown = (env: ProgramPlaces['env'] = { PATH: plainPath, HOME: home }): ProgramPlaces =>
  places({ env, known: () => knownFolders(env, new FolderLooks(), []) });

test('a shim is run by its own name, and with the home that it reads', async () => {
  const shim = join(home, '.local/share/mise/shims/codex');
  await mkdir(dirname(shim), { recursive: true });
  await symlink(await multiCall(join(root, 'usr', 'mise')), shim);
  const found = await findCodex(places({ setting: shim }));
  expect(found).toMatchObject({ command: shim, version: '0.169.0', env: { HOME: home } });
  await writeFile(join(home, '.tool-versions'), 'codex 0.100.0\n');
  await expect(findCodex(places({ setting: shim }))).rejects.toMatchObject({
    failure: { kind: 'incompatible', found: '0.100.0' },
  });
});

test.each([
  ['volta', '.volta/bin', {}],
  ['volta elsewhere', 'tools/volta/bin', { VOLTA_HOME: 'tools/volta' }],
  ['mise', '.local/share/mise/shims', {}],
  ['mise by the data folder', 'data/mise/shims', { XDG_DATA_HOME: 'data' }],
  ['asdf', '.asdf/shims', {}],
  ['nvm', '.nvm/versions/node/v22.3.0/bin', {}],
  ['fnm', '.local/share/fnm/node-versions/v22.3.0/installation/bin', {}],
  ['bun', '.bun/bin', {}],
  ['pnpm', '.local/share/pnpm', {}],
  ['npm prefix of the variable', 'npm/bin', { NPM_CONFIG_PREFIX: 'npm' }],
  ['the person’s own folder', '.local/bin', {}],
  ['Homebrew', '.linuxbrew/bin', {}],
])('from a launcher’s PATH codex is found where %s puts it', async (_, folder, variables) => {
  const own = Object.entries(variables).map(([name, value]) => [name, join(home, value)]);
  const env = { PATH: plainPath, HOME: home, ...Object.fromEntries(own) } as ProgramPlaces['env'];
  const file = await codex(join(home, folder, 'codex'));
  expect((await findCodex(withKnown(env))).command).toBe(file);
});

test('the prefix of an .npmrc counts, also as people write it', async () => {
  const file = await codex(join(home, '.node', 'bin', 'codex'));
  for (const prefix of ['${HOME}/.node', '~/.node', join(home, '.node'), `"${home}/.node"`]) {
    await writeFile(join(home, '.npmrc'), `fund=false\nprefix = ${prefix}\n`);
    expect((await findCodex(withKnown())).command).toBe(file);
  }
});

test('the newest node of several comes first, and its node is in the PATH of a script', async () => {
  const node = join(home, '.nvm/versions/node');
  await codex(join(node, 'v9.1.0/bin/codex'));
  const newest = await codex(join(node, 'v22.3.0/bin/codex'), '0.169.0', 'node || exit 3');
  await script(join(node, 'v22.3.0/bin/node'), 'echo node');
  const found = await findCodex(withKnown());
  expect(found.command).toBe(newest);
  expect(found.env.PATH).toBe(`${dirname(newest)}:${plainPath}`);
});

test('a shim without a version behind it is passed over for one that has', async () => {
  await script(join(home, '.asdf/shims/codex'), 'echo "No version is set" >&2; exit 126');
  const good = await codex(join(home, '.bun/bin/codex'));
  expect((await findCodex(withKnown())).command).toBe(good);
});

test('a terminal’s PATH is asked only when nothing else leads to a codex', async () => {
  let asked = 0;
  const tools = join(root, 'odd', 'tools');
  const login = (): Promise<string> => {
    asked += 1;
    return Promise.resolve(`${tools}:${plainPath}`);
  };
  const file = await codex(join(tools, 'codex'));
  const found = await findCodex({ ...withKnown(), loginPath: login });
  expect(found).toMatchObject({ command: file, env: { PATH: `${tools}:${plainPath}` } });
  await codex(join(home, '.local/bin/codex'));
  await findCodex({ ...withKnown(), loginPath: login });
  expect(asked).toBe(1);
});

test('what was looked at is named when there is none', async () => {
  const looking = findCodex({
    ...withKnown(),
    loginPath: () => Promise.resolve(`/opt/mine/bin:${plainPath}`),
  });
  const detail: unknown = expect.stringMatching(
    /^not in PATH: \/usr\/bin:\/bin; nor in .*\.volta\/bin.*mise\/shims.*\/opt\/mine\/bin$/,
  );
  await expect(looking).rejects.toMatchObject({ failure: { kind: 'not-found', detail } });
});

test.each(['setting', 'BULKHEAD_CODEX'])('~ in %s is the home', async (where) => {
  const file = await codex(join(home, 'bin', 'my codex'));
  const env = { PATH: plainPath, HOME: home };
  const named = '~/bin/my codex';
  const asked =
    where === 'setting'
      ? places({ setting: named })
      : places({ env: { ...env, BULKHEAD_CODEX: named } });
  expect((await findCodex(asked)).command).toBe(file);
});

test('lines that a wrapper prints are not codex’s version', async () => {
  const before = `echo 'Now using node v22.3.0 (npm v10.8.1)'`;
  const setting = await codex(join(root, 'codex'), '0.169.0', before);
  expect(await findCodex(places({ setting }))).toMatchObject({ version: '0.169.0' });
  const other = await script(join(root, 'other'), before);
  await expect(findCodex(places({ setting: other }))).rejects.toMatchObject({
    failure: { kind: 'incompatible', found: `no codex at ${other}` },
  });
});

test.each([
  ['codex-cli 0.169.0\n', '0.169.0'],
  ['Now using node v22.3.0\ncodex-cli 0.170.0-alpha.3\n', '0.170.0-alpha.3'],
  ['codex-cli 0.169.0\nUpdate available: 0.180.0\n', '0.169.0'],
  ['mise 2026.9.1 linux-x64\n', null],
  ['v22.3.0\n', null],
])('%j says version %s', (output, version) => {
  expect(versionSaid(output)).toBe(version);
});

test('a terminal’s PATH is read past what start files print, and without one is null', async () => {
  const never = new AbortController().signal;
  const env = { HOME: home, SHELL: '/bin/bash', PATH: plainPath };
  await writeFile(join(home, '.bash_profile'), 'echo Welcome\nexport PATH="$HOME/odd bin:$PATH"\n');
  // What /etc/profile makes of the rest is its business.
  expect((await loginPath(env, never))?.split(':')[0]).toBe(`${home}/odd bin`);
  expect(await loginPath({ ...env, SHELL: undefined }, never)).toBeNull();
  expect(await loginPath({ ...env, SHELL: '/usr/bin/vim' }, never)).toBeNull();
  expect(await loginPath({ ...env, SHELL: join(root, 'absent', 'bash') }, never)).toBeNull();
});

test('a start file that hangs is broken off', async () => {
  const env = { HOME: home, SHELL: '/bin/bash', PATH: plainPath };
  await writeFile(join(home, '.bash_profile'), 'exec sleep 60\n');
  expect(await loginPath(env, new AbortController().signal, 200)).toBeNull();
});
