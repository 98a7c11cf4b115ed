import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { eventually } from '../../support/eventually.ts';
import { outcome, phase, row, ShopGateway, shopId } from './shop-gateway.ts';

let shop: ShopGateway;
beforeEach(async () => {
  shop = await ShopGateway.start();
});
afterEach(() => shop.close());

describe('a check', () => {
  it('is a real call, made on a connection of its own that may do more', async () => {
    const it = await shop.open();
    const { connId, scopes } = it.link.view();
    expect(outcome(await it.link.models.check(shopId))).toBe('ok');
    expect(row(it)).toMatchObject({ state: { phase: 'good' }, lastWorkedBy: 'a check' });
    expect(shop.gateway.asked.get('models.probe')).toBe(1);
    expect(it.link.view()).toMatchObject({ connId, scopes, reconnects: 0 });
    expect(scopes).not.toContain('operator.admin');
    await eventually(() => expect(shop.gateway.connected).toBe(1));
    expect(it.link.sessions().some(({ key }) => key.includes('internal'))).toBe(false);
  });

  it('of a key that is refused says so each time', async () => {
    const it = await shop.open();
    shop.refused.add('key-1');
    for (const time of [1, 2]) {
      shop.gateway.models.put('shopai', { inline: 'key-1' });
      const reply = await it.link.models.check(shopId);
      expect(outcome(reply), `check ${String(time)}`).toBe(
        time === 1 ? 'unauthorized' : 'provider-error',
      );
      expect(phase(it)).toBe('needs-sign-in');
    }
  });

  it.each([
    ['forbidden', 'forbidden', 'not-checked'],
    ['page', 'forbidden', 'not-checked'],
    ['limited', 'rate-limited', 'limited'],
  ] as const)('that meets %s answers %s and leaves the row %s', async (met, kind, state) => {
    const it = await shop.open();
    shop.gateway.verdict = () => met;
    expect(outcome(await it.link.models.check(shopId))).toBe(kind);
    expect(phase(it)).toBe(state);
  });

  it('is refused while the gateway grants no more, and says which right is missing', async () => {
    const it = await shop.open();
    shop.gateway.grantOnly = ['operator.read', 'operator.write'];
    const reply = await it.link.models.check(shopId);
    expect(reply).toMatchObject({
      ok: false,
      failure: { kind: 'missing-scope', scope: 'operator.admin' },
    });
    expect(shop.gateway.asked.get('models.probe') ?? 0).toBe(0);
  });

  it('without a link says that there is none', async () => {
    const it = await shop.open();
    it.link.disconnect();
    await eventually(() => expect(it.link.view().state.phase).toBe('stopped'));
    expect(outcome(await it.link.models.check(shopId))).toBe('unreachable');
  });
});
