import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { ScriptedGateway } from '../../../electron/practice/gateway/scripted-gateway.ts';
import { nowhere, PanelBench, type PanelUnderTest } from './panel-under-test.ts';

const bench = new PanelBench();
let gateway: ScriptedGateway;

beforeEach(async () => {
  gateway = await bench.gateway();
});
afterEach(() => bench.close());

const reaches = (it: PanelUnderTest, state: Readonly<Record<string, unknown>>): Promise<void> =>
  vi.waitFor(() => expect(it.panel.state().gateway.state).toMatchObject(state), {
    timeout: 4_000,
    interval: 5,
  });

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
    await vi.waitFor(() => expect(it.panel.state().gateway.url).toBe(nowhere));
  });

  it('and its token are tried together, once', async () => {
    const it = await bench.panel();
    await it.command('gateway.configure', { url: gateway.url, token: gateway.token });
    await reaches(it, { phase: 'connected' });
    expect(gateway.attempts).toMatchObject([{ proof: 'token', admitted: true }]);
    expect(JSON.stringify([it.file.stored, it.panel.state()])).not.toContain(gateway.token);
  });
});
