import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { deferred } from '../../../electron/base/promises.ts';
import { eventually } from '../../support/eventually.ts';
import { outcome, phase, row, signIn, ShopGateway, shopId } from './shop-gateway.ts';

let shop: ShopGateway;
beforeEach(async () => {
  shop = await ShopGateway.start();
});
afterEach(() => shop.close());

describe('a sign-in at the gateway', () => {
  const logins = [{ id: 'shopai/device', kind: 'device-code' }] as const;

  it('shows the code, opens the page, and is good when it is done', async () => {
    const approved = deferred<null>();
    shop.gateway.models.put('shopai', { logins });
    shop.gateway.loginScript = () => ({
      steps: [
        { id: 'p1', type: 'progress', message: 'Requesting device code…' },
        {
          id: 'p2',
          type: 'progress',
          message: 'Enter this code',
          externalUrl: 'https://auth.example.org/device',
          deviceCode: { code: 'WDKQ-7M4T', expiresInMinutes: 15 },
        },
      ],
      end: { status: 'done' },
      until: approved.promise.then(() => undefined),
    });
    const it = await shop.open();
    await eventually(() => expect(row(it)?.acts).toContain('sign-in'));
    expect(outcome(it.link.models.signIn(shopId, 'device'))).toBe('ok');
    await eventually(() => expect(signIn(it)?.phase).toBe('device'));
    expect(signIn(it)).toMatchObject({
      userCode: 'WDKQ-7M4T',
      verificationUrl: 'https://auth.example.org/device',
      opened: true,
    });
    expect(shop.opened).toEqual(['https://auth.example.org/device']);
    expect(it.link.models.textToCopy(shopId)).toBe('WDKQ-7M4T');
    expect(outcome(await it.link.models.openPage(shopId))).toBe('ok');
    expect(shop.opened).toHaveLength(2);
    approved.resolve(null);
    await eventually(() => expect(signIn(it)?.phase).toBe('done'));
    expect(phase(it)).toBe('good');
    await eventually(() => expect(row(it)?.kind).toBe('gateway-model-sign-in'));
    await eventually(() => expect(shop.gateway.connected).toBe(1));
    expect(outcome(await it.link.models.cancelSignIn(shopId))).toBe('ok');
    expect(signIn(it)).toBeNull();
    expect(phase(it)).toBe('good');
  });

  it('asks step by step, tells why an answer is not taken, and knows what is secret', async () => {
    shop.gateway.models.put('shopai', { logins: [{ id: 'shopai/oauth', kind: 'oauth' }] });
    shop.gateway.loginScript = () => ({
      steps: [
        { id: 's1', type: 'note', title: 'Before you go on', message: 'Read this.' },
        {
          id: 's2',
          type: 'select',
          message: 'Which plan?',
          options: [{ value: 'own' }, { value: { plan: 'team' }, label: 'Team' }],
        },
        { id: 's3', type: 'text', message: 'Paste the code.', sensitive: true },
      ],
      end: { status: 'done' },
      check: (stepId, value) => (stepId === 's3' && value === 'short' ? 'Too short.' : null),
    });
    const it = await shop.open();
    await eventually(() => expect(row(it)?.acts).toContain('sign-in'));
    const { models } = it.link;
    models.signIn(shopId, 'browser');
    const shows = (stepId: string, message: string): Promise<unknown> =>
      eventually(() =>
        expect(signIn(it)).toMatchObject({ phase: 'wizard', step: { id: stepId, message } }),
      );
    await shows('s1', 'Read this.');
    expect(outcome(models.answer(shopId, 'other', true))).toBe('unknown-id');
    expect(outcome(models.answer(shopId, 's1', true))).toBe('ok');
    await shows('s2', 'Which plan?');
    expect(signIn(it)).toMatchObject({
      step: {
        options: [
          { value: '0', label: 'own' },
          { value: '1', label: 'Team' },
        ],
      },
    });
    expect(outcome(models.answer(shopId, 's2', 'team'))).toBe('unknown-id');
    models.answer(shopId, 's2', '1');
    await shows('s3', 'Paste the code.');
    models.answer(shopId, 's3', 'short');
    await shows('s3', 'Too short.\nPaste the code.');
    models.answer(shopId, 's3', 'long-secret-code');
    await eventually(() => expect(signIn(it)?.phase).toBe('done'));
    expect(shop.secrets).toContain('long-secret-code');
    expect(shop.gateway.logins.answers).toEqual([
      { stepId: 's1', value: true },
      { stepId: 's2', value: { plan: 'team' } },
      { stepId: 's3', value: 'long-secret-code' },
    ]);
  });

  it('waits while someone else signs in, and goes on when they are done', async () => {
    shop.gateway.models.put('shopai', { logins });
    shop.gateway.logins.taken = true;
    const it = await shop.open();
    await eventually(() => expect(row(it)?.acts).toContain('sign-in'));
    it.link.models.signIn(shopId, 'device');
    await eventually(() => expect(signIn(it)?.phase).toBe('queued'));
    shop.gateway.logins.taken = false;
    await eventually(() => expect(signIn(it)?.phase).toBe('done'));
  });

  it('is given up at the gateway as well when it is cancelled', async () => {
    shop.gateway.models.put('shopai', { logins });
    shop.gateway.loginScript = () => ({
      steps: [{ id: 's1', type: 'note', message: 'Read this.' }],
      end: { status: 'done' },
    });
    const it = await shop.open();
    await eventually(() => expect(row(it)?.acts).toContain('sign-in'));
    it.link.models.signIn(shopId, 'device');
    await eventually(() => expect(signIn(it)?.phase).toBe('wizard'));
    expect(outcome(it.link.models.signIn(shopId, 'device'))).toBe('invalid-input');
    await it.link.models.cancelSignIn(shopId);
    expect(signIn(it)).toBeNull();
    await eventually(() => expect(shop.gateway.connected).toBe(1));
    it.link.models.signIn(shopId, 'device');
    await eventually(() => expect(signIn(it)?.phase).toBe('wizard'));
  });

  const asking = { id: 's1', type: 'note', message: 'Read this.' } as const;

  it('that waits for an answer fails when its connection ends', async () => {
    shop.gateway.models.put('shopai', { logins });
    shop.gateway.loginScript = () => ({ steps: [asking], end: { status: 'done' } });
    const it = await shop.open();
    await eventually(() => expect(row(it)?.acts).toContain('sign-in'));
    it.link.models.signIn(shopId, 'device');
    await eventually(() => expect(signIn(it)?.phase).toBe('wizard'));
    await shop.gateway.crash();
    await eventually(() => expect(signIn(it)?.phase).toBe('failed'));
    expect(signIn(it)).toMatchObject({ failure: { kind: 'unexpected' } });
  });

  it('ends when the panel goes to another gateway, and leaves that one free for its own', async () => {
    const other = await shop.links.gateway();
    for (const gateway of [shop.gateway, other]) {
      gateway.models.put('shopai', { inline: 'key-1', logins });
      gateway.loginScript = () => ({ steps: [asking], end: { status: 'done' } });
    }
    let { url, token } = shop.gateway;
    const it = await shop.links.link({
      settingsUrl: () => url,
      settingsToken: () => Promise.resolve(token),
    });
    await eventually(() => expect(row(it)?.acts).toContain('sign-in'));
    it.link.models.signIn(shopId, 'device');
    await eventually(() => expect(signIn(it)?.phase).toBe('wizard'));
    ({ url, token } = other);
    it.link.reconfigured();
    await eventually(() => expect(shop.gateway.connected).toBe(0));
    await eventually(() => expect(row(it)?.acts).toContain('sign-in'));
    expect(signIn(it)).toBeNull();
    expect(outcome(it.link.models.signIn(shopId, 'device'))).toBe('ok');
    await eventually(() => expect(signIn(it)?.phase).toBe('wizard'));
    it.link.models.answer(shopId, 's1', true);
    await eventually(() => expect(signIn(it)?.phase).toBe('done'));
    expect(shop.gateway.logins.answers).toEqual([]);
  });

  it.each([
    ['the provider says no', 'provider-error'],
    ['the connection ends', 'unexpected'],
  ] as const)('that fails because %s tells why', async (_why, kind) => {
    shop.gateway.models.put('shopai', { logins });
    const never = new Promise<void>(() => undefined);
    shop.gateway.loginScript = () =>
      kind === 'provider-error'
        ? { steps: [], end: { status: 'error', error: 'device code failed' } }
        : { steps: [], end: { status: 'done' }, until: never };
    const it = await shop.open();
    await eventually(() => expect(row(it)?.acts).toContain('sign-in'));
    it.link.models.signIn(shopId, 'device');
    if (kind === 'unexpected') {
      await eventually(() => expect(shop.gateway.asked.get('wizard.next')).toBe(1));
      await shop.gateway.crash();
    }
    await eventually(() => expect(signIn(it)?.phase).toBe('failed'));
    expect(signIn(it)).toMatchObject({ failure: { kind } });
  });
});
