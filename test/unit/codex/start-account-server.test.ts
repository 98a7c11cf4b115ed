import { expect, test } from 'vitest';

import { accountArguments } from '../../../electron/codex/start-account-server.ts';

const own = {
  store: 'keyring',
  chatgptBaseUrl: 'https://chatgpt.example/x',
  mcpServers: [],
} as const;

test('a home of ours is told where to keep the sign-in and whom to ask', () => {
  const args = accountArguments(own);
  expect(args[0]).toBe('app-server');
  expect(args).toContain('cli_auth_credentials_store="keyring"');
  expect(args).toContain('chatgpt_base_url="https://chatgpt.example/x"');
});

test('nothing of the home is started, and nothing dials out by itself', () => {
  const args = accountArguments({ ...own, mcpServers: ['files', 'a"b', 'two words'] });
  for (const off of [
    'features.apps=false',
    'features.plugins=false',
    'features.hooks=false',
    'analytics.enabled=false',
    'check_for_update_on_startup=false',
    'mcp_servers.files.enabled=false',
  ]) {
    expect(args).toContain(off);
  }
  // A name that could say something else in a dotted key is not put into one.
  expect(args.join(' ')).not.toContain('a"b');
});

test('a home that is not ours keeps its own store and its own backend', () => {
  const args = accountArguments({ store: null, chatgptBaseUrl: null, mcpServers: [] }).join(' ');
  expect(args).not.toContain('cli_auth_credentials_store');
  expect(args).not.toContain('chatgpt_base_url');
});
