import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startProvider } from '../stand-ins/loopback-provider.ts';
import type { LoopbackProvider } from '../stand-ins/loopback-provider.ts';
import type { PanelApp } from '../support/panel-app.ts';
import { isRunning, processesNaming } from '../support/processes.ts';
import { waitFor } from '../support/wait-for.ts';
import { startRealGateway } from './support/real-gateway.ts';
import type { RealGateway } from './support/gateway-process.ts';
import { connectOperator } from './support/session-turn.ts';
import { linkOf } from './support/link-of.ts';
import {
  addTemplate,
  connected,
  helperIn,
  rowOf,
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
  /** What a failed helper says of the rest once that was measured. */
  const checked = ({ id }: HelperRow): Promise<NonNullable<HelperRow['blastRadius']>> =>
    waitFor(`the blast radius of ${id}`, async () => (await rowOf(app, id)).blastRadius);
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
    const before = await linkOf(app, gateway);
    const rows = [await busy('one'), await busy('two'), await busy('three')] as const;
    const [one, two, three] = rows;
    expect(new Set(rows.map(({ clientId }) => clientId)).size).toBe(3);
    process.kill(pidOf(two), 'SIGKILL');
    const dead = await helperIn(app, two.id, ['failed'], 5_000);

    expect(dead.failure?.kind).toBe('exited');
    expect(await checked(dead)).toEqual({ same: true, changed: [] });
    for (const { id, pid, clientId } of [one, three]) {
      expect(await helperIn(app, id, ['running'])).toMatchObject({ pid, clientId });
      expect(await isRunning(pid ?? NaN)).toBe(true);
    }
    expect(await linkOf(app, gateway)).toEqual(before);
    await stopAll(rows);
  }, 90_000);

  it('a killed shared client takes its own runs and nothing else, and the next run gets a new one (story 3)', async () => {
    const before = await linkOf(app, gateway);
    const alone = await busy('alone');
    const first = await busy('shared one', '--shared');
    const second = await busy('shared two', '--shared');
    expect(second).toMatchObject({ pid: first.pid, clientId: first.clientId });
    expect(alone.pid).not.toBe(first.pid);
    process.kill(pidOf(first), 'SIGKILL');
    const ends = await Promise.all(
      [first, second].map(({ id }) => helperIn(app, id, ['failed'], 5_000)),
    );

    expect(ends.map(({ failure }) => failure?.kind)).toEqual(['exited', 'exited']);
    const ended = (name: string): string => `the process of helper ${name} ended too`;
    expect(await checked(first)).toEqual({ same: false, changed: [ended('shared-two')] });
    expect(await checked(second)).toEqual({ same: false, changed: [ended('shared-one')] });
    expect(await helperIn(app, alone.id, ['running'])).toMatchObject({
      pid: alone.pid,
      clientId: alone.clientId,
    });
    expect(await isRunning(pidOf(alone))).toBe(true);
    const next = await busy('shared three', '--shared');
    expect(next.clientId).not.toBe(first.clientId);
    expect(await linkOf(app, gateway)).toEqual(before);
    await stopAll([alone, next]);
  }, 90_000);

  it('a frozen gateway is said to be stalled, and thaws with the same connection (story 3)', async () => {
    const before = await linkOf(app, gateway);
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
    await connected(app);
    expect(await linkOf(app, gateway)).toEqual(before);
    expect(await helperIn(app, helper.id, ['running'])).toMatchObject({ pid: helper.pid });
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
    expect(after.gateway.connId).not.toBe(before.gateway.connId);
    expect(await helperIn(app, helper.id, ['running'])).toMatchObject({ pid: helper.pid });
    expect(after.gateway.reconnects).toBe(before.gateway.reconnects + 1);
    expect(await isRunning(pidOf(helper))).toBe(true);
    await stopAll([helper]);
  }, 180_000);

  /** Waits until no process of the app is left, at most until 5 s after `since`. */
  const expectNothingLeft = async (since: number, rows: readonly HelperRow[]): Promise<void> => {
    const left = (): Promise<readonly number[]> => processesNaming(app.home);
    await waitFor('all to be gone', async () => (await left()).length === 0, 10_000);
    expect(Date.now() - since).toBeLessThan(5_000);
    for (const row of rows) expect(await isRunning(pidOf(row))).toBe(false);
  };

  it('quitting with five busy helpers leaves no process of ours (story 4)', async () => {
    const rows = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => busy(name)));
    expect((await processesNaming(app.home)).length).toBeGreaterThan(5);
    const askedAt = Date.now();
    await app.quit();
    await expectNothingLeft(askedAt, rows);
  }, 90_000);

  it('killing the app with five busy helpers leaves no process of ours (story 4)', async () => {
    app = await startBeside(gateway);
    template = await addTemplate(app, provider, 'Slow', 'slow');
    const rows = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => busy(name)));
    expect((await processesNaming(app.home)).length).toBeGreaterThan(5);
    const killedAt = Date.now();
    process.kill(app.pid, 'SIGKILL');
    await expectNothingLeft(killedAt, rows);
  }, 180_000);
});
