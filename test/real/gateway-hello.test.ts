import { GatewayClient } from '@openclaw/gateway-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { gatewayTimings } from '../../electron/gateway/link/timings.ts';
import { newIdentity } from '../../electron/wire/device-identity.ts';
import { openWire } from '../../electron/wire/wire-session.ts';
import { LinkBench, type LinkUnderTest } from '../support/link-under-test.ts';
import { describeLink } from '../support/link-behaviour.ts';
import { startRealGateway } from './support/real-gateway.ts';
import type { RealGateway } from './support/gateway-process.ts';
import { openTamperingProxy, type TamperingProxy } from './support/tampering-proxy.ts';

describe('the real gateway', () => {
  let gateway: RealGateway;

  beforeAll(async () => {
    gateway = await startRealGateway({
      providers: { mockai: { baseUrl: 'http://127.0.0.1:1/v1', apiKey: 'unused' } },
      trustedProxies: ['127.0.0.1'],
    });
  });

  afterAll(() => gateway.stop());

  const hello = (token: string): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const client = new GatewayClient({
        url: gateway.url,
        token,
        clientName: 'gateway-client',
        mode: 'backend',
        role: 'operator',
        scopes: ['operator.read'],
        env: {},
        onHelloOk: (answer) => {
          resolve(answer);
          client.stop();
        },
        onConnectError: (error) => {
          reject(error);
          client.stop();
        },
      });
      client.start();
    });

  it('says hello to the official client in protocol 4', async () => {
    expect(await hello(gateway.token)).toMatchObject({
      protocol: 4,
      server: {
        version: '2026.9.6',
        connId: expect.stringMatching(/./) as string,
        bootId: expect.stringMatching(/./) as string,
      },
    });
  });

  it('refuses another token', async () => {
    await expect(hello('not-the-token')).rejects.toThrow(/unauthorized/);
  });

  it('stands still while frozen, and answers again when thawed', async () => {
    gateway.freeze();
    expect(await gateway.isReady()).toBe(false);
    gateway.thaw();
    await expect.poll(() => gateway.isReady(), { timeout: 10_000 }).toBe(true);
  });

  const counting: { proxy: TamperingProxy | null } = { proxy: null };
  afterAll(() => counting.proxy?.close());

  describeLink(async () => {
    const proxy = await openTamperingProxy(gateway.port);
    counting.proxy = proxy;
    return {
      url: proxy.url,
      token: gateway.token,
      version: '2026.9.6',
      sessions: 0,
      timings: gatewayTimings,
      attempts: () => proxy.upgrades,
      crash: () => gateway.kill(),
      start: () => gateway.restart(),
      freeze: () => gateway.freeze(),
      thaw: () => gateway.thaw(),
    };
  });

  describe('met by our link', () => {
    const bench = new LinkBench();
    let proxy: TamperingProxy;

    beforeEach(async () => {
      proxy = await openTamperingProxy(gateway.port);
      bench.later(() => proxy.close());
    });
    afterEach(() => bench.close());

    const link = (token: string, more: Parameters<LinkBench['link']>[0] = {}) =>
      bench.link({
        settingsUrl: () => proxy.url,
        settingsToken: () => Promise.resolve(token),
        timings: gatewayTimings,
        ...more,
      });
    /** As `openclaw devices approve` does. */
    const approve = async (requestId: string): Promise<void> => {
      const opening = await openWire(
        {
          url: gateway.url,
          auth: { kind: 'token', secret: gateway.token },
          identity: newIdentity(),
          scopes: ['operator.admin', 'operator.pairing'],
          version: '0.0.0-test',
          tlsFingerprint: null,
          handshakeTimeoutMs: 12_000,
          onChallenge: () => undefined,
          onEvent: () => undefined,
          onFrame: () => undefined,
          onGap: () => undefined,
        },
        new AbortController().signal,
      );
      if (!opening.ok) throw new Error(`not let in: ${opening.end.kind}`);
      await opening.session.request('device.pair.approve', { requestId }, { timeoutMs: 10_000 });
      await opening.session.close();
    };
    const reaches = (it: LinkUnderTest, state: Readonly<Record<string, unknown>>) =>
      expect.poll(() => it.link.view().state, { timeout: 15_000 }).toMatchObject(state);

    it('says which right is missing, and keeps the connection', async () => {
      const it = await link(gateway.token, { scopes: ['operator.approvals'] });
      await reaches(it, {
        phase: 'degraded',
        failure: { kind: 'missing-scope', scope: 'operator.read' },
      });
      expect(proxy.upgrades).toBe(1);
    });

    it('waits to be paired when it comes from elsewhere, and is let in once it is', async () => {
      proxy.upgradeRequest = (request) =>
        request.replace('\r\n', '\r\nX-Forwarded-For: 203.0.113.5\r\n');
      const it = await link(gateway.token);
      await reaches(it, { phase: 'blocked', failure: { kind: 'pairing-required' } });
      expect(proxy.upgrades).toBe(1);
      const { state } = it.link.view();
      const failed = state.phase === 'blocked' ? state.failure : null;
      const requestId = failed?.kind === 'pairing-required' ? failed.requestId : null;
      expect(requestId).toMatch(/./);
      await approve(requestId ?? '');
      it.link.tryNow();
      await reaches(it, { phase: 'connected' });
      expect(proxy.upgrades).toBe(2);
    });

    it('says that its signature is not accepted', async () => {
      proxy.fromServer = (bytes) => bytes.replace(/"nonce":"[^"]/, '"nonce":"z');
      const it = await link(gateway.token);
      await reaches(it, { phase: 'blocked', failure: { kind: 'misconfigured' } });
      expect(proxy.upgrades).toBe(1);
    });
  });
});
