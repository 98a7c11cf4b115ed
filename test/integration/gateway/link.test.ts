import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import type { GatewayLinkDeps } from '../../../electron/gateway/gateway-link.ts';
import type { ScriptedGateway } from '../../../electron/practice/gateway/scripted-gateway.ts';
import type { RefusalName } from '../../../electron/practice/gateway/refusals.ts';
import { eventually } from '../../support/eventually.ts';
import { LinkBench, towards, type LinkUnderTest } from './link-under-test.ts';

const bench = new LinkBench();
let gateway: ScriptedGateway;

beforeEach(async () => {
  gateway = await bench.gateway();
});
afterEach(() => bench.close());

const state = ({ link }: LinkUnderTest) => link.view().state;

const reaches = (it: LinkUnderTest, expected: Readonly<Record<string, unknown>>): Promise<void> =>
  eventually(() => expect(state(it)).toMatchObject(expected));

const connected = async (timings: GatewayLinkDeps['timings'] = {}): Promise<LinkUnderTest> => {
  const it = await bench.link({ ...towards(gateway), timings });
  await reaches(it, { phase: 'connected' });
  return it;
};

/** Long enough for several attempts, had there been a timer. */
const noMoreAttempts = async (): Promise<void> => {
  const before = gateway.attempts.length;
  const watched = vi.waitFor(() => expect(gateway.attempts.length).toBeGreaterThan(before), {
    timeout: 250,
    interval: 10,
  });
  await expect(watched).rejects.toThrow();
};

