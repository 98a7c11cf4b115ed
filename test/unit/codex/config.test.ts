import { parse } from 'smol-toml';
import { expect, test } from 'vitest';

import { configToml, permissionProfile, threadConfig } from '../../../electron/codex/config.ts';

const provider = {
  name: 'Acme "quoted"',
  baseUrl: 'https://api.acme.test/v1',
  wireApi: 'responses',
  queryParams: { 'api-version': '2026-01-01' },
} as const;

const config = parse(configToml(provider, null, ["/home/o'neil/.ssh", '/a "b" c']));

test('the provider is our own entry, asked once and never retried, with its key from memory', () => {
  expect(config).toMatchObject({
    model_provider: 'bulkhead',
    cli_auth_credentials_store: 'ephemeral',
    model_providers: {
      bulkhead: {
        name: 'Acme "quoted"',
        base_url: 'https://api.acme.test/v1',
        wire_api: 'responses',
        query_params: { 'api-version': '2026-01-01' },
        requires_openai_auth: true,
        supports_websockets: false,
        request_max_retries: 0,
        stream_max_retries: 0,
      },
    },
  });
});

test('an account is looked up where the settings say, and else where codex does by itself', () => {
  const base = 'https://chatgpt.example/backend-api';
  expect(parse(configToml(provider, base, []))).toMatchObject({ chatgpt_base_url: base });
  expect(config).not.toHaveProperty('chatgpt_base_url');
});

test('nothing dials out by itself', () => {
  expect(config).toMatchObject({
    features: { apps: false, plugins: false },
    analytics: { enabled: false },
  });
});

test('a start does no work that its compartment cannot use', () => {
  expect(config).toMatchObject({
    features: { shell_snapshot: false },
    skills: { bundled: { enabled: false } },
  });
});

test('each sandbox is a profile that denies the secrets and the network', () => {
  const denied = { "/home/o'neil/.ssh": 'deny', '/a "b" c': 'deny' };
  expect(config).toMatchObject({
    default_permissions: permissionProfile('read-only'),
    permissions: {
      [permissionProfile('read-only')]: {
        extends: ':read-only',
        filesystem: denied,
        network: { enabled: false },
      },
      [permissionProfile('workspace-write')]: {
        extends: ':workspace',
        filesystem: denied,
        network: { enabled: false },
      },
    },
  });
});

test('no sandbox mode is named beside the profiles, which would win over them', () => {
  expect(config).not.toHaveProperty('sandbox_mode');
  expect(config).not.toHaveProperty('sandbox_workspace_write');
});

test('a thread carries the model’s options, what it denies, and its folders as untrusted', () => {
  expect(
    threadConfig({
      options: { model_reasoning_effort: 'low' },
      sandbox: 'workspace-write',
      unreadable: ['/home/x/.ssh'],
      untrusted: ['/a.b/c', '/a.b'],
    }),
  ).toEqual({
    model_reasoning_effort: 'low',
    projects: { '/a.b/c': { trust_level: 'untrusted' }, '/a.b': { trust_level: 'untrusted' } },
    permissions: {
      [permissionProfile('workspace-write')]: { filesystem: { '/home/x/.ssh': 'deny' } },
    },
  });
});
