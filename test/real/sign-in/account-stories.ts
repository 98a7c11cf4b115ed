import { expect, it } from 'vitest';

import type { ProviderRequest } from '../../stand-ins/loopback-provider.ts';
import { loseFocus } from '../../support/lose-focus.ts';
import { waitFor } from '../../support/wait-for.ts';
import { linkOf } from '../support/link-of.ts';
import { whenCardShown } from '../support/when-card-shown.ts';
import { whenClicked } from '../support/when-clicked.ts';
import { addAccount } from './add-account.ts';
import type { SignInScene } from './open-scene.ts';
import { promptsOf, sentTimes } from './prompts.ts';
import { startHelpers } from './start-helpers.ts';
import { userCodeOf } from './user-code-of.ts';
import { whenSheetShown } from './when-sheet-shown.ts';

/**
 * Twenty processes wake at once for one refusal: how soon its card comes is printed, and a slow machine
 * is no failure. Later than this, in ms, it did not come because of the refusal.
 */
const limits = { card: 10_000, sheet: 300, canary: 1_000 };

/** Defines the stories of accounts: a dead one, one whose token ends, one that is signed in to again. */
export const describeAccountStories = (scene: () => SignInScene): void => {
  const startingAtOnce = (many: number): Promise<unknown> =>
    scene().app.json(['settings', 'set', 'limits.starting', String(many)]);
  /** The requests from one on that got a status; null for those that still wait at the door. */
  const requestsFrom = (first: number, status: number | null): readonly ProviderRequest[] =>
    scene()
      .provider.requests.slice(first)
      .filter((request) => request.status === status);

  it('twenty helpers on one dead account: one notice, one sign-in in the browser, and each goes on once', async () => {
    const { app, page, issuer, provider, gateway, notices, browser } = scene();
    const prompts = promptsOf('signed', 20);
    const { template } = await addAccount(scene(), 'Twenty on one');
    issuer.revokeAccount('acct-practice');
    await startingAtOnce(4);
    await loseFocus(app);
    const before = await linkOf(app, gateway);
    const [from, asked] = [provider.requests.length, issuer.requests.length];
    const noticesBefore = notices.seen.length;
    const [signInsBefore, pagesBefore] = [issuer.count('code'), (await browser.opened()).length];
    const cardShown = whenCardShown(page, 'signed-', 'Sign-in refused by');

    const helpers = await startHelpers(app, template, prompts);
    const parked = await helpers.all('waiting-for-sign-in');
    const refused = requestsFrom(from, 401);
    // codex asks about its account beside the model: that may be refused before any prompt is sent.
    const refreshes = issuer.requests.slice(asked).filter(({ endpoint }) => endpoint === 'refresh');
    expect(refreshes.map(({ status }) => status)).toEqual([401]);
    const refusals = [refreshes[0]?.at, refused[0]?.answeredAt].filter(
      (at) => typeof at === 'number',
    );
    const cardMs = (await cardShown) - Math.min(...refusals);
    expect(Math.max(...sentTimes(prompts, refused))).toBeLessThanOrEqual(1);
    const inFlight = parked.filter((row) => row.refusedAt !== null);
    expect(refused).toHaveLength(inFlight.length);
    expect(refused.length).toBeLessThan(20);
    expect(notices.seen.slice(noticesBefore)).toMatchObject([{ isClosed: false }]);
    const pidsFrom = await helpers.watchPids();

    const door = scene().shutDoor();
    const clickedAt = whenClicked(page);
    const sheetShown = whenSheetShown(page);
    await page.getByRole('button', { name: 'Sign in and continue (20)' }).click();
    const sheetMs = (await sheetShown) - (await clickedAt);
    const url = await waitFor('the page', async () => (await browser.opened())[pagesBefore]);
    await page.getByRole('group', { name: 'Finish in your browser' }).waitFor();
    expect((await issuer.visit(url, 'approve')).status).toBe(200);
    const signedInAt = Date.now();
    const [first] = await waitFor('the canary', () => {
      const sent = requestsFrom(from, null);
      return sent.length > 0 && sent;
    });
    const canaryMs = (first?.at ?? NaN) - signedInAt;
    expect(await helpers.waiting()).toBe(19);
    door.release();
    await waitFor('three more', () => requestsFrom(from, null).length === 3, 30_000);
    expect(await helpers.waiting()).toBe(16);
    door.open();
    await helpers.all('completed');

    const lived = await pidsFrom();
    for (const { id, pid } of parked) if (pid !== null) expect(lived.get(id)).toEqual([pid]);
    for (const pids of lived.values()) expect(pids).toHaveLength(1);
    expect(sentTimes(prompts, requestsFrom(from, 200))).toEqual(prompts.map(() => 1));
    expect(requestsFrom(from, 401)).toHaveLength(refused.length);
    expect(issuer.count('code')).toBe(signInsBefore + 1);
    expect(await browser.opened()).toHaveLength(pagesBefore + 1);
    expect(notices.seen.slice(noticesBefore)).toMatchObject([{ isClosed: true }]);
    expect(await linkOf(app, gateway)).toEqual(before);
    console.log(`card ${cardMs} ms, sheet ${sheetMs} ms, canary ${canaryMs} ms`);
    expect(cardMs, 'from the 401 to the card').toBeLessThan(limits.card);
    expect(sheetMs, 'from the click to the sheet').toBeLessThan(limits.sheet);
    expect(canaryMs, 'from the sign-in to the canary').toBeLessThan(limits.canary);
  }, 240_000);

  it('ten helpers at the end of their token: one refresh, none reused, ten completed', async () => {
    const { app, issuer, provider, gateway } = scene();
    const prompts = promptsOf('expired', 10);
    const { template } = await addAccount(scene(), 'Ten');
    await startingAtOnce(10);
    const before = await linkOf(app, gateway);
    const [from, asked] = [provider.requests.length, issuer.requests.length];
    const door = scene().shutDoor();
    const helpers = await startHelpers(app, template, prompts);
    await waitFor('ten requests', () => requestsFrom(from, null).length === 10, 60_000);
    issuer.expireAccess();
    door.open();
    const ends = await helpers.all('completed');

    expect(ends.map(({ failure }) => failure)).toEqual(prompts.map(() => null));
    const refreshes = issuer.requests.slice(asked).filter(({ endpoint }) => endpoint === 'refresh');
    expect(refreshes.map(({ status }) => status)).toEqual([200]);
    expect(requestsFrom(from, 401)).toHaveLength(10);
    expect(sentTimes(prompts, requestsFrom(from, 200))).toEqual(prompts.map(() => 1));
    expect(await linkOf(app, gateway)).toEqual(before);
  }, 180_000);

  it('a dead refresh, and signed in again with a code: the same processes go on', async () => {
    const { app, page, issuer, provider, gateway } = scene();
    const prompts = promptsOf('ended', 5);
    const { account, template } = await addAccount(scene(), 'Five');
    await startingAtOnce(5);
    const before = await linkOf(app, gateway);
    const from = provider.requests.length;
    const door = scene().shutDoor();
    const helpers = await startHelpers(app, template, prompts);
    await waitFor('five requests', () => requestsFrom(from, null).length === 5, 60_000);
    issuer.set({ refuseRefresh: 'refresh_token_invalidated' });
    issuer.expireAccess();
    door.open();
    const parked = await helpers.all('waiting-for-sign-in');
    issuer.set({ refuseRefresh: null });
    expect(new Set(parked.map(({ pid }) => pid)).size).toBe(5);
    const pidsFrom = await helpers.watchPids();

    const again = scene().shutDoor();
    await page
      .getByRole('navigation', { name: 'What exists' })
      .getByRole('button', { name: /ended-0-of/ })
      .click();
    await page.getByRole('button', { name: 'Sign in and continue (5)' }).click();
    await page.getByRole('button', { name: 'Use a code instead' }).click();
    issuer.answerDevice(await userCodeOf(app, account), 'approved');
    await waitFor('the canary', () => requestsFrom(from, null).length > 0, 30_000);
    expect(await helpers.waiting()).toBe(4);
    again.open();
    await helpers.all('completed');
    expect([...(await pidsFrom())]).toEqual(parked.map(({ id, pid }) => [id, [pid]]));
    expect(requestsFrom(from, 401)).toHaveLength(5);
    expect(sentTimes(prompts, requestsFrom(from, 200))).toEqual(prompts.map(() => 1));
    expect(await linkOf(app, gateway)).toEqual(before);
  }, 180_000);
};
