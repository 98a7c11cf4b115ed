import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { ScriptedGateway } from '../../stand-ins/scripted-gateway.ts';
import type { RefusalName } from '../../stand-ins/connect-refusals.ts';
import { eventually } from '../../support/eventually.ts';
import { LinkBench, noMoreAttempts, reaches, towards } from '../../support/link-under-test.ts';

const bench = new LinkBench();
let gateway: ScriptedGateway;

beforeEach(async () => {
  gateway = await bench.gateway();
});
afterEach(() => bench.close());

describe('a refusal waits for the person', () => {
  const table: readonly [RefusalName, Readonly<Record<string, unknown>>][] = [
    ['not-paired', { kind: 'pairing-required', requestId: '3f9c1e' }],
    ['bad-signature', { kind: 'misconfigured' }],
    ['protocol', { kind: 'incompatible', found: 'protocol 5', needed: 'protocol 4' }],
    ['rate-limited', { kind: 'rate-limited' }],
  ];
  test.each(table)('%s blocks, and no timer tries again', async (refusal, failure) => {
    gateway.refusal = refusal;
    const it = await bench.link(towards(gateway));
    await reaches(it, { phase: 'blocked', failure });
    await noMoreAttempts(gateway);
    expect(gateway.attempts.length).toBe(1);
  });

  test('one click is one attempt, and it connects once the cause is gone', async () => {
    gateway.refusal = 'not-paired';
    const it = await bench.link(towards(gateway));
    await reaches(it, { phase: 'blocked' });
    it.link.tryNow();
    await eventually(() => expect(gateway.attempts.length).toBe(2));
    await noMoreAttempts(gateway);
    gateway.refusal = null;
    it.link.tryNow();
    await reaches(it, { phase: 'connected' });
    expect(gateway.attempts.length).toBe(3);
  });

  test('a stale device token is forgotten and the shared token is shown once', async () => {
    const it = await bench.connected(gateway);
    await gateway.crash();
    gateway.forgetDevices();
    await gateway.start();
    await eventually(() => expect(it.link.view().reconnects).toBe(1));
    expect(gateway.attempts.map(({ proof }) => proof)).toEqual(['token', 'device-token', 'token']);
    expect(it.tokens.get(gateway.url)).toBeDefined();
  });
});
