import { expect, test } from 'vitest';

import { practiceConfig } from '../../../electron/practice/program/program.ts';

const file = `
model_provider = "a"
cli_auth_credentials_store = "file"
[model_providers.a]
base_url = "http://127.0.0.1:1/v1"
`;

test('an argument stands over the file, and leaves what lies beside it', () => {
  const config = practiceConfig(file, [
    'app-server',
    '-c',
    'cli_auth_credentials_store="ephemeral"',
    '-c',
    'model_providers.b.base_url="http://127.0.0.1:2/v1"',
    '-c',
    'features.apps=false',
  ]);
  expect(config.cli_auth_credentials_store).toBe('ephemeral');
  expect(Object.keys(config.model_providers)).toEqual(['a', 'b']);
});

test('a value that is no TOML is a text', () => {
  const config = practiceConfig('', ['-c', 'chatgpt_base_url=http://127.0.0.1:3/backend-api']);
  expect(config.chatgpt_base_url).toBe('http://127.0.0.1:3/backend-api');
});

test('without a file there is no provider, and a broken file says so', () => {
  expect(practiceConfig('', []).model_providers).toEqual({});
  expect(() => practiceConfig('[broken', [])).toThrow();
});
