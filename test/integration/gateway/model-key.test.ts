import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { eventually } from '../../support/eventually.ts';
import { becomes, outcome, phase, row, ShopGateway, shopId, shopSession } from './shop-gateway.ts';

let shop: ShopGateway;
beforeEach(async () => {
  shop = await ShopGateway.start();
});
afterEach(() => shop.close());

describe('a new key for the gateway', () => {
  it('takes the place of the refused one, is tried, and works at once', async () => {
    const it = await shop.open();
    const { connId } = it.link.view();
    shop.refused.add('key-1');
    shop.turn();
    await becomes(it, 'needs-sign-in');
    expect(outcome(await it.link.models.setKey(shopId, 'key-2'))).toBe('ok');
    expect(row(it)).toMatchObject({ state: { phase: 'good' }, generation: 2, finding: null });
    shop.turn();
    await eventually(() => expect(shop.gateway.book.get(shopSession)?.status).toBe('done'));
    await eventually(() => expect(row(it)?.lastWorkedBy).toBe('shop'));
    await eventually(() => expect(row(it)?.declared.account).toBe('shopai:manual'));
    expect(row(it)?.generation).toBe(2);
    expect(it.link.view()).toMatchObject({ connId, reconnects: 0 });
    expect(shop.secrets).toContain('key-2');
  });

  it('is not kept back by the rest of the profile that it replaces', async () => {
    const it = await shop.open();
    expect(outcome(await it.link.models.setKey(shopId, 'key-2'))).toBe('ok');
    shop.refused.add('key-2');
    shop.turn();
    await becomes(it, 'needs-sign-in');
    expect(outcome(await it.link.models.setKey(shopId, 'key-3'))).toBe('ok');
    expect(shop.gateway.asked.get('models.authLogout')).toBe(1);
    shop.turn();
    await eventually(() => expect(shop.gateway.book.get(shopSession)?.status).toBe('done'));
    expect(phase(it)).toBe('good');
  });

  it('is set with the password of a gateway that wants one', async () => {
    shop.gateway.mode = 'password';
    const it = await shop.open();
    expect(outcome(await it.link.models.setKey(shopId, 'key-2'))).toBe('ok');
    expect(shop.gateway.attempts.filter(({ admitted }) => admitted)).toMatchObject([
      { proof: 'password' },
      { proof: 'password' },
    ]);
  });

  it('is not set before the device of the administrator is paired, and names the request', async () => {
    const it = await shop.open();
    shop.gateway.refusal = 'not-paired';
    expect(await it.link.models.setKey(shopId, 'key-2')).toMatchObject({
      ok: false,
      failure: { kind: 'pairing-required', requestId: '3f9c1e' },
    });
    expect(it.link.view().state.phase).toBe('connected');
    shop.gateway.refusal = null;
    expect(outcome(await it.link.models.setKey(shopId, 'key-2'))).toBe('ok');
  });

  it('that is refused as well says so, and the row counts it against the new one', async () => {
    const it = await shop.open();
    shop.refused.add('key-2');
    const reply = await it.link.models.setKey(shopId, 'key-2');
    expect(reply).toMatchObject({
      ok: false,
      failure: { kind: 'unauthorized', provider: 'shopai' },
    });
    expect(row(it)).toMatchObject({ state: { phase: 'needs-sign-in' }, generation: 2 });
  });

  it('takes the place of the one of several whose check failed, and of no other', async () => {
    const profile = (profileId: string, key: string) =>
      ({ profileId, type: 'api_key', key, expiresAt: null }) as const;
    shop.gateway.models.put('shopai', {
      inline: null,
      profiles: [profile('shopai:work', 'key-1'), profile('shopai:home', 'key-9')],
    });
    const it = await shop.open();
    expect(row(it)?.profiles).toMatchObject([
      { name: 'shopai:work', kind: 'key', says: 'static', met: null },
      { name: 'shopai:home', met: null },
    ]);
    shop.refused.add('key-1');
    expect(outcome(await it.link.models.check(shopId))).toBe('unauthorized');
    expect(row(it)?.profiles).toMatchObject([
      { name: 'shopai:work', met: { what: 'auth-failed' } },
      { name: 'shopai:home', met: null },
    ]);
    expect(outcome(await it.link.models.setKey(shopId, 'key-2'))).toBe('ok');
    await eventually(() =>
      expect(row(it)?.profiles).toMatchObject([
        { name: 'shopai:manual', met: { what: 'worked' } },
        { name: 'shopai:home', met: null },
      ]),
    );
  });

  it('brings the warning with it that the gateway stored it with', async () => {
    const it = await shop.open();
    shop.gateway.models.keyWarning = 'Saved, but not taken up: secret-key-2. Restart the gateway.';
    expect(outcome(await it.link.models.setKey(shopId, 'secret-key-2'))).toBe('ok');
    const { finding } = row(it) ?? {};
    expect(finding).toMatchObject({ kind: 'stored-with-warning' });
    expect(JSON.stringify(finding)).toContain('Restart the gateway.');
    expect(JSON.stringify(finding)).not.toContain('secret-key-2');
    shop.gateway.models.keyWarning = null;
    await it.link.models.setKey(shopId, 'key-3');
    expect(row(it)?.finding).toBeNull();
  });

  it('that could not be tried is saved all the same', async () => {
    const it = await shop.open();
    shop.gateway.verdict = () => 'limited';
    expect(outcome(await it.link.models.setKey(shopId, 'key-2'))).toBe('ok');
    expect(row(it)).toMatchObject({ state: { phase: 'limited' }, generation: 2 });
  });

  it('keeps its row in the list while the old one is out of the store', async () => {
    const it = await shop.open();
    await it.link.models.setKey(shopId, 'key-2');
    const seen: number[] = [];
    const watch = setInterval(
      () => seen.push(it.link.credentials().filter((one) => one.id === shopId).length),
      1,
    );
    await it.link.models.setKey(shopId, 'key-3');
    clearInterval(watch);
    expect(new Set(seen)).toEqual(new Set([1]));
  });

  it('is refused by name while another change goes on', async () => {
    const it = await shop.open();
    const [first, second] = await Promise.all([
      it.link.models.setKey(shopId, 'key-2'),
      it.link.models.setKey(shopId, 'key-3'),
    ]);
    expect([outcome(first), outcome(second)]).toEqual(['ok', 'invalid-input']);
  });

  it('that the gateway cannot store is a failure without the key in it', async () => {
    const it = await shop.open();
    shop.gateway.failing.set('models.authSetApiKey', {
      code: 'INVALID_REQUEST',
      message: 'invalid apiKey: secret-key-2',
    });
    const reply = await it.link.models.setKey(shopId, 'secret-key-2');
    expect(outcome(reply)).toBe('provider-error');
    expect(JSON.stringify(reply)).not.toContain('secret-key-2');
  });
});
