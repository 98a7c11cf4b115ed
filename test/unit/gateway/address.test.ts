import { link, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { findAddress, type AddressDeps } from '../../../electron/gateway/address.ts';

let home: string;
let env: Record<string, string>;
const uid = process.getuid?.() ?? -1;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'bulkhead-address-'));
  env = { HOME: home };
});
afterEach(() => rm(home, { recursive: true, force: true }));

const put = async (path: string, content: unknown, mode = 0o600): Promise<string> => {
  const file = join(home, path);
  await mkdir(dirname(file), { recursive: true });
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  await writeFile(file, text, { mode });
  return file;
};
const config = (content: unknown): Promise<string> => put('.openclaw/openclaw.json', content);
const find = (deps: Partial<AddressDeps> = {}) =>
  findAddress({
    env,
    settingsUrl: () => null,
    settingsToken: () => Promise.resolve(null),
    uid,
    ...deps,
  });

describe('the order of the sources', () => {
  test('with nothing configured it is the default address, without a token', async () => {
    expect(await find()).toMatchObject({
      url: 'ws://127.0.0.1:18789',
      source: 'default',
      secret: null,
      problem: null,
      configPath: null,
    });
  });

  test('openclaw.json names port and token', async () => {
    const path = await config({ gateway: { port: 19001, auth: { token: 'from-file' } } });
    expect(await find()).toMatchObject({
      url: 'ws://127.0.0.1:19001',
      source: 'openclaw.json',
      secret: { kind: 'token', value: 'from-file', source: 'openclaw.json' },
      configPath: path,
    });
  });

  test('OPENCLAW_CONFIG_PATH, then OPENCLAW_STATE_DIR, then OPENCLAW_HOME lead to it', async () => {
    await put('h/.openclaw/openclaw.json', { gateway: { port: 1001 } });
    await put('state/openclaw.json', { gateway: { port: 1002 } });
    await put('own.json', { gateway: { port: 1003 } });
    env.OPENCLAW_HOME = '~/h';
    expect((await find()).url).toBe('ws://127.0.0.1:1001');
    env.OPENCLAW_STATE_DIR = join(home, 'state');
    expect((await find()).url).toBe('ws://127.0.0.1:1002');
    env.OPENCLAW_CONFIG_PATH = '~/own.json';
    expect((await find()).url).toBe('ws://127.0.0.1:1003');
  });

  test('OPENCLAW_GATEWAY_URL goes before the file, with its own token or password only', async () => {
    await config({ gateway: { auth: { token: 'from-file' } } });
    env.OPENCLAW_GATEWAY_URL = 'wss://nas.example:18789/';
    expect(await find()).toMatchObject({
      url: 'wss://nas.example:18789',
      source: 'environment',
      secret: null,
    });
    env.OPENCLAW_GATEWAY_PASSWORD = 'word';
    expect((await find()).secret).toMatchObject({ kind: 'password', value: 'word' });
    env.OPENCLAW_GATEWAY_TOKEN = 'env-token';
    expect((await find()).secret).toMatchObject({ kind: 'token', source: 'environment' });
  });

  test('the settings go before everything, with their own token only', async () => {
    await config({ gateway: { auth: { token: 'from-file' } } });
    env.OPENCLAW_GATEWAY_URL = 'ws://127.0.0.1:19009';
    env.OPENCLAW_GATEWAY_TOKEN = 'env-token';
    const found = await find({ settingsUrl: () => 'ws://127.0.0.1:20000' });
    expect(found).toMatchObject({ url: 'ws://127.0.0.1:20000', source: 'settings', secret: null });
  });

  test('an address that two sources name may have the token of either', async () => {
    await config({ gateway: { port: 19001, auth: { token: 'from-file' } } });
    const settingsUrl = (): string => 'ws://127.0.0.1:19001/';
    expect(await find({ settingsUrl })).toMatchObject({
      source: 'settings',
      secret: { value: 'from-file', source: 'openclaw.json' },
    });
    const settingsToken = (): Promise<string> => Promise.resolve('typed');
    expect((await find({ settingsUrl, settingsToken })).secret).toMatchObject({ value: 'typed' });
  });

  test('a secret in an address is not kept', async () => {
    const settingsUrl = (): string => 'wss://me:hush@nas.example/gw?token=hush#hush';
    expect((await find({ settingsUrl })).url).toBe('wss://nas.example/gw');
    expect(JSON.stringify(await find({ settingsUrl: () => 'hush hush' }))).not.toContain('hush');
  });
});

