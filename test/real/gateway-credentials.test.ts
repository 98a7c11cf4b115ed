import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as v from 'valibot';

import { startProvider } from '../stand-ins/loopback-provider.ts';
import type { LoopbackProvider } from '../stand-ins/loopback-provider.ts';
import type { PanelApp } from '../support/panel-app.ts';
import { waitFor } from '../support/wait-for.ts';
import { filesBelow } from './support/files-below.ts';
import { startRealGateway } from './support/real-gateway.ts';
import type { RealGateway } from './support/gateway-process.ts';
import { connectOperator } from './support/session-turn.ts';
import type { GatewayOperator, SessionTurn } from './support/session-turn.ts';
import { sightings } from './support/sightings.ts';
import { startBeside, statusOf } from './support/story.ts';

const RowSchema = v.object({
  id: v.string(),
  kind: v.string(),
  generation: v.number(),
  state: v.looseObject({ phase: v.string() }),
  declared: v.object({ gatewaySays: v.nullable(v.string()), account: v.nullable(v.string()) }),
  lastRefusedCode: v.nullable(v.string()),
  lastRefusedAt: v.nullable(v.number()),
  lastWorkedBy: v.nullable(v.string()),
  finding: v.nullable(v.looseObject({ kind: v.string() })),
  acts: v.array(v.string()),
});

/** A row of the window's own state. */
type Row = v.InferOutput<typeof RowSchema>;

/** From the new key to the end of a turn on it; the cooldown of the old one would last 30 s. */
const withinMs = 20_000;
const id = 'openclaw:shopai';
const key = 'agent:main:shop';

