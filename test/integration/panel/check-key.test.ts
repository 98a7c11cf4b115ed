import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach, describe, expect, it, vi } from 'vitest';

import type { CredentialView } from '../../../shared/credential.ts';
import { builtInTemplate } from '../../../shared/settings.ts';
import { PanelBench, type PanelUnderTest } from './panel-under-test.ts';

const bench = new PanelBench();
afterEach(() => bench.close());

/** A provider that takes these keys, and whoever asked it with which. */
const provider = async (...taken: readonly string[]) => {
  const keys = new Set(taken);
  const asked: string[] = [];
  const server = createServer(({ headers }, response) => {
    const key = (headers.authorization ?? '').replace('Bearer ', '');
    if (key !== '') asked.push(key);
    response.writeHead(keys.has(key) ? 200 : 401).end('{"data":[]}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  bench.later(() => new Promise((resolve) => server.close(() => resolve())));
  const { port } = server.address() as AddressInfo;
  return { keys, asked, baseUrl: `http://127.0.0.1:${port}/v1` };
};

const panel = async (baseUrl: string): Promise<PanelUnderTest> => {
  const it = await bench.panel();
  const template = {
    ...builtInTemplate,
    id: 'mine',
    name: 'Mine',
    credential: 'mine',
    provider: { name: 'Acme', baseUrl, wireApi: 'responses' as const },
  };
  await it.command('templates.save', { template });
  await it.command('credentials.set', { id: 'mine', secret: 'key-1' });
  return it;
};

const row = ({ panel: { state } }: PanelUnderTest): CredentialView | undefined =>
  state().credentials.find(({ id }) => id === 'mine');

const spawn = async (it: PanelUnderTest): Promise<string> => {
  const reply = await it.command('helpers.spawn', { templateId: 'mine', prompt: 'go' });
  if (!reply.ok) throw new Error('not accepted');
  return reply.value.id;
};

const phaseOf = ({ panel: { state } }: PanelUnderTest, id: string) =>
  state().helpers.find((one) => one.id === id)?.state.phase;

const until = (holds: () => void): Promise<void> =>
  vi.waitFor(holds, { timeout: 5_000, interval: 5 });

describe('credentials.check of a key', () => {
  it('is offered once there is a key, and tells whether it works', async () => {
    const { baseUrl, asked } = await provider('key-1');
    const it = await panel(baseUrl);
    expect(row(it)).toMatchObject({ state: { phase: 'not-checked' } });
    expect(row(it)?.acts).toContain('check');
    expect(await it.command('credentials.check', { id: 'mine' })).toEqual({
      ok: true,
      value: null,
    });
    expect(row(it)).toMatchObject({ state: { phase: 'good' }, lastWorkedBy: 'a check' });
    expect(asked).toEqual(['key-1']);
    await it.command('credentials.remove', { id: 'mine' });
    expect(row(it)?.acts).not.toContain('check');
  });

  it('that is refused lets nothing leave with it, and one that works lets go on who waits', async () => {
    const { baseUrl, keys, asked } = await provider();
    const it = await panel(baseUrl);
    expect(await it.command('credentials.check', { id: 'mine' })).toMatchObject({
      failure: { kind: 'unauthorized', generation: 1 },
    });
    expect(row(it)).toMatchObject({
      state: { phase: 'needs-sign-in' },
      lastRefusedBy: 'a check',
      lastRefusedCode: 'HTTP 401',
    });
    const id = await spawn(it);
    await until(() => expect(phaseOf(it, id)).toBe('waiting-for-sign-in'));
    expect(it.codex.runs).toHaveLength(0);
    keys.add('key-1');
    expect(await it.command('credentials.check', { id: 'mine' })).toMatchObject({ ok: true });
    await until(() => expect(it.codex.runs).toHaveLength(1));
    expect(asked).toEqual(['key-1', 'key-1']);
    it.codex.run(0).begin().write('words').complete();
    await until(() => expect(phaseOf(it, id)).toBe('completed'));
    expect(row(it)).toMatchObject({ state: { phase: 'good' }, generation: 1 });
  });

  it('is made of a refused key that is given once more, before anything leaves with it', async () => {
    const { baseUrl, keys, asked } = await provider();
    const it = await panel(baseUrl);
    await it.command('credentials.check', { id: 'mine' });
    const id = await spawn(it);
    await until(() => expect(phaseOf(it, id)).toBe('waiting-for-sign-in'));
    const again = { id: 'mine', secret: 'key-1' };
    expect(await it.command('credentials.set', again)).toMatchObject({
      failure: { kind: 'unauthorized', generation: 1 },
    });
    expect(row(it)).toMatchObject({ generation: 1, state: { phase: 'needs-sign-in' } });
    expect(it.codex.runs).toHaveLength(0);
    keys.add('key-1');
    expect(await it.command('credentials.set', again)).toEqual({ ok: true, value: null });
    await until(() => expect(it.codex.runs).toHaveLength(1));
    expect(row(it)).toMatchObject({ generation: 1, state: { phase: 'good' } });
    expect(asked).toEqual(['key-1', 'key-1', 'key-1']);
  });
});
