import { expect, it } from 'vitest';

import { loseFocus } from '../../support/lose-focus.ts';
import { waitFor } from '../../support/wait-for.ts';
import { linkOf } from '../support/link-of.ts';
import { addTemplate } from '../support/story.ts';
import { whenCardShown } from '../support/when-card-shown.ts';
import { whenClicked } from '../support/when-clicked.ts';
import type { SignInScene } from './open-scene.ts';
import { promptsOf, sentTimes } from './prompts.ts';
import { startHelpers } from './start-helpers.ts';

/** Defines the story of a refused API key. */
export const describeKeys = (scene: () => SignInScene): void => {
  it('twenty helpers on one dead key: one notice, one new key, and each prompt goes on once', async () => {
    const { app, page, provider, gateway, notices } = scene();
    const prompts = promptsOf('keyed', 20);
    provider.set('dead-key', { kind: 'invalid-token' });
    provider.set('new-key', { kind: 'good' });
    const template = await addTemplate(app, provider, 'Twenty', 'dead-key');
    await app.json(['settings', 'set', 'limits.starting', '4']);
    await loseFocus(app);
    const before = await linkOf(app, gateway);
    const noticesBefore = notices.seen.length;
    const cardShown = whenCardShown(page, 'keyed-', 'Sign-in refused by Loopback');

    const helpers = await startHelpers(app, template, prompts);
    const parked = await helpers.all('waiting-for-sign-in');
    const refused = provider.requestsOf('dead-key');
    const refusedAt = refused[0]?.answeredAt ?? NaN;
    expect((await cardShown) - refusedAt).toBeLessThan(1_000);
    expect(Math.max(...sentTimes(prompts, refused))).toBe(1);
    const inFlight = parked.filter((row) => row.refusedAt !== null);
    expect(refused).toHaveLength(inFlight.length);
    expect(refused.length).toBeLessThan(20);
    expect(notices.seen.slice(noticesBefore)).toMatchObject([
      { title: 'Loopback refused a sign-in', isClosed: false },
    ]);

    const door = scene().shutDoor();
    await page.getByLabel(/^Key for/).fill('new-key');
    const clickedAt = whenClicked(page);
    await page.getByRole('button', { name: 'Sign in and continue (20)' }).click();
    const [first] = await waitFor('the canary', () => {
      const sent = provider.requestsOf('new-key');
      return sent.length > 0 && sent;
    });
    expect((first?.at ?? NaN) - (await clickedAt)).toBeLessThan(1_000);
    expect(await helpers.waiting()).toBe(19);
    door.release();
    await waitFor('three more', () => provider.requestsOf('new-key').length === 4, 30_000);
    expect(await helpers.waiting()).toBe(16);
    door.open();
    const ends = await helpers.all('completed');

    const clientOf = new Map(ends.map(({ id, clientId }) => [id, clientId]));
    for (const { id, clientId } of inFlight) expect(clientOf.get(id)).toBe(clientId);
    expect(sentTimes(prompts, provider.requestsOf('new-key'))).toEqual(prompts.map(() => 1));
    expect(provider.requestsOf('dead-key')).toHaveLength(refused.length);
    expect(notices.seen.slice(noticesBefore)).toMatchObject([{ isClosed: true }]);
    expect(await linkOf(app, gateway)).toEqual(before);
  }, 180_000);
};
