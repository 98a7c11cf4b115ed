import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { startSessionBus } from '../../../build/system/session-bus.mjs';
import { storeOnBus } from '../../../electron/shell/password-store-look.ts';
import { startSecretService } from '../../fakes/scripted-secret-service.ts';

describe('the look for a password store on the session bus', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'store-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('finds the Secret Service that runs, and asks nothing of it', async () => {
    const { env, stop } = await startSessionBus(folder);
    try {
      const address = env.DBUS_SESSION_BUS_ADDRESS;
      expect(await storeOnBus(address, 'sway', 20_000)).toBeNull();
      const service = await startSecretService(address, { kind: 'silent' });
      expect(await storeOnBus(address, 'sway', 20_000)).toBe('gnome-libsecret');
      expect(await storeOnBus(address, 'KDE', 20_000)).toBe('gnome-libsecret');
      expect(service.asked).toEqual([]);
      service.close();
    } finally {
      await stop();
    }
  });

  it.each([undefined, '', 'autolaunch:', 'unixexec:path=/bin/false', 'unix:', 'unix:nonsense'])(
    'finds none at %j',
    async (address) => {
      expect(await storeOnBus(address, 'sway', 20_000)).toBeNull();
    },
  );

  it('finds none at a bus that is gone', async () => {
    expect(await storeOnBus(`unix:path=${join(folder, 'gone')}`, 'sway', 20_000)).toBeNull();
  });

  it('finds none at a bus that says nothing', async () => {
    const path = join(folder, 'silent');
    const ends: (() => void)[] = [];
    const server = createServer((socket) => ends.push(() => socket.destroy()));
    server.listen(path);
    await once(server, 'listening');
    try {
      expect(await storeOnBus(`unix:path=${path}`, 'sway', 50)).toBeNull();
    } finally {
      for (const end of ends) end();
      server.close();
    }
  });
});
