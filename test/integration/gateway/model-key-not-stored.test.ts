import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { eventually } from '../../support/eventually.ts';
import type { LinkUnderTest } from '../../support/link-under-test.ts';
import { becomes, outcome, row, signIn, ShopGateway, shopId, shopSession } from './shop-gateway.ts';

let shop: ShopGateway;
beforeEach(async () => {
  shop = await ShopGateway.start();
});
afterEach(() => shop.close());

describe('a new key that the gateway does not store', () => {
  const busy = { code: 'UNAVAILABLE', message: 'the store is locked: secret-key-3' };
  const calls = (method: string): number => shop.gateway.asked.get(method) ?? 0;
  const askedAnew = async (): Promise<void> => {
    const asked = calls('models.authStatus');
    shop.gateway.emit('config.changed', {});
    await eventually(() => expect(calls('models.authStatus')).toBeGreaterThan(asked));
  };
  /** A row whose old key is a profile that has to go first. */
  const withProfile = async (): Promise<LinkUnderTest> => {
    const key = { profileId: 'shopai:manual', type: 'api_key', key: 'key-1' } as const;
    shop.gateway.models.put('shopai', { inline: null, profiles: [{ ...key, expiresAt: null }] });
    return shop.open();
  };

  it('is stored by a second try', async () => {
    const it = await withProfile();
    let failures = 1;
    vi.spyOn(shop.gateway.failing, 'get').mockImplementation((method) =>
      method === 'models.authSetApiKey' && failures-- > 0 ? busy : undefined,
    );
    expect(outcome(await it.link.models.setKey(shopId, 'secret-key-3'))).toBe('ok');
    expect(calls('models.authSetApiKey')).toBe(2);
    expect(calls('models.authLogout')).toBe(1);
    expect(row(it)).toMatchObject({ state: { phase: 'good' }, finding: null });
  });

  it('is kept in memory and said so, with the old one out, and stored when it is asked for', async () => {
    const it = await withProfile();
    shop.gateway.failing.set('models.authSetApiKey', busy);
    const reply = await it.link.models.setKey(shopId, 'secret-key-3');
    expect(reply).toMatchObject({ ok: false, failure: { kind: 'storage' } });
    expect(JSON.stringify(reply)).not.toContain('secret-key-3');
    expect(calls('models.authSetApiKey')).toBe(2);
    expect(row(it)).toMatchObject({ finding: { kind: 'key-not-stored', oldIsOut: true } });
    expect(row(it)?.acts[0]).toBe('store-again');
    // The gateway does not list a provider that has nothing: the row stays all the same.
    shop.gateway.emit('config.changed', {});
    const asked = calls('models.authStatus');
    await eventually(() => expect(calls('models.authStatus')).toBeGreaterThan(asked));
    expect(row(it)?.finding).toMatchObject({ kind: 'key-not-stored' });
    shop.gateway.failing.delete('models.authSetApiKey');
    expect(outcome(await it.link.models.check(shopId))).toBe('ok');
    expect(calls('models.authLogout')).toBe(1);
    expect(row(it)).toMatchObject({ state: { phase: 'good' }, finding: null });
    expect(row(it)?.acts).not.toContain('store-again');
    shop.turn();
    await eventually(() => expect(shop.gateway.book.get(shopSession)?.status).toBe('done'));
    await it.link.models.check(shopId);
    expect(calls('models.authSetApiKey')).toBe(3);
  });

  it('gives way to another one, and to a sign-in', async () => {
    shop.gateway.models.put('shopai', { logins: [{ id: 'shopai/oauth', kind: 'oauth' }] });
    shop.gateway.loginScript = () => ({ steps: [], end: { status: 'done' } });
    const it = await withProfile();
    const { models } = it.link;
    shop.gateway.failing.set('models.authSetApiKey', busy);
    await models.setKey(shopId, 'secret-key-3');
    shop.gateway.failing.delete('models.authSetApiKey');
    expect(outcome(await models.setKey(shopId, 'key-4'))).toBe('ok');
    expect(row(it)?.finding).toBeNull();
    await models.check(shopId);
    expect(calls('models.authSetApiKey')).toBe(3);
    shop.gateway.failing.set('models.authSetApiKey', busy);
    await models.setKey(shopId, 'secret-key-5');
    shop.gateway.failing.delete('models.authSetApiKey');
    models.signIn(shopId, 'browser');
    await eventually(() => expect(signIn(it)?.phase).toBe('done'));
    expect(row(it)?.finding).toBeNull();
    expect(outcome(await models.check(shopId))).toBe('ok');
    expect(calls('models.authSetApiKey')).toBe(5);
  });

  it('stays when a sign-in is begun and given up', async () => {
    shop.gateway.models.put('shopai', { logins: [{ id: 'shopai/oauth', kind: 'oauth' }] });
    const steps = [{ id: 's1', type: 'note', message: 'Read this.' }];
    shop.gateway.loginScript = () => ({ steps, end: { status: 'done' } });
    const it = await withProfile();
    const { models } = it.link;
    shop.gateway.failing.set('models.authSetApiKey', busy);
    await models.setKey(shopId, 'secret-key-3');
    shop.gateway.failing.delete('models.authSetApiKey');
    models.signIn(shopId, 'browser');
    await eventually(() => expect(signIn(it)?.phase).toBe('wizard'));
    // The gateway does not list a provider that has nothing.
    shop.gateway.models.put('shopai', { logins: [] });
    await models.cancelSignIn(shopId);
    // A second question means that the answer to the first one was taken.
    await askedAnew();
    await askedAnew();
    expect(row(it)).toMatchObject({ finding: { kind: 'key-not-stored' } });
    expect(outcome(await models.check(shopId))).toBe('ok');
    expect(calls('models.authSetApiKey')).toBe(3);
  });

  it('goes to no other gateway', async () => {
    const key = { profileId: 'shopai:manual', type: 'api_key', key: 'key-1' } as const;
    const shopai = { inline: null, profiles: [{ ...key, expiresAt: null }] };
    shop.gateway.models.put('shopai', shopai);
    const other = await shop.links.gateway();
    other.models.put('shopai', shopai);
    let { url, token } = shop.gateway;
    const { link } = await shop.links.link({
      settingsUrl: () => url,
      settingsToken: () => Promise.resolve(token),
    });
    const finding = () => link.credentials().find((one) => one.id === shopId)?.finding;
    await eventually(() => expect(finding()).toBeNull());
    shop.gateway.failing.set('models.authSetApiKey', busy);
    await link.models.setKey(shopId, 'secret-key-3');
    expect(finding()).toMatchObject({ kind: 'key-not-stored' });
    ({ url, token } = other);
    link.reconfigured();
    await eventually(() => expect(other.asked.get('models.authStatus')).toBeGreaterThan(0));
    await eventually(() => expect(finding()).toBeNull());
    expect(outcome(await link.models.check(shopId))).toBe('ok');
    expect(other.asked.get('models.authSetApiKey') ?? 0).toBe(0);
    expect(outcome(await link.models.setKey(shopId, 'key-6'))).toBe('ok');
    expect(other.asked.get('models.authLogout')).toBe(1);
  });

  it('changes nothing while the old one is not out', async () => {
    const it = await withProfile();
    shop.gateway.failing.set('models.authLogout', busy);
    const reply = await it.link.models.setKey(shopId, 'secret-key-3');
    expect(outcome(reply)).toBe('provider-error');
    expect(calls('models.authLogout')).toBe(1);
    expect(calls('models.authSetApiKey')).toBe(0);
    expect(row(it)).toMatchObject({ finding: null, generation: 1 });
    shop.turn();
    await becomes(it, 'good');
  });
});
