import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';

import { waitFor } from '../../support/wait-for.ts';
import { pairedToken } from '../support/paired-token.ts';
import { placesOf } from '../support/places-of.ts';
import { sightings } from '../support/sightings.ts';
import { addTemplate, helperIn, outputOf, rowOf, spawnHelper } from '../support/story.ts';
import { addAccount } from './add-account.ts';
import type { SignInScene } from './open-scene.ts';
import { userCodeOf } from './user-code-of.ts';

const printsEverything = {
  kind: 'tool-call',
  command: 'env; tr "\\0" "\\n" < /proc/self/environ; cat /proc/[0-9]*/cmdline',
} as const;
const goesOnForLong = {
  kind: 'good',
  deltas: 2_000,
  paceMs: 100,
  text: 'on '.repeat(2_000),
} as const;

/** Defines the story of secrets of every kind that go every way there is. */
export const describeSecrets = (scene: () => SignInScene): void => {
  const openCard = async (helper: RegExp): Promise<void> => {
    const { page } = scene();
    await page
      .getByRole('navigation', { name: 'What exists' })
      .getByRole('button', { name: helper })
      .click();
    await page.getByRole('button', { name: /^Raw error/ }).click();
    await page.getByText('Incorrect API key provided').first().waitFor();
  };

  it('no key and no token of the gateway is left where somebody could read it', async () => {
    const { app, provider, gateway } = scene();
    const key = (): string => `sk-planted-${randomUUID()}`;
    const keys = { echoed: key(), tool: key(), busy: key(), misplaced: key() };
    provider.set(keys.echoed, { kind: 'echoes-key' });
    provider.set(keys.tool, printsEverything);
    provider.set(keys.busy, goesOnForLong);
    const secrets = {
      ...keys,
      'gateway token': gateway.token,
      'device token': await pairedToken(gateway),
    };
    const spawnOn = async (secret: string, prompt: string): Promise<string> =>
      spawnHelper(app, await addTemplate(app, provider, prompt, secret), prompt);
    const echoed = await spawnOn(keys.echoed, 'echoed planted');
    await helperIn(app, echoed, ['waiting-for-sign-in']);
    // codex writes into its home what a provider says; that goes with its process, and at once.
    await waitFor('its process to be gone', async () => (await rowOf(app, echoed)).pid === null);
    const tool = await spawnOn(keys.tool, 'tool planted');
    await helperIn(app, tool, ['completed']);
    await helperIn(app, await spawnOn(keys.busy, 'busy planted'), ['running']);
    const misplaced = { name: 'Bad', model: 'gpt-5.5', credential: 'x', env_key: keys.misplaced };
    expect((await app.cli(['templates', 'add', '-'], JSON.stringify(misplaced))).code).not.toBe(0);
    await openCard(/echoed-planted/);

    const places = [
      ...(await placesOf(app)),
      { name: 'what the tool printed', text: await outputOf(app, tool) },
    ];
    expect(sightings(secrets, places)).toEqual([]);
    // That nothing was found counts only where what does stand there is found.
    const found = sightings({ prompt: 'echoed planted', home: app.home }, places).join('\n');
    for (const place of [/prompt in .*helpers/, /prompt in page: dom/, /prompt in page: state/]) {
      expect(found).toMatch(place);
    }
    expect(found).toMatch(/home in .*environ/);
    expect(found).toMatch(/home in .*compartments/);
    expect(found).toMatch(/home in what the tool printed/);
  }, 90_000);

  it('no access, refresh or id token and no device code is left where somebody could read it', async () => {
    const { app, issued, issuer } = scene();
    const { account, template } = await addAccount(scene(), 'Planted');

    scene().answerAccounts(goesOnForLong);
    await helperIn(app, await spawnHelper(app, template, 'signed busy'), ['running']);
    scene().answerAccounts(printsEverything);
    const tool = await spawnHelper(app, template, 'signed tool');
    await helperIn(app, tool, ['completed']);
    scene().answerAccounts({ kind: 'echoes-key' });
    const echoed = await spawnHelper(app, template, 'signed echoed');
    await helperIn(app, echoed, ['waiting-for-sign-in']);
    await waitFor('its process to be gone', async () => (await rowOf(app, echoed)).pid === null);
    await openCard(/signed-echoed/);

    // The issuer, too, repeats what it was sent, and the code of a cancelled sign-in stays one.
    issuer.fault('refresh', {
      kind: 'status',
      status: 400,
      body: { error: 'invalid_grant', error_description: `not good: ${issued.refreshToken}` },
    });
    await app.cli(['check', account]);
    issuer.fault('refresh', null);
    const second = app.cli(['sign-in', account, '--device']);
    const userCode = await userCodeOf(app, account);
    issuer.answerDevice(userCode, 'denied');
    await second;

    const secrets = {
      ...issued.secrets,
      'access token': scene().accessToken(),
      'refresh token': issued.refreshToken,
      'user code': userCode,
    };
    for (const kind of ['id token', 'access token', 'refresh token', 'device code']) {
      expect(Object.keys(secrets).some((what) => what.startsWith(kind))).toBe(true);
    }
    const places = [
      ...(await placesOf(app)),
      { name: 'what the tool printed', text: await outputOf(app, tool) },
      { name: 'what the echoed one said', text: await outputOf(app, echoed) },
    ];
    expect(sightings(secrets, places)).toEqual([]);
    const found = sightings({ prompt: 'signed echoed', home: app.home }, places).join('\n');
    for (const place of [/prompt in page: dom/, /prompt in page: state/, /home in .*environ/]) {
      expect(found).toMatch(place);
    }
    expect(found).toMatch(/home in what the tool printed/);
  }, 120_000);
};
