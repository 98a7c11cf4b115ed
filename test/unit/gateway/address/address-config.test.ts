import { execFileSync } from 'node:child_process';
import { mkdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { OpenclawHome } from './openclaw-home.ts';

let home: OpenclawHome;
beforeEach(async () => {
  home = await OpenclawHome.make();
});
afterEach(() => home.remove());

describe('openclaw.json', () => {
  test('is JSON5, and variables come from the environment, .env and its own block', async () => {
    await home.put('.openclaw/.env', 'FROM_DOTENV=dotenv\n');
    await home.config(`{ // a comment
      env: { vars: { FROM_BLOCK: 'block', FROM_ENV: 'not this' } },
      gateway: { auth: { token: '\${FROM_ENV}-\${FROM_DOTENV}-\${FROM_BLOCK}-$\${KEPT}' }, },
    }`);
    home.env.FROM_ENV = 'env';
    expect((await home.find()).secret?.value).toBe('env-dotenv-block-${KEPT}');
  });

  test('an unset variable is named', async () => {
    await home.config({ gateway: { auth: { token: '${NOT_SET}' } } });
    const found = await home.find();
    expect(found.secret).toBeNull();
    expect(found.secretProblem).toContain('NOT_SET');
  });

  test('includes are merged in order, siblings win, and other sections are not followed', async () => {
    await home.put('.openclaw/a.json5', '{ port: 1001, auth: { mode: "token", token: "a" } }');
    await home.put('.openclaw/b.json5', '{ auth: { token: "b" } }');
    await home.config({
      gateway: { $include: ['./a.json5', './b.json5'], port: 1004 },
      agents: { $include: './not-there.json5' },
    });
    expect(await home.find()).toMatchObject({
      url: 'ws://127.0.0.1:1004',
      secret: { value: 'b' },
      problem: null,
    });
  });

  test.each([
    ['a file outside its folder', '../outside.json'],
    ['a missing file', './missing.json'],
    ['itself', './openclaw.json'],
  ])('refuses to include %s and names it', async (_what, target) => {
    await home.put('outside.json', { port: 1 });
    const path = await home.config({ gateway: { $include: target } });
    const { problem } = await home.find();
    expect(problem).toMatchObject({ kind: 'misconfigured' });
    expect(JSON.stringify(problem)).toContain(path);
  });

  test('a symlink does not lead out of the folder', async () => {
    await home.put('outside.json', { port: 1 });
    await home.config({ gateway: { $include: './inside.json' } });
    await symlink(join(home.path, 'outside.json'), join(home.path, '.openclaw', 'inside.json'));
    expect((await home.find()).problem).toMatchObject({ kind: 'misconfigured' });
  });

  test.each([
    ['broken JSON', '{ gateway:'],
    ['no object', '[]'],
    ['a port that is none', { gateway: { port: 'x' } }],
    ['auth that is no object', { gateway: { auth: 'token' } }],
    ['remote without address', { gateway: { mode: 'remote' } }],
  ])('%s is a problem and dials nothing', async (_what, content) => {
    await home.config(content);
    expect((await home.find()).problem).toMatchObject({ kind: 'misconfigured' });
  });

  test('a __proto__ key changes nothing', async () => {
    await home.config(
      '{ "__proto__": { "polluted": 1 }, gateway: { "__proto__": { port: 1 }, port: 2 } }',
    );
    expect((await home.find()).url).toBe('ws://127.0.0.1:2');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test('password mode shows the password, mode none nothing', async () => {
    const auth = { token: 't', password: 'p' };
    await home.config({ gateway: { auth: { mode: 'password', ...auth } } });
    expect((await home.find()).secret).toMatchObject({ kind: 'password', value: 'p' });
    await home.config({ gateway: { auth: { mode: 'none', ...auth } } });
    expect((await home.find()).secret).toBeNull();
  });

  test('without a secret in the file the environment stands in, then gateway.remote', async () => {
    await home.config({ gateway: { remote: { token: 'remote' } } });
    expect((await home.find()).secret).toMatchObject({ value: 'remote', source: 'openclaw.json' });
    home.env.OPENCLAW_GATEWAY_TOKEN = 'env';
    expect((await home.find()).secret).toMatchObject({ value: 'env', source: 'environment' });
  });

  test('remote mode names address, secret and pin', async () => {
    const remote = { url: 'wss://nas.example:1', password: 'p', tlsFingerprint: 'ab:cd' };
    await home.config({ gateway: { mode: 'remote', remote, auth: { token: 'local' } } });
    expect(await home.find()).toMatchObject({
      url: 'wss://nas.example:1',
      secret: { kind: 'password', value: 'p' },
      tlsFingerprint: 'ab:cd',
    });
  });

  test.each([
    [{ token: 'r' }, 'r'],
    [{ token: 'r', url: 'ws://127.0.0.1:18789' }, 'r'],
    [{ token: 'r', url: 'ws://localhost:18789/' }, 'r'],
    [{ token: 'r', url: 'ws://127.0.0.1:18790' }, null],
    [{ token: 'r', url: 'wss://127.0.0.1:18789' }, null],
    [{ token: 'r', url: 'wss://nas.example:18789' }, null],
    [{ token: 'r', url: 'no address' }, null],
    [{ token: 'r', url: '${NOT_SET}' }, null],
  ])('in local mode, with remote %j, the local gateway is shown %j', async (remote, shown) => {
    await home.config({ gateway: { remote } });
    expect((await home.find()).secret?.value ?? null).toBe(shown);
  });

  test('TLS makes it wss://', async () => {
    await home.config({ gateway: { tls: { enabled: true } } });
    expect(await home.find()).toMatchObject({ url: 'wss://127.0.0.1:18789', tlsFingerprint: null });
  });

  test('every file it came from is watched', async () => {
    await home.put('.openclaw/gw.json5', '{ port: 1001 }');
    const auth = { mode: 'none' };
    const path = await home.config({ gateway: { auth, $include: './gw.json5' } });
    expect((await home.find()).files).toEqual([
      path,
      join(home.path, '.openclaw', 'gw.json5'),
      join(home.path, '.openclaw', '.env'),
    ]);
  });

  test('so is what is not there yet, or is wrong for a moment', async () => {
    const path = await home.config({ gateway: { $include: './later.json5' } });
    const later = join(home.path, '.openclaw', 'later.json5');
    expect((await home.find()).files).toEqual(expect.arrayContaining([path, later]));
    const real = await home.put('kept/openclaw.json', '{ gateway: ');
    await rm(path);
    await symlink(real, path);
    expect((await home.find()).files).toEqual(expect.arrayContaining([path, real]));
  });

  test('so are what a link leads to, the certificate and the file of a secret', async () => {
    const real = await home.put('kept/openclaw.json', {
      gateway: {
        auth: { token: { source: 'file', provider: 'kept', id: '/token' } },
        tls: { enabled: true },
        $include: './more.json',
      },
      secrets: { providers: { kept: { source: 'file', path: '~/token.json' } } },
    });
    await home.put('kept/real-more.json', {});
    await symlink(join(home.path, 'kept', 'real-more.json'), join(home.path, 'kept', 'more.json'));
    await symlink(real, join(home.path, 'link.json'));
    home.env.OPENCLAW_CONFIG_PATH = '~/link.json';
    const { files, problem } = await home.find();
    expect(problem).toMatchObject({ what: expect.stringContaining('not there') as unknown });
    expect(files).toContain(real);
    await symlink(join(home.path, 'kept', 'real-more.json'), join(home.path, 'more.json'));
    home.env.OPENCLAW_INCLUDE_ROOTS = join(home.path, 'kept');
    expect((await home.find()).files).toEqual(
      [
        ['link.json'],
        ['kept', 'openclaw.json'],
        ['more.json'],
        ['kept', 'real-more.json'],
        ['.openclaw', '.env'],
        ['.openclaw', 'gateway', 'tls', 'gateway-cert.pem'],
        ['token.json'],
      ].map((path) => join(home.path, ...path)),
    );
  });

  test('also while it has nothing to say about the address of the settings', async () => {
    const path = await home.config('{ broken');
    const settingsUrl = () => 'ws://127.0.0.1:18789';
    expect(await home.find({ settingsUrl })).toMatchObject({ secret: null, problem: null });
    expect((await home.find({ settingsUrl })).files).toContain(path);
    home.env.OPENCLAW_GATEWAY_URL = 'ws://127.0.0.1:18789';
    expect((await home.find()).files).toContain(path);
  });
});

describe('what cannot be read', () => {
  const kinds: readonly (readonly [string, (path: string) => Promise<unknown>])[] = [
    ['a FIFO', (path) => Promise.resolve(execFileSync('mkfifo', [path]))],
    ['a folder', (path) => mkdir(path)],
    ['a link to itself', (path) => symlink(path, path)],
    ['64 GB', (path) => writeFile(path, '').then(() => truncate(path, 64 * 1024 ** 3))],
    ['deeper than the stack', (path) => writeFile(path, `{gateway:{port:${'['.repeat(100_000)}`)],
  ];

  test.each(kinds)(
    'an openclaw.json that is %s is named, and nothing is waited for',
    async (_what, make) => {
      const path = await home.config({});
      await rm(path);
      await make(path);
      expect((await home.find()).problem).toMatchObject({ kind: 'misconfigured' });
      expect(JSON.stringify((await home.find()).problem)).toContain(path);
    },
  );

  test.each(kinds)('a file it includes that is %s is named', async (_what, make) => {
    await home.config({ gateway: { $include: './part.json' } });
    await make(join(home.path, '.openclaw', 'part.json'));
    expect(JSON.stringify((await home.find()).problem)).toContain('part.json');
  });

  test.each(kinds.slice(0, 4))('a .env that is %s has no variables', async (_what, make) => {
    await home.config({ gateway: { auth: { token: '${NAMED}' } } });
    await make(join(home.path, '.openclaw', '.env'));
    expect((await home.find()).secretProblem).toContain('NAMED');
  });

  test.each(kinds.slice(0, 4))('a certificate that is %s is no pin', async (_what, make) => {
    const certPath = join(home.path, 'cert.pem');
    await home.config({ gateway: { tls: { enabled: true, certPath } } });
    await make(certPath);
    expect(await home.find()).toMatchObject({ tlsFingerprint: null, problem: null });
  });

  test.each(['__proto__', 'constructor', 'toString'])(
    'a variable that is called %s is not set',
    async (id) => {
      await home.config(`{ gateway: { auth: { token: { source: 'env', id: '${id}' } } } }`);
      expect((await home.find()).secretProblem).toContain(id);
    },
  );
});

test('an openclaw.json may be a link', async () => {
  const there = await home.put('elsewhere.json', { gateway: { port: 1234 } });
  const path = await home.config({});
  await rm(path);
  await symlink(there, path);
  expect((await home.find()).url).toBe('ws://127.0.0.1:1234');
});