describe('a link that is let in', () => {
  test('shows who it is connected to, and never the token', async () => {
    const it = await connected();
    expect(it.link.view()).toMatchObject({
      url: gateway.url,
      addressSource: 'settings',
      tokenSource: 'settings',
      version: 'practice',
      bootId: gateway.bootId,
      scopes: ['operator.read', 'operator.write'],
      reconnects: 0,
    });
    expect(it.phases()).toEqual(['idle', 'connecting', 'handshaking', 'connected']);
    expect(JSON.stringify(it.views)).not.toContain(gateway.token);
    expect([...it.secrets]).toContain(gateway.token);
  });

  test('keeps its device key in a private file of its own and shows the device token next time', async () => {
    const it = await connected();
    const [name] = await readdir(join(it.home, 'devices'));
    expect((await stat(join(it.home, 'devices', name ?? ''))).mode & 0o777).toBe(0o600);
    expect((await stat(join(it.home, 'devices'))).mode & 0o777).toBe(0o700);
    await gateway.crash();
    await gateway.start();
    await eventually(() => expect(it.link.view().tokenSource).toBe('device'));
    expect(gateway.attempts.at(-1)).toMatchObject({ proof: 'device-token', admitted: true });
  });

  test('says that a right is missing while it stays connected', async () => {
    gateway.grantOnly = ['operator.read'];
    const it = await bench.link(towards(gateway));
    await reaches(it, {
      phase: 'degraded',
      failure: { kind: 'missing-scope', scope: 'operator.write' },
    });
    await eventually(() => expect(it.link.sessions().length).toBe(5));
  });

  test('survives events named error and __proto__, malformed text and unknown frames', async () => {
    const it = await connected();
    const { connId } = it.link.view();
    gateway.emit('error', { message: 'boom' });
    gateway.emit('__proto__', { polluted: true });
    gateway.emit('sessions.changed', { session: { key: 7 } });
    gateway.emit('sessions.changed', null);
    gateway.sendRaw('{"type":');
    gateway.sendRaw('[]');
    gateway.sendRaw('{"type":"res","id":"nobody","ok":true}');
    gateway.book.change('agent:main:main', { label: 'renamed' });
    await eventually(() => expect(it.link.sessions()[0]?.label).toBe('renamed'));
    expect(it.link.view().connId).toBe(connId);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('what goes wrong around it', () => {
  test('a frame larger than the protocol allows costs the connection and nothing else', async () => {
    const it = await connected();
    gateway.sendRaw(`{"type":"event","event":"tick","payload":"${'x'.repeat(26_300_000)}"}`);
    await eventually(() => expect(it.link.view().reconnects).toBe(1));
    await reaches(it, { phase: 'connected' });
  });

  test('a device key that cannot be kept is said, and tried again', async () => {
    const folder = await bench.folder();
    const home = join(folder, 'home');
    await writeFile(home, 'a file in its place');
    const it = await bench.link({ ...towards(gateway), home });
    await reaches(it, { phase: 'waiting', failure: { kind: 'storage' } });
    await rm(home);
    await reaches(it, { phase: 'connected' });
  });

  test('a vault that fails does not cost the connection', async () => {
    const fail = (): Promise<never> => Promise.reject(new Error('ENOSPC'));
    const it = await bench.link({
      ...towards(gateway),
      tokens: { read: () => Promise.resolve(null), write: fail, clear: fail },
    });
    await reaches(it, { phase: 'connected' });
    let shut = true;
    const other = await bench.link({
      ...towards(gateway),
      settingsToken: () => (shut ? fail() : Promise.resolve(gateway.token)),
    });
    const what = 'the gateway token of the settings cannot be read';
    await reaches(other, { phase: 'blocked', failure: { kind: 'misconfigured', what } });
    shut = false;
    other.link.retry();
    await reaches(other, { phase: 'connected' });
  });
});

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
    await noMoreAttempts();
    expect(gateway.attempts.length).toBe(1);
  });

  test('one click is one attempt, and it connects once the cause is gone', async () => {
    gateway.refusal = 'not-paired';
    const it = await bench.link(towards(gateway));
    await reaches(it, { phase: 'blocked' });
    it.link.retry();
    await eventually(() => expect(gateway.attempts.length).toBe(2));
    await noMoreAttempts();
    gateway.refusal = null;
    it.link.retry();
    await reaches(it, { phase: 'connected' });
    expect(gateway.attempts.length).toBe(3);
  });

  test('a wrong token blocks as unauthorized until the settings name another', async () => {
    let token = 'wrong';
    const it = await bench.link({
      settingsUrl: () => gateway.url,
      settingsToken: () => Promise.resolve(token),
    });
    await reaches(it, { phase: 'blocked', failure: { kind: 'unauthorized', generation: 1 } });
    await noMoreAttempts();
    token = gateway.token;
    it.link.reconfigured();
    await reaches(it, { phase: 'connected' });
    expect(gateway.attempts.length).toBe(2);
  });

  test('a stale device token is forgotten and the shared token is shown once', async () => {
    const it = await connected();
    await gateway.crash();
    gateway.forgetDevices();
    await gateway.start();
    await eventually(() => expect(it.link.view().reconnects).toBe(1));
    expect(gateway.attempts.map(({ proof }) => proof)).toEqual(['token', 'device-token', 'token']);
    expect(it.tokens.get(gateway.url)).toBeDefined();
  });

  test('a stale device token without a shared one blocks and is not kept', async () => {
    const it = await bench.link({ settingsUrl: () => gateway.url });
    await reaches(it, { phase: 'blocked', failure: { kind: 'unauthorized', generation: 0 } });
    it.tokens.set(gateway.url, 'stale');
    it.link.retry();
    await reaches(it, { phase: 'blocked', failure: { kind: 'unauthorized', generation: 1 } });
    expect(it.tokens.size).toBe(0);
  });
});

