import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { OpenclawHome } from './openclaw-home.ts';

let home: OpenclawHome;
beforeEach(async () => {
  home = await OpenclawHome.make();
});
afterEach(() => home.remove());

describe('the order of the sources', () => {
  test('with nothing configured it is the default address, without a token', async () => {
    expect(await home.find()).toMatchObject({
      url: 'ws://127.0.0.1:18789',
      source: 'default',
      secret: null,
      problem: null,
      configPath: null,
    });
  });

  test('openclaw.json names port and token', async () => {
    const path = await home.config({ gateway: { port: 19001, auth: { token: 'from-file' } } });
    expect(await home.find()).toMatchObject({
      url: 'ws://127.0.0.1:19001',
      source: 'openclaw.json',
      secret: { kind: 'token', value: 'from-file', source: 'openclaw.json' },
      configPath: path,
    });
  });

  test('OPENCLAW_CONFIG_PATH, then OPENCLAW_STATE_DIR, then OPENCLAW_HOME lead to it', async () => {
    await home.put('h/.openclaw/openclaw.json', { gateway: { port: 1001 } });
    await home.put('state/openclaw.json', { gateway: { port: 1002 } });
    await home.put('own.json', { gateway: { port: 1003 } });
    home.env.OPENCLAW_HOME = '~/h';
    expect((await home.find()).url).toBe('ws://127.0.0.1:1001');
    home.env.OPENCLAW_STATE_DIR = join(home.path, 'state');
    expect((await home.find()).url).toBe('ws://127.0.0.1:1002');
    home.env.OPENCLAW_CONFIG_PATH = '~/own.json';
    expect((await home.find()).url).toBe('ws://127.0.0.1:1003');
  });

  test('OPENCLAW_GATEWAY_URL goes before the file, with its own token or password only', async () => {
    await home.config({ gateway: { auth: { token: 'from-file' } } });
    home.env.OPENCLAW_GATEWAY_URL = 'wss://nas.example:18789/';
    expect(await home.find()).toMatchObject({
      url: 'wss://nas.example:18789',
      source: 'environment',
      secret: null,
    });
    home.env.OPENCLAW_GATEWAY_PASSWORD = 'word';
    expect((await home.find()).secret).toMatchObject({ kind: 'password', value: 'word' });
    home.env.OPENCLAW_GATEWAY_TOKEN = 'env-token';
    expect((await home.find()).secret).toMatchObject({ kind: 'token', source: 'environment' });
  });

  test('the address of a dashboard brings its token, and a variable of its own goes before that', async () => {
    home.env.OPENCLAW_GATEWAY_URL = 'HTTPS://NAS.example:18789/chat#token=of-the-page';
    expect(await home.find()).toMatchObject({
      url: 'wss://nas.example:18789',
      secret: { kind: 'token', value: 'of-the-page', source: 'environment' },
    });
    home.env.OPENCLAW_GATEWAY_TOKEN = 'env-token';
    expect((await home.find()).secret).toMatchObject({ value: 'env-token' });
  });

  test('the settings go before everything, with their own token only', async () => {
    await home.config({ gateway: { auth: { token: 'from-file' } } });
    home.env.OPENCLAW_GATEWAY_URL = 'ws://127.0.0.1:19009';
    home.env.OPENCLAW_GATEWAY_TOKEN = 'env-token';
    const found = await home.find({ settingsUrl: () => 'ws://127.0.0.1:20000' });
    expect(found).toMatchObject({ url: 'ws://127.0.0.1:20000', source: 'settings', secret: null });
  });

  test('an address that two sources name may have the token of either', async () => {
    await home.config({ gateway: { port: 19001, auth: { token: 'from-file' } } });
    const settingsUrl = (): string => 'ws://127.0.0.1:19001/';
    expect(await home.find({ settingsUrl })).toMatchObject({
      source: 'settings',
      secret: { value: 'from-file', source: 'openclaw.json' },
    });
    const settingsToken = (): Promise<string> => Promise.resolve('typed');
    expect((await home.find({ settingsUrl, settingsToken })).secret).toMatchObject({
      value: 'typed',
    });
  });

  test('a secret in an address is not kept', async () => {
    const settingsUrl = (): string => 'wss://me:hush@nas.example/gw?token=hush#hush';
    expect((await home.find({ settingsUrl })).url).toBe('wss://nas.example/gw');
    expect(JSON.stringify(await home.find({ settingsUrl: () => 'hush hush' }))).not.toContain(
      'hush',
    );
  });
});

describe('what the gateway lets in by', () => {
  const url = 'ws://127.0.0.1:18789';
  const given = (settingsUrl: string) => ({
    settingsUrl: () => settingsUrl,
    settingsToken: () => Promise.resolve('given'),
  });

  test('a secret of the settings is a password where the gateway’s own configuration says so', async () => {
    await home.config({ gateway: { auth: { mode: 'password', password: 'from-file' } } });
    const secret = { kind: 'password', value: 'given', source: 'settings' };
    expect(await home.find(given(url))).toMatchObject({ secretKind: 'password', secret });
    expect(await home.find(given('wss://nas.example:18789'))).toMatchObject({
      secretKind: 'token',
      secret: { kind: 'token', value: 'given' },
    });
    await home.config({ gateway: { auth: { mode: 'token' } } });
    expect(await home.find(given(url))).toMatchObject({
      secret: { kind: 'token', value: 'given' },
    });
  });

  test('OPENCLAW_GATEWAY_PASSWORD says so where no configuration does', async () => {
    home.env.OPENCLAW_GATEWAY_PASSWORD = 'word';
    expect((await home.find(given(url))).secret).toMatchObject({
      kind: 'password',
      value: 'given',
    });
    home.env.OPENCLAW_GATEWAY_TOKEN = 'env-token';
    expect((await home.find(given(url))).secret).toMatchObject({ kind: 'token', value: 'given' });
  });

  test('of two in the environment it is the one that the configuration of that address wants', async () => {
    await home.config({ gateway: { auth: { mode: 'password' } } });
    Object.assign(home.env, {
      OPENCLAW_GATEWAY_URL: url,
      OPENCLAW_GATEWAY_TOKEN: 'env-token',
      OPENCLAW_GATEWAY_PASSWORD: 'word',
    });
    expect((await home.find()).secret).toMatchObject({ kind: 'password', value: 'word' });
  });

  test('a password that cannot be read is called one', async () => {
    const password = { source: 'exec', id: 'gw/password', provider: 'vault' };
    await home.config({ gateway: { auth: { mode: 'password', password } } });
    const { secret, secretProblem } = await home.find();
    expect(secret).toBeNull();
    expect(secretProblem).toMatch(/enter the password in the settings$/);
    expect((await home.find(given(url))).secret).toMatchObject({
      kind: 'password',
      value: 'given',
    });
  });
});
