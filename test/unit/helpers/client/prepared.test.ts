import { readdir } from 'node:fs/promises';
import path from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';

import { builtInTemplate, type Template } from '../../../../shared/settings.ts';
import { failure } from '../../../../shared/failure.ts';
import { FleetBench } from '../../../fakes/fleet-bench.ts';
import { phaseOf } from '../../../fakes/fleet-steps.ts';
import type { FleetUnderTest } from '../../../fakes/fleet-under-test.ts';
import { seen } from '../../../fakes/seen.ts';
import { eventually } from '../../../support/eventually.ts';

const { setUp, dispose } = new FleetBench();
afterEach(dispose);

const prepared = async (under: FleetUnderTest, template: Template = builtInTemplate) => {
  await under.fleet.prepare({ template, cwd: under.cwd });
  await seen(() => under.codex.clients.at(-1)?.prepared.length === 1);
};

const compartments = (under: FleetUnderTest): Promise<readonly string[]> =>
  readdir(path.join(under.home, 'compartments')).catch(() => []);

const nothingLeft = async (under: FleetUnderTest): Promise<void> => {
  await seen(() => under.codex.alive.length === 0);
  await eventually(async () => expect(await compartments(under)).toEqual([]));
};

describe('a client that was prepared', () => {
  it('is the one that the next helper runs on, with a thread for its folder', async () => {
    const under = await setUp();
    await prepared(under);
    const [client] = under.codex.clients;
    expect(client?.prepared).toMatchObject([
      { cwd: under.cwd, model: builtInTemplate.model, sandbox: builtInTemplate.sandbox },
    ]);
    const id = await under.spawn('first');
    await seen(() => under.codex.runs.length === 1);
    expect(under.codex.clients).toHaveLength(1);
    expect(under.view(id)).toMatchObject({ clientId: client?.id, isolated: true });
    await under.spawn('second');
    await seen(() => under.codex.runs.length === 2);
    expect(under.codex.clients).toHaveLength(2);
  });

  it('is no helper, takes no slot, holds no key, and nothing is sent by it', async () => {
    const under = await setUp({ limits: () => ({ alive: 1, starting: 0 }) });
    await prepared(under);
    expect(under.fleet.views()).toEqual([]);
    expect(under.fleet.aliveCount).toBe(0);
    expect(under.codex.clients[0]).toMatchObject({ logins: [], runs: [] });
    const id = await under.spawn('has the only slot');
    await seen(() => phaseOf(under, id) === 'running');
  });

  it('is ended after a minute, with its compartment', async () => {
    const under = await setUp();
    await prepared(under);
    await under.clock.advance(59_000);
    expect(under.codex.alive).toHaveLength(1);
    await under.clock.advance(2_000);
    await nothingLeft(under);
    await under.spawn('later');
    await seen(() => under.codex.runs.length === 1);
    expect(under.codex.clients).toHaveLength(2);
  });

  it('lives as its helper does once it is taken, also behind that minute', async () => {
    const under = await setUp();
    await prepared(under);
    const id = await under.spawn('long');
    await seen(() => under.codex.runs.length === 1);
    await under.clock.advance(70_000);
    expect(under.codex.alive).toHaveLength(1);
    await under.fleet.stop(id);
    await nothingLeft(under);
  });

  it('is one at most: asked for again it stays, for another template it gives way', async () => {
    const under = await setUp();
    await prepared(under);
    await under.fleet.prepare({ template: builtInTemplate, cwd: under.cwd });
    expect(under.codex.clients).toHaveLength(1);
    under.credentials.give('other', 'key-2');
    await prepared(under, { ...builtInTemplate, id: 'other', credential: 'other' });
    await seen(() => under.codex.alive.length === 1);
    expect(under.codex.alive[0]?.credential.id).toBe('other');
  });

  it('is ended when the app quits, also while it is being opened', async () => {
    const under = await setUp();
    await prepared(under);
    await under.fleet.close();
    await nothingLeft(under);
    const other = await setUp();
    other.codex.onStart = (signal) =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
    await other.fleet.prepare({ template: builtInTemplate, cwd: other.cwd });
    await seen(() => other.codex.starting === 1);
    await other.fleet.close();
    await nothingLeft(other);
    await other.fleet.prepare({ template: builtInTemplate, cwd: other.cwd });
    expect(other.codex.clients).toEqual([]);
  });

  it('is ended when its credential or its template changes, and stays for any other setting', async () => {
    const under = await setUp();
    await prepared(under);
    under.fleet.settingsChanged([builtInTemplate]);
    expect(under.codex.alive).toHaveLength(1);
    under.fleet.settingsChanged([{ ...builtInTemplate, model: 'another' }]);
    await nothingLeft(under);
    await prepared(under);
    under.credentials.give('openai', 'key-2');
    under.fleet.credentialChanged('openai');
    await nothingLeft(under);
  });

  it('is not made where a helper would not start now', async () => {
    const full = await setUp({ limits: () => ({ alive: 1, starting: 0 }) });
    await full.spawn('has the only slot');
    await seen(() => full.codex.runs.length === 1);
    await full.fleet.prepare({ template: builtInTemplate, cwd: full.cwd });
    expect(full.codex.clients).toHaveLength(1);
    const broken = failure({ kind: 'unexpected' }, 'no sandbox');
    const closed = await setUp({ sandboxFailure: () => Promise.resolve(broken) });
    await closed.fleet.prepare({ template: builtInTemplate, cwd: closed.cwd });
    await closed.fleet.prepare({ template: builtInTemplate, cwd: '/no/such/folder' });
    const nobody = await setUp();
    const template = { ...builtInTemplate, credential: 'nobody' };
    await nobody.fleet.prepare({ template, cwd: nobody.cwd });
    expect([...closed.codex.clients, ...nobody.codex.clients]).toEqual([]);
  });

  it('that died, or could not be started, costs the next helper nothing', async () => {
    const under = await setUp();
    await prepared(under);
    under.codex.clients[0]?.die(null, 'SIGKILL');
    await nothingLeft(under);
    under.codex.onStart = () => Promise.reject(new Error('no room'));
    await under.fleet.prepare({ template: builtInTemplate, cwd: under.cwd });
    await nothingLeft(under);
    under.codex.onStart = () => Promise.resolve();
    const id = await under.spawn('next');
    await seen(() => phaseOf(under, id) === 'running');
  });
});

it('a helper that is stopped while its prepared client is still being opened leaves none', async () => {
  const under = await setUp();
  under.codex.onStart = (signal) =>
    new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
  await under.fleet.prepare({ template: builtInTemplate, cwd: under.cwd });
  await seen(() => under.codex.starting === 1);
  const id = await under.spawn('stopped');
  await seen(() => phaseOf(under, id) === 'starting');
  await under.fleet.stop(id);
  under.fleet.settingsChanged([]);
  await nothingLeft(under);
  expect(under.codex.clients).toEqual([]);
});
