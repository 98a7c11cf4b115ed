import { GatewayClient } from '@openclaw/gateway-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startRealGateway } from './support/real-gateway.ts';
import type { RealGateway } from './support/real-gateway.ts';

describe('the real gateway', () => {
  let gateway: RealGateway;

  beforeAll(async () => {
    gateway = await startRealGateway({
      providers: { mockai: { baseUrl: 'http://127.0.0.1:1/v1', apiKey: 'unused' } },
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
});
