import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { DeltaGate } from '../../electron/practice/provider-gate.ts';
import { startProvider } from '../../electron/practice/provider.ts';
import type { LoopbackProvider } from '../../electron/practice/provider.ts';
import type { PanelApp } from '../support/panel-app.ts';
import { waitFor } from '../support/wait-for.ts';
import { startRealGateway } from './support/real-gateway.ts';
import type { RealGateway } from './support/real-gateway.ts';
import { connectOperator } from './support/session-turn.ts';
import type { GatewayOperator } from './support/session-turn.ts';
import {
  addTemplate,
  helperIn,
  outputOf,
  spawnHelper,
  startBeside,
  statusOf,
} from './support/story.ts';
import type { Status } from './support/story.ts';

const sessionToken = 'session-token';
const btwToken = 'btw-token';
const otherToken = 'other-token';
const story = (index: number): string =>
  Array.from({ length: 40 }, (_, word) => `word${String(index)}.${String(word)}`).join(' ');

describe('beside the real gateway, with the real codex', () => {
  let provider: LoopbackProvider;
  let gateway: RealGateway;
  let operator: GatewayOperator;
  let app: PanelApp;

  beforeAll(async () => {
    provider = await startProvider({ tokens: { [sessionToken]: { kind: 'good' } } });
    gateway = await startRealGateway({
      providers: {
        mockai: { baseUrl: provider.baseUrl, apiKey: sessionToken },
        btwai: { baseUrl: provider.baseUrl, apiKey: btwToken },
        otherai: { baseUrl: provider.baseUrl, apiKey: otherToken },
      },
    });
    operator = await connectOperator(gateway.url, gateway.token);
    app = await startBeside(gateway);
  }, 240_000);

  afterEach(async () => {
    for (const { id } of (await statusOf(app)).helpers) await app.cli(['stop', id]);
  });

  afterAll(async () => {
    operator.close();
    await app.quit();
    await gateway.stop();
    await provider.close();
  }, 60_000);

  const expectSameLink = async (before: Status): Promise<void> => {
    expect((await statusOf(app)).gateway).toMatchObject({
      phase: 'connected',
      connId: before.gateway.connId,
      bootId: before.gateway.bootId,
      reconnects: before.gateway.reconnects,
    });
  };

  it('one helper of three is refused, and nothing else moves (story 1)', async () => {
    const gate = new DeltaGate();
    provider.set(sessionToken, { kind: 'good', deltas: 4, gate });
    provider.set('good-1', { kind: 'good', text: story(1), deltas: 12, paceMs: 60 });
    provider.set('good-2', { kind: 'good', text: story(2), deltas: 12, paceMs: 60 });
    provider.set('bad', { kind: 'invalid-token' });
    const [first, second, bad] = await Promise.all([
      addTemplate(app, provider, 'First', 'good-1'),
      addTemplate(app, provider, 'Second', 'good-2'),
      addTemplate(app, provider, 'Bad', 'bad'),
    ]);
    const before = await statusOf(app);
    const pid = gateway.pid;

    const turn = await operator.chat('agent:main:main', 'tell me a story');
    gate.release();
    await waitFor('the first delta of the session', () => turn.deltas() >= 1, 60_000);
    const [one, two, refused] = await Promise.all([
      spawnHelper(app, first, 'first story'),
      spawnHelper(app, second, 'second story'),
      spawnHelper(app, bad, 'refused story'),
    ]);
    const parked = await helperIn(app, refused, ['waiting-for-sign-in']);
    const during = turn.deltas();
    expect(turn.end()).toBeNull();
    gate.open();
    await waitFor('another delta of the session', () => turn.deltas() > during, 30_000);
    await waitFor('the end of the turn', () => turn.end() === 'final', 30_000);
    await helperIn(app, one, ['completed']);
    await helperIn(app, two, ['completed']);

    expect(parked.failure).toMatchObject({ kind: 'unauthorized', status: 401 });
    expect((parked.failedAt ?? NaN) - (parked.refusedAt ?? NaN)).toBeLessThan(1_000);
    expect(provider.requestsOf('bad')).toHaveLength(1);
    const answeredAt = provider.requestsOf('bad')[0]?.answeredAt ?? NaN;
    expect((parked.failedAt ?? NaN) - answeredAt).toBeLessThan(1_000);
    expect(await outputOf(app, one)).toContain(story(1));
    expect(await outputOf(app, two)).toContain(story(2));
    const after = await statusOf(app);
    expect(after.gateway).toMatchObject({
      phase: 'connected',
      connId: before.gateway.connId,
      bootId: before.gateway.bootId,
      reconnects: 0,
    });
    expect(gateway.pid).toBe(pid);
    const page = await app.page();
    await page
      .getByRole('navigation', { name: 'What exists' })
      .getByRole('button', { name: /refused/ })
      .click();
    await page.getByText('Sign-in refused by Loopback').first().waitFor({ timeout: 10_000 });
    const checked = await waitFor('the blast radius', async () => {
      const row = (await statusOf(app)).helpers.find(({ id }) => id === refused);
      return row?.blastRadius ?? null;
    });
    expect(checked).toEqual({ same: true, changed: [] });
  }, 120_000);

  it('ten of twenty helpers are refused, and the other ten finish (story 2)', async () => {
    const before = await statusOf(app);
    const templates = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const token = `many-${String(index)}`;
        provider.set(
          token,
          index % 2 === 0
            ? { kind: 'invalid-token' }
            : { kind: 'good', text: story(index), deltas: 8, paceMs: 30 },
        );
        return addTemplate(app, provider, `Many ${String(index)}`, token);
      }),
    );
    await app.json(['settings', 'set', 'limits.starting', '4']);
    const ids = await Promise.all(
      templates.map((template, index) => spawnHelper(app, template, `story ${String(index)}`)),
    );
    const ends = await Promise.all(
      ids.map((id) => helperIn(app, id, ['completed', 'waiting-for-sign-in', 'failed'], 90_000)),
    );

    expect(ends.map(({ phase }) => phase)).toEqual(
      ids.map((_, index) => (index % 2 === 0 ? 'waiting-for-sign-in' : 'completed')),
    );
    for (const [index, id] of ids.entries()) {
      const requests = provider.requestsOf(`many-${String(index)}`);
      expect(requests, `requests of helper ${String(index)}`).toHaveLength(1);
      if (index % 2 === 1) expect(await outputOf(app, id)).toContain(story(index));
      else {
        const { failedAt, refusedAt } = ends[index] ?? { failedAt: null, refusedAt: null };
        expect((failedAt ?? NaN) - (refusedAt ?? NaN)).toBeLessThan(1_000);
      }
    }
    expect(new Set(ends.map(({ clientId }) => clientId)).size).toBe(20);
    await expectSameLink(before);
  }, 180_000);

  it('a /btw that answers 401 is shown as text and leaves the link alone (story 5)', async () => {
    provider.set(btwToken, { kind: 'good' });
    provider.set(otherToken, { kind: 'good' });
    const key = 'agent:main:btw-story';
    await operator.request('sessions.create', { key, model: 'btwai/mock-1', label: 'btw' });
    const good = await operator.chat(key, 'one good turn');
    await waitFor('the good turn', () => good.end() === 'final', 60_000);
    const before = await statusOf(app);

    provider.set(btwToken, { kind: 'invalid-token' });
    await operator.chat(key, '/btw spawn codex 5.5');
    const side = await waitFor('the side result', () => operator.sideResults().at(-1), 60_000);
    expect(side.isError).toBe(true);
    expect(JSON.stringify(side)).toContain('Invalid bearer token');

    await operator.request('sessions.create', {
      key: 'agent:main:after-btw',
      model: 'otherai/mock-1',
      label: 'after',
    });
    const next = await operator.chat('agent:main:after-btw', 'on another credential');
    await waitFor('the next turn', () => next.end() === 'final', 60_000);
    await expectSameLink(before);
  }, 180_000);
});