describe('the real gateway’s own keys', () => {
  let provider: LoopbackProvider;
  let gateway: RealGateway;
  let operator: GatewayOperator;
  let app: PanelApp;

  beforeAll(async () => {
    provider = await startProvider({
      tokens: {
        'shop-1': { kind: 'good' },
        'shop-2': { kind: 'good' },
        'shop-3': { kind: 'good' },
      },
    });
    gateway = await startRealGateway({
      providers: {
        mainai: { baseUrl: provider.baseUrl, apiKey: 'main-key' },
        shopai: { baseUrl: provider.baseUrl, apiKey: 'shop-1' },
      },
    });
    operator = await connectOperator(gateway.url, gateway.token);
    await operator.request('sessions.create', { key, model: 'shopai/mock-1', label: 'shop' });
    app = await startBeside(gateway);
  }, 240_000);

  afterAll(async () => {
    operator.close();
    await app.quit();
    await gateway.stop();
    await provider.close();
  }, 60_000);

  const row = async (): Promise<Row> => {
    const page = await app.page();
    const rows = await page.evaluate(async () => {
      const reply = await window.bulkhead.command('state.get', {});
      return reply.ok ? reply.value.credentials : [];
    });
    const found = rows.find((one) => one.id === id);
    if (found === undefined) throw new Error(`no row among ${rows.map((one) => one.id).join()}`);
    return v.parse(RowSchema, found);
  };
  const becomes = (phase: string): Promise<Row> =>
    waitFor(
      `the key to be ${phase}`,
      async () => {
        const now = await row();
        if (now.state.phase !== phase) throw new Error(JSON.stringify(now));
        return now;
      },
      30_000,
    );
  const over = async (turn: SessionTurn): Promise<'final' | 'error'> =>
    waitFor('the end of the turn', () => turn.end(), 60_000);
  const setKey = async (secret: string) => {
    const page = await app.page();
    return page.evaluate((input) => window.bulkhead.command('credentials.set', input), {
      id,
      secret,
    });
  };

  it('are rows beside ours, and the words of the gateway are told as such', async () => {
    const now = await becomes('not-checked');
    expect(now).toMatchObject({
      kind: 'gateway-model-key',
      declared: { gatewaySays: 'static' },
      acts: ['set-key', 'check'],
    });
  });

  it('a 401 is seen though the gateway says static; a new key works at once, on the same link', async () => {
    const before = (await statusOf(app)).gateway;
    expect(await over(await operator.chat(key, 'one good turn'))).toBe('final');
    await becomes('good');

    provider.set('shop-1', { kind: 'invalid-token' });
    expect(await over(await operator.chat(key, 'a refused turn'))).toBe('error');
    const refused = await becomes('needs-sign-in');
    expect(refused).toMatchObject({
      declared: { gatewaySays: 'static' },
      lastRefusedCode: 'HTTP 401',
      finding: { kind: 'refused-though-good' },
    });

    provider.set('shop-2', { kind: 'good' });
    const asked = Date.now();
    const reply = await setKey('shop-2');
    expect(reply).toEqual({ ok: true, value: null });
    expect((await row()).state.phase).toBe('good');
    expect(await over(await operator.chat(key, 'a turn on the new key'))).toBe('final');
    expect(Date.now() - asked).toBeLessThan(withinMs);
    expect(provider.requestsOf('shop-2').length).toBeGreaterThanOrEqual(2);

    expect((await statusOf(app)).gateway).toMatchObject({
      phase: 'connected',
      connId: before.connId,
      bootId: before.bootId,
      reconnects: 0,
    });
  }, 120_000);

  it('the profile that a key was given before is replaced without waiting either', async () => {
    const before = (await statusOf(app)).gateway;
    await waitFor(
      'the gateway’s word of the new profile',
      async () => (await row()).declared.account === 'shopai:manual',
      30_000,
    );
    provider.set('shop-2', { kind: 'invalid-token' });
    expect(await over(await operator.chat(key, 'a refused turn'))).toBe('error');
    await becomes('needs-sign-in');
    const asked = Date.now();
    const told = await app.cli(['sign-in', id, '--api-key-stdin'], 'shop-3');
    expect(told).toMatchObject({ code: 0, stderr: '' });
    expect(told.stdout).not.toContain('shop-3');
    expect(await over(await operator.chat(key, 'a turn on the third key'))).toBe('final');
    expect(Date.now() - asked).toBeLessThan(withinMs);
    expect((await becomes('good')).generation).toBe(3);
    expect((await statusOf(app)).gateway.connId).toBe(before.connId);
  }, 120_000);

  it('a 403 is no refusal, though the gateway calls it auth as well', async () => {
    provider.set('shop-3', { kind: 'forbidden' });
    expect(await over(await operator.chat(key, 'a forbidden turn'))).toBe('error');
    const after = await row();
    expect(after).toMatchObject({ state: { phase: 'good' }, generation: 3 });
  }, 60_000);

  it('a key that is refused is told as such, and nothing of it is in the panel’s files', async () => {
    provider.set('shop-bad', { kind: 'invalid-token' });
    const reply = await setKey('shop-bad');
    expect(reply).toMatchObject({ ok: false, failure: { kind: 'unauthorized' } });
    expect(JSON.stringify(reply)).not.toContain('shop-bad');
    expect((await becomes('needs-sign-in')).generation).toBe(4);
    const files = await filesBelow(app.home);
    expect(files.length).toBeGreaterThan(0);
    const secrets = { second: 'shop-2', third: 'shop-3', bad: 'shop-bad', gateway: gateway.token };
    expect(sightings(secrets, files)).toEqual([]);
  }, 60_000);

  it('another device asked for the wider right: the token of the link’s own still opens', async () => {
    const page = await app.page();
    await page.evaluate(() => window.bulkhead.command('gateway.disconnect', {}));
    await waitFor('the end', async () => (await statusOf(app)).gateway.phase === 'stopped', 30_000);
    await page.evaluate(() => window.bulkhead.command('gateway.connect', {}));
    const view = await waitFor(
      'the link again',
      async () => {
        const reply = await page.evaluate(() => window.bulkhead.command('state.get', {}));
        if (!reply.ok || reply.value.gateway.state.phase !== 'connected') return null;
        return reply.value.gateway;
      },
      30_000,
    );
    expect(view).toMatchObject({ tokenSource: 'device', reconnects: 1 });
    expect(view.scopes).not.toContain('operator.admin');
  }, 60_000);
});
