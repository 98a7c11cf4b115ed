import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { DeltaGate } from '../stand-ins/delta-gate.ts';
import { startProvider } from '../stand-ins/loopback-provider.ts';
import type { LoopbackProvider } from '../stand-ins/loopback-provider.ts';
import type { PanelApp } from '../support/panel-app.ts';
import { waitFor } from '../support/wait-for.ts';
import { holdTurn } from './support/held-turn.ts';
import { linkOf } from './support/link-of.ts';
import { startRealGateway } from './support/real-gateway.ts';
import type { RealGateway } from './support/gateway-process.ts';
import { connectOperator } from './support/session-turn.ts';
import type { GatewayOperator } from './support/session-turn.ts';
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

const sessionToken = 'session-token';
const btwToken = 'btw-token';
const otherToken = 'other-token';
const spawner = ['--spawned-by', 'agent:main:main'] as const;
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

  const blastOf = (id: string): Promise<NonNullable<HelperRow['blastRadius']>> =>
    waitFor(`the blast radius of ${id}`, async () => (await rowOf(app, id)).blastRadius);

  // One good helper and the refused one have binary, configuration and credential in common, so
  // that only `spawnedBy` keeps them in processes of their own.
  it('one helper of three is refused, and nothing else moves (story 1)', async () => {
    const [gate, otherGate] = [new DeltaGate(), new DeltaGate()];
    provider.set('common', {
      kind: 'in-order',
      steps: [{ kind: 'good', text: story(1), deltas: 12, gate }, { kind: 'invalid-token' }],
    });
    provider.set('apart', { kind: 'good', text: story(2), deltas: 12, gate: otherGate });
    const [common, apart] = await Promise.all([
      addTemplate(app, provider, 'Common', 'common'),
      addTemplate(app, provider, 'Apart', 'apart'),
    ]);
    const turn = await holdTurn(operator, provider, sessionToken);
    const before = await linkOf(app, gateway);

    const [first, second] = await Promise.all([
      spawnHelper(app, common, 'first story', ...spawner),
      spawnHelper(app, apart, 'second story', ...spawner),
    ]);
    await waitFor('both good requests', () => provider.requestsOf('common').length === 1);
    await waitFor('both good requests', () => provider.requestsOf('apart').length === 1);
    gate.release(2);
    otherGate.release(2);
    const cardShown = whenCardShown(
      await app.page(),
      'refused-story',
      'Sign-in refused by Loopback',
    );
    const refused = await spawnHelper(app, common, 'refused story', ...spawner);
    const parked = await helperIn(app, refused, ['waiting-for-sign-in', 'failed', 'completed']);
    const working = [await rowOf(app, first), await rowOf(app, second)];
    await turn.finish();
    gate.open();
    otherGate.open();
    await helperIn(app, first, ['completed']);
    await helperIn(app, second, ['completed']);

    expect(await outputOf(app, first)).toBe(story(1));
    expect(await outputOf(app, second)).toBe(story(2));
    expect(parked).toMatchObject({
      phase: 'waiting-for-sign-in',
      failure: { kind: 'unauthorized', status: 401 },
    });
    const [, refusal, ...more] = provider.requestsOf('common');
    expect(more, 'a refusal costs one request').toEqual([]);
    const refusedAt = refusal?.answeredAt ?? NaN;
    expect((parked.failedAt ?? NaN) - (parked.refusedAt ?? NaN)).toBeLessThan(1_000);
    expect((parked.failedAt ?? NaN) - refusedAt).toBeLessThan(1_000);
    expect((await cardShown) - refusedAt).toBeLessThan(1_000);
    expect(await blastOf(refused)).toEqual({ same: true, changed: [] });
    const all = [...working, parked];
    expect(all.map(({ isolated }) => isolated)).toEqual([true, true, true]);
    expect(all.map(({ spawnedBy }) => spawnedBy)).toEqual(all.map(() => spawner[1]));
    expect(new Set(all.map(({ pid }) => pid)).size).toBe(3);
    expect(new Set(all.map(({ clientId }) => clientId)).size).toBe(3);
    expect(await linkOf(app, gateway)).toEqual(before);
    expect(before.reconnects).toBe(0);
    expect(before.process.pid).toBe(gateway.pid);
  }, 120_000);

  it('ten of twenty helpers are refused, four starting at a time, and the other ten finish (story 2)', async () => {
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
    const seen = await (
      await app.page()
    ).evaluateHandle(() => {
      const most = { starting: 0 };
      window.bulkhead.onState(({ helpers }) => {
        const starting = helpers.filter(({ state }) => state.phase === 'starting').length;
        most.starting = Math.max(most.starting, starting);
      });
      return most;
    });
    const turn = await holdTurn(operator, provider, sessionToken);
    const before = await linkOf(app, gateway);
    const ids = await Promise.all(
      templates.map((template, index) =>
        spawnHelper(app, template, `story ${String(index)}`, ...spawner),
      ),
    );
    const ends = await Promise.all(
      ids.map((id) => helperIn(app, id, ['completed', 'waiting-for-sign-in', 'failed'], 90_000)),
    );
    await turn.finish();

    expect(ends.map(({ phase, failure }) => [phase, failure?.kind ?? null])).toEqual(
      ids.map((_, index) =>
        index % 2 === 0 ? ['waiting-for-sign-in', 'unauthorized'] : ['completed', null],
      ),
    );
    for (const [index, id] of ids.entries()) {
      const requests = provider.requestsOf(`many-${String(index)}`);
      expect(requests, `requests of helper ${String(index)}`).toHaveLength(1);
      if (index % 2 === 1) expect(await outputOf(app, id)).toBe(story(index));
      else {
        const { failedAt, refusedAt } = ends[index] ?? { failedAt: null, refusedAt: null };
        expect((failedAt ?? NaN) - (refusedAt ?? NaN)).toBeLessThan(1_000);
        expect((failedAt ?? NaN) - (requests[0]?.answeredAt ?? NaN)).toBeLessThan(1_000);
        expect(await blastOf(id)).toEqual({ same: true, changed: [] });
      }
    }
    expect(await seen.evaluate(({ starting }) => starting)).toBe(4);
    expect(new Set(ends.map(({ clientId }) => clientId)).size).toBe(20);
    expect(await linkOf(app, gateway)).toEqual(before);
  }, 180_000);

  it('a /btw that answers 401 is shown as text and leaves session and link alone (story 5)', async () => {
    provider.set(btwToken, { kind: 'good' });
    provider.set(otherToken, { kind: 'good' });
    const key = 'agent:main:btw-story';
    await operator.request('sessions.create', { key, model: 'btwai/mock-1', label: 'btw' });
    const good = await operator.chat(key, 'one good turn');
    await waitFor('the good turn', () => good.end() === 'final', 60_000);
    const before = await linkOf(app, gateway);

    provider.set(btwToken, { kind: 'invalid-token' });
    await operator.chat(key, '/btw spawn codex 5.5');
    const side = await waitFor('the side result', () => operator.sideResults().at(-1), 60_000);
    expect(side.isError).toBe(true);
    expect(JSON.stringify(side)).toContain('Invalid bearer token');
    expect(provider.requestsOf(otherToken)).toEqual([]);

    await operator.request('sessions.patch', { key, model: 'otherai/mock-1' });
    const next = await operator.chat(key, 'the same session, on another credential');
    await waitFor('the next turn of the same session', () => next.end() === 'final', 60_000);
    expect(next.errorText()).toBe('[]');
    expect(provider.requestsOf(otherToken)).toHaveLength(1);

    const other = 'agent:main:after-btw';
    await operator.request('sessions.create', {
      key: other,
      model: 'otherai/mock-1',
      label: 'new',
    });
    const fresh = await operator.chat(other, 'a new session');
    await waitFor('the turn of a new session', () => fresh.end() === 'final', 60_000);
    expect(await linkOf(app, gateway)).toEqual(before);
  }, 180_000);
});
