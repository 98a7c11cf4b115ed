import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { FolderLooks, type Looks } from '../../../../electron/base/folder-look.ts';
import {
  findSecretPlaces,
  secretPlaces,
} from '../../../../electron/helpers/client/secret-places.ts';
import type { Unreadable } from '../../../../shared/settings.ts';

describe('secretPlaces', () => {
  const home = '/home/ana/.bulkhead';
  const of = (env: Readonly<Record<string, string>>, unreadable: Partial<Unreadable> = {}) =>
    secretPlaces({
      env,
      personHome: '/home/ana',
      home,
      unreadable: () => ({ add: [], allow: [], ...unreadable }),
    });

  it('names the default places', () => {
    const names = [
      ...['.openclaw', '.codex', '.bulkhead', '.ssh', '.gnupg', '.aws', '.local/share/keyrings'],
      ...['.netrc', '.git-credentials', '.pgpass', '.password-store', '.kube', '.azure'],
      ...['.docker/config.json', '.config/gh', '.config/gcloud', '.config/rclone', '.mozilla'],
      ...['.config/google-chrome', '.config/chromium', '.config/BraveSoftware'],
      ...['.var/app/org.mozilla.firefox', '.claude', '.claude.json', '.config/github-copilot'],
      ...['.gemini', '.config/opencode', '.config/Bitwarden', '.config/1Password'],
      '.config/keepassxc',
    ];
    expect(of({})).toEqual(expect.arrayContaining(names.map((name) => `/home/ana/${name}`)));
    expect(of({}).filter((place) => /npmrc|pypirc/.test(place))).toEqual([]);
  });

  it('follows the variables of other programs, and closes no home folder for one', () => {
    const places = of({
      XDG_CONFIG_HOME: '/srv/config',
      KUBECONFIG: '/srv/kube/a:/srv/kube/b',
      DOCKER_CONFIG: '/srv/docker',
      CLAUDE_CONFIG_DIR: '/home/ana',
      NETRC: '/',
    });
    expect(places).toEqual(
      expect.arrayContaining([
        '/srv/config/gh',
        '/home/ana/.config/gh',
        '/srv/kube/a',
        '/srv/kube/b',
        '/srv/docker/config.json',
      ]),
    );
    expect(places).not.toContain('/home/ana');
    expect(places).not.toContain('/');
  });

  it('adds and leaves out what the settings say, and never opens the own folder', () => {
    const places = of({}, { add: ['~/vault', '/srv/keys'], allow: ['~/.config', '~/.kube', home] });
    expect(places).toEqual(expect.arrayContaining(['/home/ana/vault', '/srv/keys', home]));
    expect(places.filter((place) => /\.kube|\.config/.test(place))).toEqual([]);
    expect(of({}, { allow: ['/'] })).toEqual([home]);
  });

  it('follows the variables that move them, and never widens to a home folder', () => {
    const places = secretPlaces({
      env: {
        OPENCLAW_STATE_DIR: '~/state',
        OPENCLAW_HOME: '/srv/claw',
        OPENCLAW_PROFILE: 'work',
        OPENCLAW_CONFIG_PATH: '/home/ana/openclaw.json',
        CODEX_HOME: '/srv/codex',
        GNUPGHOME: '/srv/gnupg',
        XDG_DATA_HOME: '/srv/data',
      },
      personHome: '/home/ana',
      home: '/srv/bulkhead',
    });
    expect(places).toEqual(
      expect.arrayContaining([
        '/home/ana/state',
        '/srv/claw/.openclaw',
        '/home/ana/.openclaw-work',
        '/home/ana/openclaw.json',
        '/srv/codex',
        '/srv/gnupg',
        '/srv/data/keyrings',
        '/srv/data/kwalletd',
      ]),
    );
    expect(places).not.toContain('/home/ana');
    expect(places).not.toContain('/srv/claw');
  });
});

describe('files that hold a token at times', () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'secret-places-'));
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  const found = async (): Promise<readonly string[]> =>
    (
      await findSecretPlaces({ env: {}, personHome: home, home: '/nowhere' }, new FolderLooks())
    ).filter((place) => /npmrc|pypirc/.test(place));

  it.each([
    ['.npmrc', '//registry.example/:_authToken=abc\n', 'registry=https://registry.example\n'],
    ['.npmrc', '_auth = abc\n', 'fund=false\n'],
    ['.pypirc', '[pypi]\npassword = abc\n', '[pypi]\nrepository = https://pypi.example\n'],
  ])('%s is unreadable with one, and not without', async (name, withToken, without) => {
    await writeFile(join(home, name), without);
    expect(await found()).toEqual([]);
    await writeFile(join(home, name), withToken);
    expect(await found()).toEqual([join(home, name)]);
    await rename(join(home, name), join(home, 'real-npmrc-or-pypirc'));
    await symlink('real-npmrc-or-pypirc', join(home, name));
    expect(await found()).toEqual([join(home, name), join(home, 'real-npmrc-or-pypirc')]);
  });

  it('is unreadable where it cannot be looked at, and nobody waits for a FIFO', async () => {
    execFileSync('mkfifo', [join(home, '.npmrc')]);
    await writeFile(join(home, '.pypirc'), 'x'.repeat(70_000));
    expect(await found()).toEqual([join(home, '.npmrc'), join(home, '.pypirc')]);
  });

  it('is unreadable, and left alone, where it does not answer', async () => {
    await mkdir(join(home, 'npm'));
    execFileSync('mkfifo', [join(home, 'npm', 'rc')]);
    const away = join(home, 'npm', 'rc');
    const looks: Pick<Looks, 'resolve'> = {
      resolve: (paths) =>
        Promise.resolve(
          paths.map((path) =>
            path === away ? { path, exists: true, isSilent: true } : { path, exists: false },
          ),
        ),
    };
    const env = { NPM_CONFIG_USERCONFIG: away };
    const where = { env, personHome: home, home: '/nowhere' };
    const places = await findSecretPlaces(where, looks);
    expect(places.filter((place) => /npm|pypi/.test(place))).toEqual([away]);
    const allowed = { ...where, unreadable: () => ({ add: [], allow: [join(home, 'npm')] }) };
    expect(await findSecretPlaces(allowed, looks)).not.toContain(away);
  });
});
