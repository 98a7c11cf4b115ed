import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { ScriptedGateway } from '../../stand-ins/scripted-gateway.ts';
import { eventually } from '../../support/eventually.ts';
import { LinkBench, reaches, towards } from '../../support/link-under-test.ts';

const bench = new LinkBench();
let gateway: ScriptedGateway;

beforeEach(async () => {
  gateway = await bench.gateway();
});
afterEach(() => bench.close());

describe('what can pass by itself is waited for', () => {
  test('a killed gateway is unreachable and connected again when it is back', async () => {
    const it = await bench.connected(gateway);
    const before = it.link.view();
    await gateway.crash();
    await reaches(it, { phase: 'waiting', failure: { kind: 'unreachable' } });
    expect(it.views.map((view) => view.state)).toContainEqual(
      expect.objectContaining({
        phase: 'waiting',
        failure: expect.objectContaining({ reason: 'abnormal-close' }) as unknown,
      }),
    );
    await reaches(it, { failure: { reason: 'not-listening' } });
    await gateway.start();
    await reaches(it, { phase: 'connected', bootId: gateway.bootId });
    expect(it.link.view().reconnects).toBe(1);
    expect(it.link.view().bootId).not.toBe(before.bootId);
  });

  test('a restart and a stop are told apart by what the gateway announced', async () => {
    const it = await bench.connected(gateway);
    await gateway.stop(1500);
    await reaches(it, { phase: 'waiting', failure: { reason: 'restarting' } });
    const waiting = it.link.view().state;
    expect(waiting.phase === 'waiting' && waiting.retryAt - waiting.since).toBeGreaterThan(1400);
    await gateway.start();
    await reaches(it, { phase: 'connected' });
    await gateway.stop();
    await reaches(it, { phase: 'waiting', failure: { kind: 'unreachable' } });
    expect(it.views.map((view) => view.state)).toContainEqual(
      expect.objectContaining({
        failure: expect.objectContaining({ reason: 'stopped' }) as unknown,
      }),
    );
  });

  test('a gateway that is starting is left its time, then taken as soon as it is ready', async () => {
    gateway.refusal = 'starting';
    gateway.ready = false;
    const it = await bench.link(towards(gateway));
    await reaches(it, { phase: 'waiting', failure: { reason: 'starting' } });
    const waiting = it.link.view().state;
    expect(waiting.phase === 'waiting' && waiting.retryAt - waiting.since).toBeGreaterThan(450);
    expect(gateway.attempts.length).toBe(1);
    gateway.refusal = null;
    gateway.ready = true;
    await reaches(it, { phase: 'connected' });
    expect(gateway.attempts.length).toBe(2);
  });

  test('a listener that always says ready while it refuses is not hammered', async () => {
    gateway.refusal = 'starting';
    const it = await bench.link(towards(gateway));
    await eventually(() => expect(gateway.attempts.length).toBe(3));
    const [first, , third] = gateway.attempts;
    // Twice the half second that the gateway asked for, though /readyz was asked every 15 ms.
    expect((third?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(950);
    expect(it.link.view().state.phase).not.toBe('blocked');
  });

  test('"Retry now" ends the wait', async () => {
    gateway.refusal = 'starting';
    const it = await bench.link({
      ...towards(gateway),
      timings: { backoffCapLoopbackMs: 60_000, backoffFirstMs: 60_000 },
    });
    await reaches(it, { phase: 'waiting' });
    gateway.refusal = null;
    it.link.tryNow();
    await reaches(it, { phase: 'connected' });
    expect(gateway.attempts.at(-1)).toMatchObject({ admitted: true });
  });

  test('a handshake that nobody answers ends as a time-out', async () => {
    gateway.freeze();
    const it = await bench.link({ ...towards(gateway), timings: { handshakeMs: 400 } });
    await reaches(it, { phase: 'waiting', failure: { kind: 'unreachable', reason: 'timeout' } });
    gateway.thaw();
    await reaches(it, { phase: 'connected' });
    expect(it.link.view()).toMatchObject({ state: { phase: 'connected' }, reconnects: 0 });
  });
});

describe('a gateway that freezes', () => {
  test('is degraded while it lasts and keeps its connection when it comes back', async () => {
    const it = await bench.connected(gateway, { quietMs: 80 });
    const { connId } = it.link.view();
    gateway.freeze();
    await reaches(it, { phase: 'degraded', failure: { kind: 'stalled' }, connId });
    gateway.thaw();
    await reaches(it, { phase: 'connected', connId });
    expect(it.link.view().reconnects).toBe(0);
    expect(gateway.attempts.length).toBe(1);
  });

  test('is given up after three unanswered probes and connected anew afterwards', async () => {
    const it = await bench.connected(gateway, { quietMs: 80 });
    gateway.freeze();
    await reaches(it, { phase: 'degraded' });
    await reaches(it, { phase: 'waiting', failure: { kind: 'unreachable', reason: 'timeout' } });
    gateway.thaw();
    await reaches(it, { phase: 'connected' });
    expect(it.link.view().reconnects).toBe(1);
  });
});