describe('openclaw.json', () => {
  test('is JSON5, and variables come from the environment, .env and its own block', async () => {
    await put('.openclaw/.env', 'FROM_DOTENV=dotenv\n');
    await config(`{ // a comment
      env: { vars: { FROM_BLOCK: 'block', FROM_ENV: 'not this' } },
      gateway: { auth: { token: '\${FROM_ENV}-\${FROM_DOTENV}-\${FROM_BLOCK}-$\${KEPT}' }, },
    }`);
    env.FROM_ENV = 'env';
    expect((await find()).secret?.value).toBe('env-dotenv-block-${KEPT}');
  });

  test('an unset variable is named', async () => {
    await config({ gateway: { auth: { token: '${NOT_SET}' } } });
    const found = await find();
    expect(found.secret).toBeNull();
    expect(found.secretProblem).toContain('NOT_SET');
  });

  test('includes are merged in order, siblings win, and other sections are not followed', async () => {
    await put('.openclaw/a.json5', '{ port: 1001, auth: { mode: "token", token: "a" } }');
    await put('.openclaw/b.json5', '{ auth: { token: "b" } }');
    await config({
      gateway: { $include: ['./a.json5', './b.json5'], port: 1004 },
      agents: { $include: './not-there.json5' },
    });
    expect(await find()).toMatchObject({
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
    await put('outside.json', { port: 1 });
    const path = await config({ gateway: { $include: target } });
    const { problem } = await find();
    expect(problem).toMatchObject({ kind: 'misconfigured' });
    expect(JSON.stringify(problem)).toContain(path);
  });

  test('a symlink does not lead out of the folder', async () => {
    await put('outside.json', { port: 1 });
    await config({ gateway: { $include: './inside.json' } });
    await symlink(join(home, 'outside.json'), join(home, '.openclaw', 'inside.json'));
    expect((await find()).problem).toMatchObject({ kind: 'misconfigured' });
  });

  test.each([
    ['broken JSON', '{ gateway:'],
    ['no object', '[]'],
    ['a port that is none', { gateway: { port: 'x' } }],
    ['auth that is no object', { gateway: { auth: 'token' } }],
    ['remote without address', { gateway: { mode: 'remote' } }],
  ])('%s is a problem and dials nothing', async (_what, content) => {
    await config(content);
    expect((await find()).problem).toMatchObject({ kind: 'misconfigured' });
  });

  test('a __proto__ key changes nothing', async () => {
    await config(
      '{ "__proto__": { "polluted": 1 }, gateway: { "__proto__": { port: 1 }, port: 2 } }',
    );
    expect((await find()).url).toBe('ws://127.0.0.1:2');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test('password mode shows the password, mode none nothing', async () => {
    const auth = { token: 't', password: 'p' };
    await config({ gateway: { auth: { mode: 'password', ...auth } } });
    expect((await find()).secret).toMatchObject({ kind: 'password', value: 'p' });
    await config({ gateway: { auth: { mode: 'none', ...auth } } });
    expect((await find()).secret).toBeNull();
  });

  test('without a secret in the file the environment stands in, then gateway.remote', async () => {
    await config({ gateway: { remote: { token: 'remote' } } });
    expect((await find()).secret).toMatchObject({ value: 'remote', source: 'openclaw.json' });
    env.OPENCLAW_GATEWAY_TOKEN = 'env';
    expect((await find()).secret).toMatchObject({ value: 'env', source: 'environment' });
  });

  test('remote mode names address, secret and pin', async () => {
    const remote = { url: 'wss://nas.example:1', password: 'p', tlsFingerprint: 'ab:cd' };
    await config({ gateway: { mode: 'remote', remote, auth: { token: 'local' } } });
    expect(await find()).toMatchObject({
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
    await config({ gateway: { remote } });
    expect((await find()).secret?.value ?? null).toBe(shown);
  });

  test('TLS makes it wss://', async () => {
    await config({ gateway: { tls: { enabled: true } } });
    expect(await find()).toMatchObject({ url: 'wss://127.0.0.1:18789', tlsFingerprint: null });
  });

  test('every file it came from is watched', async () => {
    await put('.openclaw/gw.json5', '{ port: 1001 }');
    const path = await config({ gateway: { $include: './gw.json5' } });
    expect((await find()).files).toEqual([
      path,
      join(home, '.openclaw', 'gw.json5'),
      join(home, '.openclaw', '.env'),
    ]);
  });

  test('so are what a link leads to, the certificate and the file of a secret', async () => {
    const real = await put('kept/openclaw.json', {
      gateway: {
        auth: { token: { source: 'file', provider: 'kept', id: '/token' } },
        tls: { enabled: true },
        $include: './more.json',
      },
      secrets: { providers: { kept: { source: 'file', path: '~/token.json' } } },
    });
    await put('kept/real-more.json', {});
    await symlink(join(home, 'kept', 'real-more.json'), join(home, 'kept', 'more.json'));
    await symlink(real, join(home, 'link.json'));
    env.OPENCLAW_CONFIG_PATH = '~/link.json';
    const { files, problem } = await find();
    expect(problem).toMatchObject({ what: expect.stringContaining('not there') as unknown });
    expect(files).toContain(real);
    await symlink(join(home, 'kept', 'real-more.json'), join(home, 'more.json'));
    env.OPENCLAW_INCLUDE_ROOTS = join(home, 'kept');
    expect((await find()).files).toEqual(
      [
        ['link.json'],
        ['kept', 'openclaw.json'],
        ['more.json'],
        ['kept', 'real-more.json'],
        ['.openclaw', '.env'],
        ['.openclaw', 'gateway', 'tls', 'gateway-cert.pem'],
        ['token.json'],
      ].map((path) => join(home, ...path)),
    );
  });

  test('also while it has nothing to say about the address of the settings', async () => {
    const path = await config('{ broken');
    const settingsUrl = () => 'ws://127.0.0.1:18789';
    expect(await find({ settingsUrl })).toMatchObject({ secret: null, problem: null });
    expect((await find({ settingsUrl })).files).toContain(path);
    env.OPENCLAW_GATEWAY_URL = 'ws://127.0.0.1:18789';
    expect((await find()).files).toContain(path);
  });
});

describe('what the gateway lets in by', () => {
  const url = 'ws://127.0.0.1:18789';
  const given = (settingsUrl: string) => ({
    settingsUrl: () => settingsUrl,
    settingsToken: () => Promise.resolve('given'),
  });

  test('a secret of the settings is a password where the gateway’s own configuration says so', async () => {
    await config({ gateway: { auth: { mode: 'password', password: 'from-file' } } });
    const secret = { kind: 'password', value: 'given', source: 'settings' };
    expect(await find(given(url))).toMatchObject({ secretKind: 'password', secret });
    expect(await find(given('wss://nas.example:18789'))).toMatchObject({
      secretKind: 'token',
      secret: { kind: 'token', value: 'given' },
    });
    await config({ gateway: { auth: { mode: 'token' } } });
    expect(await find(given(url))).toMatchObject({ secret: { kind: 'token', value: 'given' } });
  });

  test('OPENCLAW_GATEWAY_PASSWORD says so where no configuration does', async () => {
    env.OPENCLAW_GATEWAY_PASSWORD = 'word';
    expect((await find(given(url))).secret).toMatchObject({ kind: 'password', value: 'given' });
    env.OPENCLAW_GATEWAY_TOKEN = 'env-token';
    expect((await find(given(url))).secret).toMatchObject({ kind: 'token', value: 'given' });
  });

  test('of two in the environment it is the one that the configuration of that address wants', async () => {
    await config({ gateway: { auth: { mode: 'password' } } });
    Object.assign(env, {
      OPENCLAW_GATEWAY_URL: url,
      OPENCLAW_GATEWAY_TOKEN: 'env-token',
      OPENCLAW_GATEWAY_PASSWORD: 'word',
    });
    expect((await find()).secret).toMatchObject({ kind: 'password', value: 'word' });
  });

  test('a password that cannot be read is called one', async () => {
    const password = { source: 'exec', id: 'gw/password', provider: 'vault' };
    await config({ gateway: { auth: { mode: 'password', password } } });
    const { secret, secretProblem } = await find();
    expect(secret).toBeNull();
    expect(secretProblem).toMatch(/enter the password in the settings$/);
    expect((await find(given(url))).secret).toMatchObject({ kind: 'password', value: 'given' });
  });
});

describe('secret references', () => {
  const ref = (source: string, id: string, provider?: string) => ({
    gateway: { auth: { token: { source, id, ...(provider === undefined ? {} : { provider }) } } },
  });
  const providers = (path: string, mode: string) => ({
    secrets: { providers: { files: { source: 'file', path, mode } } },
  });

  test('env is looked up, and respects an allow-list', async () => {
    env.GW_TOKEN = 'from-env';
    await config(ref('env', 'GW_TOKEN'));
    expect((await find()).secret?.value).toBe('from-env');
    const allow = { secrets: { providers: { default: { source: 'env', allowlist: ['OTHER'] } } } };
    await config({ ...ref('env', 'GW_TOKEN'), ...allow });
    expect((await find()).secret).toBeNull();
  });

  test('file is read by JSON pointer or whole', async () => {
    await put('.openclaw/secrets.json', { gw: { 'a/b': 'pointed' } });
    await config({
      ...ref('file', '/gw/a~1b', 'files'),
      ...providers('~/.openclaw/secrets.json', 'json'),
    });
    expect((await find()).secret?.value).toBe('pointed');
    await put('.openclaw/one', 'single\n');
    await config({
      ...ref('file', 'value', 'files'),
      ...providers('~/.openclaw/one', 'singleValue'),
    });
    expect((await find()).secret?.value).toBe('single');
  });

  test('a file that others can read, or reach under another name, is not used', async () => {
    const path = await put('.openclaw/open', 'single\n', 0o644);
    await config({ ...ref('file', 'value', 'files'), ...providers(path, 'singleValue') });
    expect((await find()).secretProblem).toContain('not a private file');
    const twice = await put('.openclaw/twice', 'single\n');
    await link(twice, `${twice}.too`);
    await config({ ...ref('file', 'value', 'files'), ...providers(twice, 'singleValue') });
    expect((await find()).secretProblem).toContain('not a private file');
  });

  test('exec and store are named and left alone', async () => {
    await config(ref('exec', 'gw/token', 'vault'));
    expect((await find()).secretProblem).toContain('program (secret provider "vault")');
    await config(ref('store', 'OPENCLAW_GATEWAY_TOKEN'));
    expect((await find()).secretProblem).toContain("OpenClaw's own secret store");
  });
});
