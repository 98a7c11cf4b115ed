import { describe, expect, test } from 'vitest';

import {
  checkListener,
  listenersOn,
  type SocketTable,
} from '../../../../electron/gateway/address/listener-check.ts';

const head =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const line = (local: string, uid: number, state = '0A'): string =>
  `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000  ${uid}        0 123 1`;

/** 18789 is 4965 in hex. */
const table = (...lines: string[]): string => [head, ...lines].join('\n');

describe('who listens', () => {
  test.each([
    ['127.0.0.1', '0100007F:4965', true],
    ['127.0.0.1', '00000000:4965', true],
    ['127.0.0.1', `${'0'.repeat(32)}:4965`, true],
    ['127.0.0.1', '0000000000000000FFFF00000100007F:4965', true],
    ['localhost', '00000000000000000000000001000000:4965', true],
    ['::1', '00000000000000000000000001000000:4965', true],
    ['127.0.0.1', '0200007F:4965', false],
    ['127.0.0.1', '0100007F:4966', false],
    ['::1', '0100007F:4965', false],
    ['0.0.0.0', '0100007F:4965', true],
    ['::', '00000000000000000000000001000000:4965', true],
    ['::', '0100007F:4965', false],
    ['::ffff:7f00:1', '0100007F:4965', true],
    ['::ffff:7f00:2', '0100007F:4965', false],
    ['::ffff:0:0', '0100007F:4965', true],
    ['localhost.', '0100007F:4965', true],
    ['gateway.localhost', '00000000000000000000000001000000:4965', true],
  ])('%s is answered by %s: %s', (host, local, expected) => {
    expect(listenersOn(table(line(local, 1000)), host, 18_789).length).toBe(expected ? 1 : 0);
  });

  test('a connection that is merely open does not count', () => {
    expect(listenersOn(table(line('0100007F:4965', 1000, '01')), '127.0.0.1', 18_789)).toEqual([]);
  });
});

describe('whether a token may go there', () => {
  const sockets = (...lines: string[]): SocketTable => ({
    read: () => Promise.resolve(table(...lines)),
    userName: (uid) => Promise.resolve(uid === 1001 ? 'mallory' : null),
    uid: 1000,
  });
  const url = 'ws://127.0.0.1:18789';
  const check = (...lines: string[]) => checkListener(url, sockets(...lines));

  test('ours and root may have it', async () => {
    expect(await check(line('0100007F:4965', 1000))).toEqual({ kind: 'trusted' });
    expect(await check(line('00000000:4965', 0))).toEqual({ kind: 'trusted' });
  });

  test('another user may not, and is named', async () => {
    expect(await check(line('0100007F:4965', 1001))).toEqual({
      kind: 'foreign',
      owner: 'mallory (uid 1001)',
    });
    expect(await check(line('0100007F:4965', 1000), line('00000000:4965', 1002))).toEqual({
      kind: 'foreign',
      owner: 'user (uid 1002)',
    });
  });

  test('nobody there is nobody to send it to', async () => {
    expect(await check()).toEqual({ kind: 'nobody' });
  });

  test.each([
    'ws://[::ffff:127.0.0.1]:18789',
    'ws://0.0.0.0:18789',
    'ws://localhost.:18789',
    'ws://gateway.localhost:18789',
    'ws://127.1:18789',
    'ws://2130706433:18789',
  ])('another user may not have it by way of %s either', async (spelling) => {
    const checked = await checkListener(spelling, sockets(line('0100007F:4965', 1001)));
    expect(checked.kind).toBe('foreign');
  });

  test.each(['wss://128.0.0.1:1', 'wss://notlocalhost:1', 'wss://localhost.example:1'])(
    '%s is another computer',
    async (elsewhere) => {
      expect(await checkListener(elsewhere, sockets())).toEqual({ kind: 'trusted' });
    },
  );

  test('an unreadable table trusts no one; another computer is not looked up', async () => {
    const blind = { ...sockets(), read: () => Promise.reject(new Error('EACCES')) };
    expect(await checkListener(url, blind)).toEqual({ kind: 'unknown' });
    expect(await checkListener('wss://nas.example:18789', blind)).toEqual({ kind: 'trusted' });
  });
});
