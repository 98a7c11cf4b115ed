import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { eventually } from '../../support/eventually.ts';
import { towards } from '../../support/link-under-test.ts';
import { becomes, phase, row, ShopGateway, shopSession } from './shop-gateway.ts';

let shop: ShopGateway;
beforeEach(async () => {
  shop = await ShopGateway.start();
});
afterEach(() => shop.close());

describe('the gateway’s own sign-ins', () => {
  it('are rows that nobody has checked yet', async () => {
    const it = await shop.open();
    expect(row(it)).toMatchObject({
      label: 'OpenClaw: shopai',
      kind: 'gateway-model-key',
      store: 'gateway',
      state: { phase: 'not-checked' },
      declared: { gatewaySays: 'static', account: 'gateway configuration' },
      acts: ['set-key', 'check'],
    });
    expect(shop.gateway.asked.get('models.probe') ?? 0).toBe(0);
  });

  it('are good after a turn of a session, whose name the row tells', async () => {
    const it = await shop.open();
    shop.turn();
    await becomes(it, 'good');
    expect(row(it)?.lastWorkedBy).toBe('shop');
  });

  it('need a new key when the provider refuses them, though the gateway sees nothing', async () => {
    const it = await shop.open();
    shop.refused.add('key-1');
    shop.turn();
    await becomes(it, 'needs-sign-in');
    expect(row(it)).toMatchObject({
      lastRefusedBy: 'shop',
      lastRefusedCode: 'HTTP 401',
      finding: { kind: 'refused-though-good' },
      declared: { gatewaySays: 'static' },
    });
    expect(it.link.view().state.phase).toBe('connected');
  });

  it.each([
    ['a 403', 'forbidden'],
    ['a page of a proxy', 'page'],
  ] as const)('are not refused by %s', async (_what, met) => {
    const it = await shop.open();
    shop.turn();
    await becomes(it, 'good');
    // A turn proves its sign-in before it is over, and its end is told as well.
    await eventually(() => expect(shop.gateway.book.get(shopSession)?.status).toBe('done'));
    shop.gateway.verdict = () => met;
    shop.turn();
    await eventually(() => expect(shop.gateway.book.get(shopSession)?.status).toBe('failed'));
    await eventually(() =>
      expect(it.link.sessions().find(({ key }) => key === shopSession)?.status).toBe('failed'),
    );
    expect(phase(it)).toBe('good');
  });

  it('are limited until the provider opens again', async () => {
    const it = await shop.open();
    shop.gateway.verdict = () => 'limited';
    shop.turn();
    await becomes(it, 'limited');
    const { state } = row(it) ?? { state: null };
    expect(state).toMatchObject({ opensAt: expect.any(Number) as number });
  });

  it('are not refused by a gateway that lets them rest', async () => {
    const it = await shop.open();
    shop.refused.add('key-1');
    shop.turn();
    await becomes(it, 'needs-sign-in');
    const first = row(it)?.lastRefusedAt;
    shop.refused.clear();
    shop.turn();
    await eventually(() => {
      expect(shop.gateway.book.get(shopSession)?.lastRunError).toContain('skipping all models');
    });
    expect(row(it)?.lastRefusedAt).toBe(first);
  });

  it('remember a refusal that a session remembers, and forget it when another one worked', async () => {
    const at = Date.now();
    const error =
      '⚠️ shopai/m1 request failed (authentication failed, HTTP 401). Re-authenticate the provider and try again.';
    shop.gateway.book.change(shopSession, {
      status: 'failed',
      endedAt: at - 5_000,
      lastRunError: error,
    });
    const it = await shop.open();
    await becomes(it, 'needs-sign-in');
    expect(row(it)?.lastRefusedAt).toBe(at - 5_000);
    await it.link.close();
    shop.gateway.book.put({
      key: 'agent:main:other',
      kind: 'direct',
      status: 'done',
      hasActiveRun: false,
      modelProvider: 'shopai',
      model: 'm1',
      updatedAt: at,
      endedAt: at - 1_000,
    });
    const again = await shop.open();
    await eventually(() => expect(again.link.sessions()).toHaveLength(7));
    expect(phase(again)).toBe('not-checked');
  });

  it('keep what was told while the gateway prepares its answer', async () => {
    const it = await shop.open();
    shop.turn();
    await becomes(it, 'good');
    shop.gateway.models.unavailable = 3;
    shop.gateway.models.put('other', { inline: 'key-2' });
    shop.gateway.emit('config.changed', {});
    await eventually(() => expect(row(it, 'openclaw:other')).toBeDefined());
    expect(shop.gateway.asked.get('models.authStatus')).toBeGreaterThanOrEqual(5);
    expect(phase(it)).toBe('good');
  });

  it('are asked for again when one of them ends, without any event', async () => {
    const key = { profileId: 'shopai:t', type: 'token', key: 'key-1' } as const;
    const it = await shop.open();
    // Only now, so that a slow start does not use up its time.
    shop.gateway.models.put('shopai', {
      inline: null,
      profiles: [{ ...key, expiresAt: Date.now() + 1_500 }],
    });
    shop.gateway.emit('config.changed', {});
    await becomes(it, 'ends-soon');
    expect(row(it)?.declared.gatewaySays).toBe('expiring');
    await eventually(() => expect(row(it)?.declared.gatewaySays).toBe('expired'));
    shop.turn();
    await becomes(it, 'good');
    expect(row(it)?.finding).toMatchObject({ kind: 'works-though-ended' });
  });

  it('are gone with their gateway’s address, and never asked for twice where there are none', async () => {
    shop.gateway.failing.set('models.authStatus', {
      code: 'INVALID_REQUEST',
      message: 'unknown method: models.authStatus',
    });
    const it = await shop.links.link(towards(shop.gateway));
    await eventually(() => expect(it.link.sessions()).toHaveLength(6));
    shop.gateway.emit('config.changed', {});
    await eventually(() => expect(shop.gateway.asked.get('models.authStatus')).toBe(1));
    expect(row(it)).toBeUndefined();
  });
});
