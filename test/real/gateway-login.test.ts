import type { Locator, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startProvider } from '../stand-ins/loopback-provider.ts';
import type { LoopbackProvider } from '../stand-ins/loopback-provider.ts';
import type { PanelApp } from '../support/panel-app.ts';
import { waitFor } from '../support/wait-for.ts';
import { linkOf } from './support/link-of.ts';
import { placesOf } from './support/places-of.ts';
import { startRealGateway } from './support/real-gateway.ts';
import type { RealGateway } from './support/gateway-process.ts';
import { sightings } from './support/sightings.ts';
import { startBeside } from './support/story.ts';

const id = 'openclaw:openai';

describe('a sign-in of the real gateway’s own', () => {
  let provider: LoopbackProvider;
  let gateway: RealGateway;
  let app: PanelApp;
  let page: Page;

  beforeAll(async () => {
    provider = await startProvider({ tokens: { 'openai-key': { kind: 'good' } } });
    gateway = await startRealGateway({
      providers: { openai: { baseUrl: provider.baseUrl, apiKey: 'openai-key' } },
    });
    app = await startBeside(gateway);
    page = await app.page();
    await page
      .getByRole('navigation', { name: 'What exists' })
      .getByRole('button', { name: /^Credentials/ })
      .click();
  }, 240_000);

  afterAll(async () => {
    await app.quit();
    await gateway.stop();
    await provider.close();
  }, 60_000);

  const begin = async (): Promise<void> => {
    const reply = await page.evaluate(
      (input) => window.bulkhead.command('credentials.sign-in', input),
      { id, flow: 'browser' } as const,
    );
    expect(reply).toEqual({ ok: true, value: null });
  };
  /** The sheet, once it stands there with this text. */
  const sheet = async (text: string): Promise<Locator> => {
    const found = page.getByRole('main').getByRole('group').filter({ hasText: text });
    await found.waitFor();
    return found;
  };
  const press = async (button: string, on: Locator): Promise<void> =>
    on.getByRole('button', { name: button, exact: true }).click();

  it('is shown step by step; a callback with a wrong state ends it in the gateway’s words', async () => {
    const before = await linkOf(app, gateway);
    await begin();
    await press('Continue', await sheet('sign in, then paste the redirect URL here'));
    await press('Continue', await sheet('https://auth.openai.com/oauth/authorize'));
    const code = 'planted-code-0123456789';
    const asks = await sheet('Paste the authorization code');
    await asks
      .getByLabel('Answer')
      .fill(`http://localhost:1455/auth/callback?code=${code}&state=x`);
    await press('Send', asks);
    await press('Continue', await sheet('Trouble with OAuth?'));
    await press('Close', await sheet('State mismatch'));
    expect(sightings({ code }, await placesOf(app))).toEqual([]);
    expect(await linkOf(app, gateway)).toEqual(before);
  }, 90_000);

  it('can be cancelled, and begun again at once', async () => {
    const isGone = async (): Promise<boolean> =>
      (await page.getByRole('main').getByRole('group').count()) === 0;
    await begin();
    await press('Cancel', await sheet('sign in, then paste the redirect URL here'));
    await waitFor('the sheet to be gone', isGone);
    await begin();
    await press('Cancel', await sheet('sign in, then paste the redirect URL here'));
    await waitFor('the sheet to be gone again', isGone);
    const row = await page.evaluate(async (wanted) => {
      const reply = await window.bulkhead.command('state.get', {});
      return reply.ok ? reply.value.credentials.find((one) => one.id === wanted) : null;
    }, id);
    expect(row).toMatchObject({ id, signIn: null });
  }, 60_000);
});
