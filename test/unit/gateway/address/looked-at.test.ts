import { expect, test } from 'vitest';

import type { SocketTable } from '../../../../electron/gateway/address/listener-check.ts';
import { promptLooks } from '../../../fakes/prompt-looks.ts';
import { lookAround } from '../../../../electron/gateway/address/looked-at.ts';

const sockets: SocketTable = {
  read: () =>
    Promise.resolve(
      '   0: 0100007F:4965 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1 1',
    ),
  userName: () => Promise.resolve(null),
  uid: 1000,
};

const portOf = async (url: string) => (await lookAround(url, {}, sockets, promptLooks, []))[0];

test('a port of this computer is said to be taken or free', async () => {
  expect(await portOf('ws://127.0.0.1:18789')).toMatchObject({ place: 'Port 18789', ok: true });
  expect(await portOf('ws://127.0.0.1:18790')).toMatchObject({ place: 'Port 18790', ok: false });
});

test('of a port elsewhere nothing is claimed', async () => {
  expect(await portOf('wss://nas.example')).toEqual({
    place: 'Port 443',
    found: 'on another computer (nas.example), not looked at',
    ok: false,
  });
});
