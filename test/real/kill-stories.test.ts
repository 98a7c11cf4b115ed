import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startProvider } from '../../electron/practice/provider.ts';
import type { LoopbackProvider } from '../../electron/practice/provider.ts';
import type { PanelApp } from '../support/panel-app.ts';
import { isRunning, processesNaming } from '../support/processes.ts';
import { waitFor } from '../support/wait-for.ts';
import { startRealGateway } from './support/real-gateway.ts';
import type { RealGateway } from './support/real-gateway.ts';
import { connectOperator } from './support/session-turn.ts';
import {
  addTemplate,
  connected,
  helperIn,
  spawnHelper,
  startBeside,
  statusOf,
} from './support/story.ts';
import type { HelperRow } from './support/story.ts';

const slow = {
  kind: 'good',
  deltas: 2_000,
  paceMs: 100,
  text: 'and so on '.repeat(2_000),
} as const;

describe('when something is killed or frozen, with the real gateway and codex', () => {
  let provider: LoopbackProvider;
  let gateway: RealGateway;
  let app: PanelApp;
  let template: string;

  const busy = async (prompt: string, ...flags: string[]): Promise<HelperRow> => {
    const id = await spawnHelper(app, template, prompt, ...flags);
    const row = await helperIn(app, id, ['running'], 60_000);
    if (row.pid === null) throw new Error('a running helper has a pid');
    return row;
  };
  const pidOf = (row: HelperRow): number => row.pid ?? NaN;
  const stopAll = async (rows: readonly HelperRow[]): Promise<void> => {
    for (const { id } of rows) await app.cli(['stop', id]);
  };

  beforeAll(async () => {
    provider = await startProvider({ tokens: { slow } });
    gateway = await startRealGateway({
      providers: { mockai: { baseUrl: provider.baseUrl, apiKey: 'session-token' } },
    });
    app = await startBeside(gateway);
    template = await addTemplate(app, provider, 'Slow', 'slow');
  }, 240_000);

  afterAll(async () => {
    await app.quit();
    await gateway.stop();
    await provider.close();
  }, 60_000);

  it('a killed helper fails alone (story 3)', async () => {
    const before = await statusOf(app);
    const rows = [await busy('one'), await busy('two'), await busy('three')] as const;
    const [one, two, three] = rows;
    process.kill(pidOf(two), 'SIGKILL');
    const dead = await helperIn(app, two.id, ['failed'], 5_000);

    expect(dead.failure?.kind).toBe('exited');
    expect(dead.blastRadius?.changed ?? []).toEqual([]);
    await helperIn(app, one.id, ['running']);
    await helperIn(app, three.id, ['running']);
    expect(await isRunning(pidOf(one))).toBe(true);
    expect(await isRunning(pidOf(three))).toBe(true);
    expect((await statusOf(app)).gateway.connId).toBe(before.gateway.connId);
    await stopAll(rows);
  }, 90_000);

  it('a killed shared client takes its own runs and nothing else, and the next run gets a new one (story 3)', async () => {
    const before = await statusOf(app);
    const alone = await busy('alone');
    const first = await busy('shared one', '--shared');
    const second = await busy('shared two', '--shared');
    expect(second.pid).toBe(first.pid);
    expect(alone.pid).not.toBe(first.pid);
    process.kill(pidOf(first), 'SIGKILL');
    await helperIn(app, first.id, ['failed'], 5_000);
    await helperIn(app, second.id, ['failed'], 5_000);

    await helperIn(app, alone.id, ['running']);
    const next = await busy('shared three', '--shared');
    expect(next.clientId).not.toBe(first.clientId);
    expect((await statusOf(app)).gateway.connId).toBe(before.gateway.connId);
    await stopAll([alone, next]);
  }, 90_000);

  it('a frozen gateway is said to be stalled, and thaws with the same connection (story 3)', async () => {
    const before = await statusOf(app);
    const helper = await busy('beside a frozen gateway');
    gateway.freeze();
    const frozenAt = Date.now();
    const stalled = await waitFor(
      'the stall to be said',
      async () => {
        const status = await statusOf(app);
        return status.gateway.phase === 'degraded' ? status : null;
      },
      25_000,
    );
    expect(Date.now() - frozenAt).toBeLessThan(20_000);
    expect(stalled.gateway.failure?.kind).toBe('stalled');
    await helperIn(app, helper.id, ['running']);
    gateway.thaw();
    const after = await connected(app);
    expect(after.gateway).toMatchObject({
      connId: before.gateway.connId,
      bootId: before.gateway.bootId,
      reconnects: before.gateway.reconnects,
    });
    await stopAll([helper]);
  }, 90_000);

  it('a killed gateway comes back without a click while helpers go on (story 3)', async () => {
    const before = await statusOf(app);
    const helper = await busy('beside a dead gateway');
    await gateway.kill();
    await waitFor(
      'the loss to be said',
      async () => (await statusOf(app)).gateway.phase === 'waiting',
    );
    await helperIn(app, helper.id, ['running']);
    await gateway.restart();
    // Ready is when the gateway admits a client that came at once: after a start its own handshake
    // takes up to two seconds beyond /readyz, which no client can shorten.
    const operator = await connectOperator(gateway.url, gateway.token);
    const readyAt = Date.now();
    operator.close();
    const after = await connected(app);
    expect((after.gateway.since ?? Infinity) - readyAt).toBeLessThan(1_000);
    expect(after.gateway.bootId).not.toBe(before.gateway.bootId);
    expect(after.gateway.reconnects).toBe(before.gateway.reconnects + 1);
    expect(await isRunning(pidOf(helper))).toBe(true);
    await stopAll([helper]);
  }, 180_000);

  it('quitting with five busy helpers leaves no process of ours (story 4)', async () => {
    const rows = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => busy(name)));
    await app.quit();
    await waitFor(
      'every process to be gone',
      async () => (await processesNaming(app.home)).length === 0,
      5_000,
    );
    for (const row of rows) expect(await isRunning(pidOf(row))).toBe(false);
  }, 90_000);

  it('killing the app with five busy helpers leaves no process of ours (story 4)', async () => {
    app = await startBeside(gateway);
    template = await addTemplate(app, provider, 'Slow', 'slow');
    const rows = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => busy(name)));
    process.kill(app.pid, 'SIGKILL');
    await waitFor(
      'every process to be gone',
      async () => (await processesNaming(app.home)).length === 0,
      5_000,
    );
    for (const row of rows) expect(await isRunning(pidOf(row))).toBe(false);
  }, 180_000);
});
