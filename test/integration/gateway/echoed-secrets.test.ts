import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { eventually } from '../../support/eventually.ts';
import type { LinkUnderTest } from '../../support/link-under-test.ts';
import { outcome, row, ShopGateway, shopId, shopSession, signIn } from './shop-gateway.ts';

let shop: ShopGateway;
beforeEach(async () => {
  shop = await ShopGateway.start();
});
afterEach(() => shop.close());

const removed = '[removed]';

/** All that leaves the link, as the window and the command line get it. */
const told = ({ link, views, changes }: LinkUnderTest): string =>
  JSON.stringify([views, changes, link.view(), link.sessions(), link.credentials()]);

describe('a gateway that repeats what it was sent', () => {
  it('puts no token into the state of the link, nor into its timeline', async () => {
    const { token } = shop.gateway;
    shop.gateway.failing.set('sessions.subscribe', {
      code: 'FORBIDDEN',
      message: `the client with ${token} may not read`,
    });
    const it = await shop.open();
    await eventually(() => expect(it.link.view().state.phase).toBe('degraded'));
    expect(it.link.view().state).toMatchObject({
      failure: { detail: `the client with ${removed} may not read` },
    });
    expect(told(it)).not.toContain(token);
  });

  it('puts none into what its sessions say of their last run', async () => {
    const it = await shop.open();
    shop.gateway.book.put({
      key: shopSession,
      kind: 'direct',
      label: `shop of ${shop.gateway.token}`,
      hasActiveRun: false,
      status: 'failed',
      lastRunError: `Incorrect API key provided: ${shop.gateway.token}`,
      modelProvider: 'shopai',
      model: 'm1',
      updatedAt: 2,
    });
    await eventually(() =>
      expect(it.link.sessions().find(({ key }) => key === shopSession)).toMatchObject({
        label: `shop of ${removed}`,
        lastError: `Incorrect API key provided: ${removed}`,
      }),
    );
    expect(told(it)).not.toContain(shop.gateway.token);
  });

  it('puts no answer of a sign-in into the words that refuse it, nor into a step', async () => {
    shop.gateway.models.put('shopai', { logins: [{ id: 'shopai/oauth', kind: 'oauth' }] });
    const answer = 'long-secret-answer';
    shop.gateway.loginScript = () => ({
      steps: [
        { id: 's1', type: 'text', message: 'Paste the code.', sensitive: true },
        { id: 's2', type: 'note', title: `Thanks for ${answer}`, message: `Got ${answer}.` },
      ],
      end: { status: 'done' },
    });
    const it = await shop.open();
    await eventually(() => expect(row(it)?.acts).toContain('sign-in'));
    it.link.models.signIn(shopId, 'browser');
    await eventually(() => expect(signIn(it)).toMatchObject({ step: { id: 's1' } }));
    expect(outcome(it.link.models.answer(shopId, 's1', answer))).toBe('ok');
    await eventually(() =>
      expect(signIn(it)).toMatchObject({
        step: { id: 's2', title: `Thanks for ${removed}`, message: `Got ${removed}.` },
      }),
    );
    shop.gateway.failing.set('wizard.next', { code: 'UNAVAILABLE', message: `bad ${answer}` });
    it.link.models.answer(shopId, 's2', true);
    await eventually(() =>
      expect(signIn(it)).toMatchObject({
        phase: 'failed',
        failure: { detail: expect.stringContaining(`bad ${removed}`) as unknown },
      }),
    );
    expect(told(it)).not.toContain(answer);
  });
});
