import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { ScriptedGateway } from '../../stand-ins/scripted-gateway.ts';
import { eventually } from '../../support/eventually.ts';
import { LinkBench, noMoreAttempts, reaches, towards } from '../../support/link-under-test.ts';

const bench = new LinkBench();
let gateway: ScriptedGateway;

beforeEach(async () => {
  gateway = await bench.gateway();
});
afterEach(() => bench.close());

describe('a link that is let in', () => {
  test('shows who it is connected to, and never the token', async () => {
    const it = await bench.connected(gateway);
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
    const it = await bench.connected(gateway);
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
    const it = await bench.connected(gateway);
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
    const it = await bench.connected(gateway);
    gateway.sendRaw(`{"type":"event","event":"tick","payload":"${'x'.repeat(26_300_000)}"}`);
    await eventually(() => expect(it.link.view().reconnects).toBe(1));
    await reaches(it, { phase: 'connected' });
    expect(it.phases()).not.toContain('blocked');
  });

  test('a device key that cannot be kept is said, and tried again', async () => {
    const folder = await bench.folder();
    const home = join(folder, 'home');
    await writeFile(home, 'a file in its place');
    const it = await bench.link({ ...towards(gateway), home });
    await reaches(it, { phase: 'waiting', failure: { kind: 'storage' } });
    await rm(home);
    await reaches(it, { phase: 'connected' });
    expect(await readdir(join(home, 'devices'))).toHaveLength(1);
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
    other.link.tryNow();
    await reaches(other, { phase: 'connected' });
    expect(other.link.view().tokenSource).toBe('settings');
    expect(it.link.view()).toMatchObject({ state: { phase: 'connected' }, reconnects: 0 });
  });
});

describe('what the person decides', () => {
  test('disconnect stays away until connect', async () => {
    const it = await bench.connected(gateway);
    it.link.disconnect();
    await reaches(it, { phase: 'stopped' });
    await noMoreAttempts(gateway);
    expect(gateway.connected).toBe(0);
    it.link.tryNow();
    await reaches(it, { phase: 'connected' });
  });

  test.each(['connected', 'connecting'])(
    'a change of mind while %s ends connected',
    async (when) => {
      if (when === 'connecting') gateway.freeze();
      const it = await bench.link({ ...towards(gateway), timings: { handshakeMs: 5_000 } });
      await reaches(it, { phase: when });
      it.link.disconnect();
      it.link.tryNow();
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
    await noMoreAttempts(gateway);
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
    const it = await bench.connected(gateway);
    await Promise.all([it.link.close(), it.link.close()]);
    await eventually(() => expect(gateway.connected).toBe(0));
  });

  test('close settles while the gateway is frozen', async () => {
    const it = await bench.connected(gateway);
    gateway.freeze();
    await it.link.close();
    expect(it.link.view().url).toBe(gateway.url);
  });
});
