import { readdir, rm, writeFile } from 'node:fs/promises';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { ScriptedGateway } from '../../stand-ins/scripted-gateway.ts';
import { eventually } from '../../support/eventually.ts';
import { nowhere, PanelBench, type PanelUnderTest } from './panel-under-test.ts';

const bench = new PanelBench();
let gateway: ScriptedGateway;

beforeEach(async () => {
  gateway = await bench.gateway();
});
afterEach(() => bench.close());

const reaches = (it: PanelUnderTest, state: Readonly<Record<string, unknown>>): Promise<void> =>
  eventually(() => expect(it.panel.state().gateway.state).toMatchObject(state));

describe('an address in the settings', () => {
  it('is tried as soon as it is set by its key', async () => {
    const it = await bench.panel();
    await reaches(it, { phase: 'waiting' });
    expect(await it.command('settings.set', { key: 'gatewayUrl', value: gateway.url })).toEqual({
      ok: true,
      value: null,
    });
    await reaches(it, { phase: 'blocked', failure: { kind: 'unauthorized', generation: 0 } });
    expect(gateway.attempts).toMatchObject([{ proof: 'none' }]);
    expect(it.panel.state().gateway).toMatchObject({ url: gateway.url, addressSource: 'settings' });
    await it.command('settings.set', { key: 'gatewayUrl', value: null });
    await eventually(() => expect(it.panel.state().gateway.url).toBe(nowhere));
  });

  it('and its token are tried together, once', async () => {
    const it = await bench.panel();
    await it.command('gateway.configure', { url: gateway.url, token: gateway.token });
    await reaches(it, { phase: 'connected' });
    expect(gateway.attempts).toMatchObject([{ proof: 'token', admitted: true }]);
    expect(JSON.stringify([it.file.stored, it.panel.state()])).not.toContain(gateway.token);
  });

  it('and its token work until the end when the disk is full, and that is said', async () => {
    const it = await bench.panel();
    it.file.full = true;
    await rm(it.deps.paths.vault, { recursive: true });
    await writeFile(it.deps.paths.vault, 'a file in its place');
    const reply = await it.command('gateway.configure', {
      url: gateway.url,
      token: gateway.token,
    });
    expect(reply).toMatchObject({ ok: false, failure: { kind: 'storage' } });
    await reaches(it, { phase: 'connected' });
    expect(gateway.attempts).toMatchObject([{ proof: 'token', admitted: true }]);
  });

  it('has the same token however the address is written', async () => {
    const it = await bench.panel();
    await it.command('gateway.configure', { url: `${gateway.url}/`, token: gateway.token });
    await reaches(it, { phase: 'connected' });
    const spelled = gateway.url.replace('ws:', 'WS:');
    await it.command('settings.set', { key: 'gatewayUrl', value: spelled });
    await it.command('gateway.retry', {});
    await it.command('gateway.disconnect', {});
    await reaches(it, { phase: 'stopped' });
    gateway.forgetDevices();
    await it.command('gateway.connect', {});
    await reaches(it, { phase: 'connected' });
    expect(gateway.attempts.at(-1)).toMatchObject({ proof: 'token', admitted: true });
  });

  it.each(['gateway.configure', 'settings.set'] as const)(
    'of a dashboard connects by %s with the token in it, which is shown nowhere',
    async (name) => {
      const it = await bench.panel();
      const url = `${gateway.url.replace('ws:', 'HTTP:')}/chat?session=main#token=${gateway.token}`;
      if (name === 'gateway.configure') await it.command(name, { url });
      else await it.command(name, { key: 'gatewayUrl', value: url });
      await reaches(it, { phase: 'connected' });
      expect(gateway.attempts).toMatchObject([{ proof: 'token', admitted: true }]);
      expect(it.file.stored).toMatchObject({ gatewayUrl: gateway.url });
      expect(JSON.stringify([it.file.stored, it.panel.state()])).not.toContain(gateway.token);
    },
  );

  it('says that a token could not be stored although the address was', async () => {
    const it = await bench.panel();
    await rm(it.deps.paths.vault, { recursive: true });
    await writeFile(it.deps.paths.vault, 'a file in its place');
    const reply = await it.command('gateway.configure', {
      url: gateway.url,
      token: gateway.token,
    });
    expect(reply).toMatchObject({
      ok: false,
      failure: { kind: 'storage', what: 'the gateway token' },
    });
    expect(it.file.stored).toMatchObject({ gatewayUrl: gateway.url });
  });

  it.each([
    [{ url: 'ftp://example.org', token: 'a-token-of-mine' }, 'ws:// or wss://'],
    [{ url: 'wss://token@example.org' }, 'may not have a user name'],
    [{ url: null, token: 'a-token-of-mine' }, 'say which'],
  ])('refuses %j and stores nothing of it', async (input, why) => {
    const it = await bench.panel();
    const isThere = (): void => expect(it.panel.state().gateway.url).toBe(nowhere);
    await eventually(isThere);
    const reply = await it.command('gateway.configure', input);
    expect(reply).toMatchObject({ ok: false, failure: { kind: 'invalid-input' } });
    expect(JSON.stringify(reply)).toContain(why);
    expect(it.file.stored).toBeUndefined();
    expect(await readdir(it.deps.paths.vault)).toEqual([]);
    isThere();
  });
});
