import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { ScriptedGateway } from '../../stand-ins/scripted-gateway.ts';
import { LinkBench, reaches } from '../../support/link-under-test.ts';

const bench = new LinkBench();
let gateway: ScriptedGateway;
let folder: string;

beforeEach(async () => {
  gateway = await bench.gateway();
  folder = await bench.folder();
});
afterEach(() => bench.close());

describe('a gateway that lets in by a password', () => {
  const settings = (secret: string) => ({
    env: { OPENCLAW_STATE_DIR: folder },
    settingsUrl: () => gateway.url,
    settingsToken: () => Promise.resolve(secret),
  });
  const configurePassword = (): Promise<void> => {
    gateway.mode = 'password';
    const password = { source: 'exec', provider: 'vault', id: 'gw/password' };
    const config = { gateway: { port: gateway.port, auth: { mode: 'password', password } } };
    return writeFile(join(folder, 'openclaw.json'), JSON.stringify(config));
  };

  test('takes the one of the settings, sent as what its openclaw.json asks for', async () => {
    await configurePassword();
    const it = await bench.link(settings(gateway.token));
    await reaches(it, { phase: 'connected' });
    expect(gateway.attempts).toMatchObject([{ proof: 'password', admitted: true }]);
    expect(it.link.view()).toMatchObject({ secretKind: 'password', tokenSource: 'settings' });
    expect(it.link.credentials()).toContainEqual(
      expect.objectContaining({
        id: 'gateway:token',
        label: 'Gateway password',
        kind: 'gateway-password',
      }),
    );
  });

  test('takes the one of the settings where no configuration of it is at hand', async () => {
    gateway.mode = 'password';
    const elsewhere = { ...settings(gateway.token), env: {} };
    const it = await bench.link(elsewhere);
    await reaches(it, { phase: 'connected' });
    const once = [
      { proof: 'token', admitted: false },
      { proof: 'password', admitted: true },
    ];
    expect(gateway.attempts).toMatchObject(once);
    const row = { kind: 'gateway-password', label: 'Gateway password' };
    expect(it.link.credentials()).toContainEqual(expect.objectContaining(row));
    const wrong = await bench.link({ ...elsewhere, settingsToken: () => Promise.resolve('wrong') });
    await reaches(wrong, { phase: 'blocked', failure: { code: 'AUTH_PASSWORD_MISMATCH' } });
    expect(gateway.attempts).toHaveLength(4);
  });

  test('refuses a wrong one as a password', async () => {
    await configurePassword();
    const it = await bench.link(settings('wrong'));
    await reaches(it, { phase: 'blocked', failure: { code: 'AUTH_PASSWORD_MISMATCH' } });
    expect(gateway.attempts.every(({ admitted }) => !admitted)).toBe(true);
  });

  test('does not look at a token, nor one that lets in by a token at a password', async () => {
    const proofs = { token: 'AUTH_PASSWORD_MISSING', password: 'AUTH_TOKEN_MISSING' } as const;
    for (const kind of ['token', 'password'] as const) {
      gateway.mode = kind === 'token' ? 'password' : 'token';
      const it = await bench.link({
        env: {
          OPENCLAW_GATEWAY_URL: gateway.url,
          [`OPENCLAW_GATEWAY_${kind.toUpperCase()}`]: gateway.token,
        },
      });
      await reaches(it, { phase: 'blocked', failure: { code: proofs[kind] } });
    }
    expect(gateway.attempts.map(({ admitted }) => admitted)).toEqual([false, false]);
  });
});
