import { link } from 'node:fs/promises';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { OpenclawHome } from './openclaw-home.ts';

let home: OpenclawHome;
beforeEach(async () => {
  home = await OpenclawHome.make();
});
afterEach(() => home.remove());

describe('secret references', () => {
  const ref = (source: string, id: string, provider?: string) => ({
    gateway: { auth: { token: { source, id, ...(provider === undefined ? {} : { provider }) } } },
  });
  const providers = (path: string, mode: string) => ({
    secrets: { providers: { files: { source: 'file', path, mode } } },
  });

  test('env is looked up, and respects an allow-list', async () => {
    home.env.GW_TOKEN = 'from-env';
    await home.config(ref('env', 'GW_TOKEN'));
    expect((await home.find()).secret?.value).toBe('from-env');
    const allow = { secrets: { providers: { default: { source: 'env', allowlist: ['OTHER'] } } } };
    await home.config({ ...ref('env', 'GW_TOKEN'), ...allow });
    expect((await home.find()).secret).toBeNull();
  });

  test('file is read by JSON pointer or whole', async () => {
    await home.put('.openclaw/secrets.json', { gw: { 'a/b': 'pointed' } });
    await home.config({
      ...ref('file', '/gw/a~1b', 'files'),
      ...providers('~/.openclaw/secrets.json', 'json'),
    });
    expect((await home.find()).secret?.value).toBe('pointed');
    await home.put('.openclaw/one', 'single\n');
    await home.config({
      ...ref('file', 'value', 'files'),
      ...providers('~/.openclaw/one', 'singleValue'),
    });
    expect((await home.find()).secret?.value).toBe('single');
  });

  test('a file that others can read, or reach under another name, is not used', async () => {
    const path = await home.put('.openclaw/open', 'single\n', 0o644);
    await home.config({ ...ref('file', 'value', 'files'), ...providers(path, 'singleValue') });
    expect((await home.find()).secretProblem).toContain('not a private file');
    const twice = await home.put('.openclaw/twice', 'single\n');
    await link(twice, `${twice}.too`);
    await home.config({ ...ref('file', 'value', 'files'), ...providers(twice, 'singleValue') });
    expect((await home.find()).secretProblem).toContain('not a private file');
  });

  test('exec and store are named and left alone', async () => {
    await home.config(ref('exec', 'gw/token', 'vault'));
    expect((await home.find()).secretProblem).toContain('program (secret provider "vault")');
    await home.config(ref('store', 'OPENCLAW_GATEWAY_TOKEN'));
    expect((await home.find()).secretProblem).toContain("OpenClaw's own secret store");
  });
});
