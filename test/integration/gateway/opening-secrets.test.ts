import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { eventually } from '../../support/eventually.ts';
import { towards } from '../../support/link-under-test.ts';
import { row, ShopGateway } from './shop-gateway.ts';

let shop: ShopGateway;
beforeEach(async () => {
  shop = await ShopGateway.start();
});
afterEach(() => shop.close());

describe('the secrets that open the gateway', () => {
  it('are rows: the token that was shown, and the one of this device', async () => {
    const it = await shop.open();
    expect(row(it, 'gateway:token')).toMatchObject({
      kind: 'gateway-token',
      state: { phase: 'good' },
      declared: { account: 'the settings' },
    });
    expect(row(it, 'gateway:device')).toMatchObject({
      kind: 'device-token',
      state: { phase: 'not-checked' },
    });
  });

  it('are refused by the gateway, and good again when it takes them', async () => {
    shop.gateway.refusal = 'wrong-token';
    const it = await shop.links.link(towards(shop.gateway));
    await eventually(() =>
      expect(row(it, 'gateway:token')).toMatchObject({
        state: { phase: 'refused-by-gateway' },
        lastRefusedCode: 'AUTH_TOKEN_MISMATCH',
        acts: ['set-key', 'pair'],
      }),
    );
    shop.gateway.refusal = null;
    it.link.tryNow();
    await eventually(() => expect(row(it, 'gateway:token')?.state.phase).toBe('good'));
    expect(row(it, 'gateway:token')?.acts).toEqual(['set-key']);
  });

  it('of a device that is not paired say so', async () => {
    shop.gateway.refusal = 'not-paired';
    const it = await shop.links.link(towards(shop.gateway));
    await eventually(() =>
      expect(row(it, 'gateway:device')).toMatchObject({
        state: { phase: 'refused-by-gateway' },
        acts: ['pair'],
      }),
    );
    shop.gateway.refusal = null;
    it.link.tryNow();
    await eventually(() => expect(row(it, 'gateway:token')?.state.phase).toBe('good'));
    expect(row(it, 'gateway:device')).toMatchObject({ state: { phase: 'not-checked' }, acts: [] });
  });
});