describe('what can pass by itself is waited for', () => {
  test('a killed gateway is unreachable and connected again when it is back', async () => {
    const it = await connected();
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
    const it = await connected();
    await gateway.stop(1500);
    await reaches(it, { phase: 'waiting', failure: { reason: 'restarting' } });
    const waiting = state(it);
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
    const waiting = state(it);
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
    expect(state(it).phase).not.toBe('blocked');
  });

  test('"Retry now" ends the wait', async () => {
    gateway.refusal = 'starting';
    const it = await bench.link({
      ...towards(gateway),
      timings: { backoffCapLoopbackMs: 60_000, backoffFirstMs: 60_000 },
    });
    await reaches(it, { phase: 'waiting' });
    gateway.refusal = null;
    it.link.retry();
    await reaches(it, { phase: 'connected' });
  });

  test('a handshake that nobody answers ends as a time-out', async () => {
    gateway.freeze();
    const it = await bench.link({ ...towards(gateway), timings: { handshakeMs: 400 } });
    await reaches(it, { phase: 'waiting', failure: { kind: 'unreachable', reason: 'timeout' } });
    gateway.thaw();
    await reaches(it, { phase: 'connected' });
  });
});

describe('a gateway that freezes', () => {
  test('is degraded while it lasts and keeps its connection when it comes back', async () => {
    const it = await connected({ quietMs: 80 });
    const { connId } = it.link.view();
    gateway.freeze();
    await reaches(it, { phase: 'degraded', failure: { kind: 'stalled' }, connId });
    gateway.thaw();
    await reaches(it, { phase: 'connected', connId });
    expect(it.link.view().reconnects).toBe(0);
    expect(gateway.attempts.length).toBe(1);
  });

  test('is given up after three unanswered probes and connected anew afterwards', async () => {
    const it = await connected({ quietMs: 80 });
    gateway.freeze();
    await reaches(it, { phase: 'degraded' });
    await reaches(it, { phase: 'waiting', failure: { kind: 'unreachable', reason: 'timeout' } });
    gateway.thaw();
    await reaches(it, { phase: 'connected' });
    expect(it.link.view().reconnects).toBe(1);
  });
});

describe('what the person decides', () => {
  test('disconnect stays away until connect', async () => {
    const it = await connected();
    it.link.disconnect();
    await reaches(it, { phase: 'stopped' });
    await noMoreAttempts();
    expect(gateway.connected).toBe(0);
    it.link.connect();
    await reaches(it, { phase: 'connected' });
  });

  test.each(['connected', 'connecting'])(
    'a change of mind while %s ends connected',
    async (when) => {
      if (when === 'connecting') gateway.freeze();
      const it = await bench.link({ ...towards(gateway), timings: { handshakeMs: 5_000 } });
      await reaches(it, { phase: when });
      it.link.disconnect();
      it.link.connect();
      gateway.thaw();
      await eventually(() => expect(gateway.attempts.length).toBe(when === 'connected' ? 2 : 1));
      await reaches(it, { phase: 'connected' });
      expect(it.phases()).not.toContain('stopped');
    },
  );

  test('settings that lead to the same gateway keep the connection, others move it', async () => {
    const other = await bench.gateway();
    let target = gateway;
    const it = await bench.link({
      settingsUrl: () => target.url,
      settingsToken: () => Promise.resolve(target.token),
    });
    await reaches(it, { phase: 'connected' });
    await eventually(() => expect(it.link.sessions().length).toBe(5));
    const { connId } = it.link.view();
    it.link.reconfigured();
    await noMoreAttempts();
    expect(it.link.view().connId).toBe(connId);
    target = other;
    it.link.reconfigured();
    await reaches(it, { phase: 'connected', bootId: other.bootId });
    expect(it.link.view().url).toBe(other.url);
    expect(gateway.connected).toBe(0);
    expect(it.changes).toContainEqual(expect.objectContaining({ reset: true, rows: [] }));
    expect(it.link.view().reconnects).toBe(0);
  });

  test('close settles, twice, with no socket left', async () => {
    const it = await connected();
    await Promise.all([it.link.close(), it.link.close()]);
    await eventually(() => expect(gateway.connected).toBe(0));
  });

  test('close settles while the gateway is frozen', async () => {
    const it = await connected();
    gateway.freeze();
    await it.link.close();
    expect(it.link.view().url).toBe(gateway.url);
  });
});
