import { expect, test } from 'vitest';

import { readGatewayAddress } from '../../../shared/gateway-address.ts';

test.each([
  ['ws://127.0.0.1:18789', 'ws://127.0.0.1:18789'],
  ['http://127.0.0.1:18789/', 'ws://127.0.0.1:18789'],
  ['https://nas.example/', 'wss://nas.example'],
  ['https://nas.example:443/', 'wss://nas.example'],
  ['HTTPS://NAS.Example:18789', 'wss://nas.example:18789'],
  ['WSS://NAS.Example:18789/Gate/Way/', 'wss://nas.example:18789/Gate/Way'],
  ['http://127.0.0.1:18789/chat?session=main', 'ws://127.0.0.1:18789'],
  ['http://127.0.0.1:18789/openclaw/overview', 'ws://127.0.0.1:18789/openclaw'],
  ['ws://127.0.0.1:18789/chat', 'ws://127.0.0.1:18789/chat'],
  ['nas.local:18789', 'ws://nas.local:18789'],
  ['NAS:18789/base', 'ws://nas:18789/base'],
  ['nas.example:443', 'wss://nas.example'],
  ['localhost', 'ws://localhost:18789'],
  ['192.168.0.7', 'ws://192.168.0.7:18789'],
  ['[::1]:19001', 'ws://[::1]:19001'],
  ['[fd00::7]', 'ws://[fd00::7]:18789'],
  ['::1', 'ws://[::1]:18789'],
  ['FD00:0:0::7', 'ws://[fd00::7]:18789'],
  ['http://[::1]:18789/#token=abc', 'ws://[::1]:18789'],
  ['  "http://127.0.0.1:18789"\n', 'ws://127.0.0.1:18789'],
  ['<http://127.0.0.1:18789/>', 'ws://127.0.0.1:18789'],
  ['http://127.0.0.1:18789\u200B', 'ws://127.0.0.1:18789'],
])('%j is %s', (text, url) => {
  expect(readGatewayAddress(text)).toMatchObject({ url, namesUser: false });
});

test.each([
  ['http://127.0.0.1:18789/#token=s3cret', 's3cret'],
  ['http://127.0.0.1:18789/?token=s3cret', 's3cret'],
  ['https://nas.example/chat?session=main#gatewayUrl=x&token=s3%2Bcret', 's3+cret'],
  ['127.0.0.1:18789/#token=s3cret', 's3cret'],
  ['ws://127.0.0.1:18789?password=s3cret', 's3cret'],
  ['http://127.0.0.1:18789/#token=', null],
  ['http://127.0.0.1:18789/#chat', null],
])('in %j the secret is %j, and not in the address', (text, secret) => {
  const read = readGatewayAddress(text);
  expect(read?.secret).toBe(secret);
  expect(read?.url).not.toContain('cret');
});

test('a user in it is told, and is not in the address', () => {
  const read = readGatewayAddress('wss://me:word@nas.example');
  expect(read).toEqual({ url: 'wss://nas.example', secret: null, namesUser: true });
});

test.each([
  '',
  'nas',
  'gateway of mine',
  'ftp://nas.example',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'ws://',
  'http://nas.example:0',
  'nas.local:99999',
  '1:2:3:4:5:6:7:8:9',
])('%j is none', (text) => {
  expect(readGatewayAddress(text)).toBeNull();
});
