import { createServer } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Message, sessionBus } from '@particle/dbus-next';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { probeKeyring } from '../../../electron/credentials/vault/keyring-probe.ts';
import {
  startSecretService,
  type SecretServiceScript,
} from '../../fakes/scripted-secret-service.ts';
import { startPrivateBus, type PrivateBus } from '../../fakes/session-bus.ts';

let bus: PrivateBus;
beforeAll(async () => {
  bus = await startPrivateBus();
});
afterAll(async () => {
  await bus.close();
});

const withService = async (script: SecretServiceScript, timeoutMs = 2_000) => {
  const service = await startSecretService(bus.address, script);
  try {
    const keyring = await probeKeyring({ busAddress: bus.address, timeoutMs });
    return { keyring, asked: service.asked };
  } finally {
    service.close();
  }
};

describe('the question to the password store', () => {
  it.each([
    [
      { kind: 'collection', locked: false },
      { phase: 'unlocked', backend: 'Secret Service' },
    ],
    [{ kind: 'collection', locked: true }, { phase: 'locked' }],
    [{ kind: 'collection', locked: 'no' }, { phase: 'locked' }],
    [
      { kind: 'no-collection' },
      { phase: 'none', why: 'the password store has no default collection' },
    ],
    [{ kind: 'nonsense' }, { phase: 'none', why: 'the password store gave no usable answer' }],
  ] as const)('of %j gives %j', async (script, answer) => {
    expect((await withService(script)).keyring).toEqual(answer);
  });

  it('asks for nothing that would show a prompt', async () => {
    const { asked } = await withService({ kind: 'collection', locked: true });
    expect(asked).toEqual(['ReadAlias', 'Get']);
  });

  it('gives up on a store that never answers', async () => {
    const started = performance.now();
    const { keyring } = await withService({ kind: 'silent' }, 150);
    expect(keyring).toEqual({ phase: 'none', why: 'the password store did not answer in time' });
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('says so when no store is running', async () => {
    expect(await probeKeyring({ busAddress: bus.address })).toEqual({
      phase: 'none',
      why: 'no password store is running',
    });
  });

  it.each([undefined, '', 'tcp:host=127.0.0.1,port=1', 'unix:', 'unix:path=/no/such/bus'])(
    'says so when the session bus is %s',
    async (busAddress) => {
      expect((await probeKeyring({ busAddress })).phase).toBe('none');
    },
  );

  it('gives up on a bus that accepts and then says nothing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bulkhead-mute-'));
    const server = createServer(() => undefined).listen(join(folder, 'bus'));
    try {
      expect(await probeKeyring({ busAddress: `unix:path=${folder}/bus`, timeoutMs: 100 })).toEqual(
        { phase: 'none', why: 'the password store did not answer in time' },
      );
    } finally {
      server.close();
      await rm(folder, { recursive: true, force: true });
    }
  });

  it.each([
    [true, { phase: 'unlocked', backend: 'KWallet' }],
    [false, { phase: 'locked' }],
  ] as const)('asks KWallet on KDE (open: %s)', async (open, answer) => {
    const wallet = sessionBus({ busAddress: bus.address });
    wallet.addMethodHandler((call: Message): boolean => {
      if (call.path !== '/modules/kwalletd6') return false;
      const reply =
        call.member === 'networkWallet'
          ? Message.newMethodReturn(call, 's', ['kdewallet'])
          : Message.newMethodReturn(call, 'b', [open]);
      wallet.send(reply);
      return true;
    });
    await wallet.requestName('org.kde.kwalletd6', 0);
    try {
      expect(await probeKeyring({ busAddress: bus.address, desktop: 'KDE' })).toEqual(answer);
    } finally {
      wallet.disconnect();
    }
  });
});
