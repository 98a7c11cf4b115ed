import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { systemClock } from '../../electron/base/clock.ts';
import { openAdminSession } from '../../electron/gateway/link/admin-session.ts';
import { systemSocketTable } from '../../electron/gateway/address/listener-check.ts';
import { newIdentity } from '../../electron/wire/device-identity.ts';
import { LinkBench, type LinkUnderTest } from '../support/link-under-test.ts';
import { eventually } from '../support/eventually.ts';
import { startRealGateway } from './support/real-gateway.ts';
import type { RealGateway } from './support/gateway-process.ts';

describe('the real gateway in password mode', () => {
  const bench = new LinkBench();
  let gateway: RealGateway;

  beforeAll(async () => {
    gateway = await startRealGateway({
      providers: { mockai: { baseUrl: 'http://127.0.0.1:1/v1', apiKey: 'mock-key' } },
      authMode: 'password',
    });
  });
  afterEach(() => bench.close());
  afterAll(() => gateway.stop());

  const link = (secret: string, env: Readonly<Record<string, string>> = {}) =>
    bench.link({
      env,
      settingsUrl: () => gateway.url,
      settingsToken: () => Promise.resolve(secret),
      timings: { handshakeMs: 10_000, requestMs: 10_000 },
    });
  const reaches = ({ link: { view } }: LinkUnderTest, state: object): Promise<void> =>
    eventually(() => expect(view().state).toMatchObject(state));
  const ownConfig = () => ({ OPENCLAW_CONFIG_PATH: gateway.configPath });

  it('takes the secret of the settings, whether its configuration is at hand or not', async () => {
    for (const env of [{}, ownConfig()]) {
      const it = await link(gateway.token, env);
      await reaches(it, { phase: 'connected' });
      expect(it.link.view().tokenSource).toBe('settings');
    }
  });

  it('gives an administrator session for it too', async () => {
    const secret = { kind: 'token', value: gateway.token, source: 'settings' } as const;
    const opening = await openAdminSession(
      {
        url: gateway.url,
        source: 'settings',
        configPath: null,
        secret,
        secretKind: 'token',
        secretProblem: null,
        problem: null,
        isSilent: false,
        tlsFingerprint: null,
        files: [],
      },
      {
        clock: systemClock,
        version: '0.0.0-test',
        handshakeMs: 10_000,
        sockets: systemSocketTable(),
        identityFor: () => Promise.resolve(newIdentity()),
        onSecret: () => undefined,
        onEvent: () => undefined,
      },
      AbortSignal.timeout(20_000),
    );
    if (!opening.ok) throw new Error(JSON.stringify(opening.failure));
    expect(opening.session.hello.scopes).toContain('operator.admin');
    await opening.session.close();
  });

  it('says that it was a password that was wrong', async () => {
    const it = await link('wrong', ownConfig());
    await reaches(it, { phase: 'blocked', failure: { code: 'AUTH_PASSWORD_MISMATCH' } });
    expect(it.link.view()).toMatchObject({
      state: { failure: { kind: 'unauthorized' } },
      tokenSource: 'settings',
      connId: null,
    });
  });
});
