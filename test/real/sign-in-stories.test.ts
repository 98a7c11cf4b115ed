import { randomUUID } from 'node:crypto';

import type { Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { DeltaGate } from '../../electron/practice/provider-gate.ts';
import { startProvider } from '../../electron/practice/provider.ts';
import type { LoopbackProvider, ProviderRequest } from '../../electron/practice/provider.ts';
import { NotificationServer } from '../fakes/notification-server.ts';
import type { PanelApp } from '../support/panel-app.ts';
import { waitFor } from '../support/wait-for.ts';
import { linkOf } from './support/link-of.ts';
import { pairedToken } from './support/paired-token.ts';
import { placesOf } from './support/places-of.ts';
import { startRealGateway } from './support/real-gateway.ts';
import type { RealGateway } from './support/real-gateway.ts';
import { sightings } from './support/sightings.ts';
import {
  addTemplate,
  helperIn,
  outputOf,
  rowOf,
  spawnHelper,
  startBeside,
  statusOf,
} from './support/story.ts';
import type { HelperRow } from './support/story.ts';
import { whenCardShown } from './support/when-card-shown.ts';
import { whenClicked } from './support/when-clicked.ts';

/** The desktop is told only what the person does not see in the window. */
const loseFocus = (app: PanelApp): Promise<void> =>
  app.electron.evaluate(({ BrowserWindow }) => {
    for (const window of BrowserWindow.getAllWindows()) window.blur();
  });

const never = new AbortController().signal;

describe('a sign-in that died, beside the real gateway and with the real codex', () => {
  let provider: LoopbackProvider;
  let gateway: RealGateway;
  let notices: NotificationServer;
  let app: PanelApp;
  let page: Page;
  /** Holds requests until they are let in; a provider that judges at once when null. */
  let door: DeltaGate | null = null;

  beforeAll(async () => {
    notices = await NotificationServer.start(process.env.DBUS_SESSION_BUS_ADDRESS ?? '');
    provider = await startProvider({ tokens: {}, onBody: () => door?.pass(never) });
    gateway = await startRealGateway({
      providers: { mockai: { baseUrl: provider.baseUrl, apiKey: 'session-token' } },
    });
    app = await startBeside(gateway);
    page = await app.page();
  }, 240_000);

  afterEach(async () => {
    door?.open();
    door = null;
    for (const { id } of (await statusOf(app)).helpers) await app.cli(['stop', id]);
  });

  afterAll(async () => {
    await app.quit();
    await gateway.stop();
    await provider.close();
    notices.stop();
  }, 60_000);

  const prompts = Array.from({ length: 20 }, (_, index) => `task-${String(index)}-of-twenty`);
  /** How often each prompt stands in the bodies of these requests, all of them together. */
  const sentTimes = (requests: readonly Readonly<ProviderRequest>[]): readonly number[] =>
    prompts.map(
      (prompt) =>
        requests.flatMap(({ body }) => body?.userTexts ?? []).filter((text) => text === prompt)
          .length,
    );
  const all = async (ids: readonly string[], phase: string): Promise<readonly HelperRow[]> =>
    Promise.all(ids.map((id) => helperIn(app, id, [phase], 90_000)));

  const waiting = async (): Promise<number> =>
    (await statusOf(app)).helpers.filter(({ phase }) => phase === 'waiting-for-sign-in').length;

  it('twenty helpers on one dead key: one notice, one new key, and each prompt goes on once', async () => {
    provider.set('dead-key', { kind: 'invalid-token' });
    provider.set('new-key', { kind: 'good' });
    const template = await addTemplate(app, provider, 'Twenty', 'dead-key');
    await app.json(['settings', 'set', 'limits.starting', '4']);
    await loseFocus(app);
    const before = await linkOf(app, gateway);
    const noticesBefore = notices.seen.length;
    const cardShown = whenCardShown(page, 'task-', 'Sign-in refused by Loopback');

    const ids = await Promise.all(prompts.map((prompt) => spawnHelper(app, template, prompt)));
    const parked = await all(ids, 'waiting-for-sign-in');
    const refused = provider.requestsOf('dead-key');
    const refusedAt = refused[0]?.answeredAt ?? NaN;
    expect((await cardShown) - refusedAt).toBeLessThan(1_000);
    expect(Math.max(...sentTimes(refused))).toBe(1);
    const inFlight = parked.filter((row) => row.refusedAt !== null);
    expect(refused).toHaveLength(inFlight.length);
    expect(refused.length).toBeLessThan(20);
    expect(notices.seen.slice(noticesBefore)).toMatchObject([
      { title: 'Loopback refused a sign-in', isClosed: false },
    ]);

    door = new DeltaGate();
    await page.getByLabel(/^Key for/).fill('new-key');
    const clickedAt = whenClicked(page);
    await page.getByRole('button', { name: 'Sign in and continue (20)' }).click();
    const [first] = await waitFor('the canary', () => {
      const sent = provider.requestsOf('new-key');
      return sent.length > 0 && sent;
    });
    expect((first?.at ?? NaN) - (await clickedAt)).toBeLessThan(1_000);
    expect(await waiting()).toBe(19);
    door.release();
    await waitFor('three more', () => provider.requestsOf('new-key').length === 4, 30_000);
    expect(await waiting()).toBe(16);
    door.open();
    const ends = await all(ids, 'completed');

    const clientOf = new Map(ends.map(({ id, clientId }) => [id, clientId]));
    for (const { id, clientId } of inFlight) expect(clientOf.get(id)).toBe(clientId);
    expect(sentTimes(provider.requestsOf('new-key'))).toEqual(prompts.map(() => 1));
    expect(provider.requestsOf('dead-key')).toHaveLength(refused.length);
    expect(notices.seen.slice(noticesBefore)).toMatchObject([{ isClosed: true }]);
    expect(await linkOf(app, gateway)).toEqual(before);
  }, 180_000);

  it('no secret of any kind is left where somebody could read it', async () => {
    const key = (): string => `sk-planted-${randomUUID()}`;
    const keys = { echoed: key(), tool: key(), busy: key(), misplaced: key() };
    provider.set(keys.echoed, { kind: 'echoes-key' });
    provider.set(keys.tool, {
      kind: 'tool-call',
      command: 'env; tr "\\0" "\\n" < /proc/self/environ; cat /proc/[0-9]*/cmdline',
    });
    provider.set(keys.busy, {
      kind: 'good',
      deltas: 2_000,
      paceMs: 100,
      text: 'on '.repeat(2_000),
    });
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
    await page
      .getByRole('navigation', { name: 'What exists' })
      .getByRole('button', { name: /echoed-planted/ })
      .click();
    await page.getByRole('button', { name: /^Raw error/ }).click();
    await page.getByText('Incorrect API key provided').first().waitFor();

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
});
