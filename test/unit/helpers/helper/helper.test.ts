import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';

import { FleetBench } from '../../../fakes/fleet-bench.ts';
import { failureOf, gone, lines, phaseOf, reaches, running } from '../../../fakes/fleet-steps.ts';
import { seen } from '../../../fakes/seen.ts';

const { setUp, dispose } = new FleetBench();
afterEach(dispose);

describe('a helper', () => {
  it('goes from queued to completed, and leaves its text and nothing else behind', async () => {
    const under = await setUp();
    const phases: string[] = [];
    const id = await under.spawn('Review the API of this repo');
    await reaches(under, id, 'running');
    phases.push(phaseOf(under, id));
    expect(under.view(id)).toMatchObject({
      name: 'review-the-api',
      pid: 5_000_001,
      clientId: 'client-1',
      isolated: true,
      credentialGeneration: 1,
      promptsSent: 1,
    });
    expect(under.codex.clients[0]?.logins).toEqual([{ secret: 'key-1', generation: 1 }]);
    expect(await readdir(path.join(under.home, 'compartments'))).toHaveLength(1);
    under.codex.run(0).begin().write('Hello ').write('world').complete();
    await seen(() => phaseOf(under, id) === 'completed' && under.view(id).pid === null);
    expect(under.fleet.output(id, 0)).toEqual({
      ok: true,
      value: { chunk: { helperId: id, from: 0, text: 'Hello world' }, length: 11 },
    });
    expect(under.chunks.map(({ text }) => text).join('')).toBe('Hello world');
    expect(under.codex.alive).toHaveLength(0);
    expect(await readdir(path.join(under.home, 'compartments'))).toEqual([]);
    expect(under.credentials.successes).toEqual(['openai 1 review-the-api']);
    expect(lines(under.view(id))).toContain(
      'Compartment made; codex app-server started (pid 5000001)',
    );
  });

  it('never puts a secret into its environment or plan', async () => {
    const under = await setUp({ env: { PATH: '/usr/bin', OPENAI_API_KEY: 'key-1' } });
    await running(under, 'go');
    const plan = under.codex.clients[0]?.plan;
    expect(JSON.stringify(plan)).not.toContain('key-1');
    expect(plan?.unreadable).toEqual(expect.arrayContaining([under.home]));
  });

  it('is parked by a 401 with prompt and process kept, and nothing else moves', async () => {
    const under = await setUp();
    const id = await running(under, 'go');
    const other = await running(under, 'other');
    under.codex.run(0).begin().refuse(under.clock.now());
    await reaches(under, id, 'waiting-for-sign-in');
    const parked = under.view(id);
    expect(failureOf(parked)).toMatchObject({
      kind: 'unauthorized',
      credentialId: 'openai',
      generation: 1,
    });
    expect(parked.refusedAt).toBe(under.clock.now());
    expect(parked.failedAt).toBe(under.clock.now());
    expect(parked.pid).toBe(5_000_001);
    expect(parked.state).toMatchObject({ processUntil: under.clock.now() + 600_000 });
    expect(under.credentials.refusals).toEqual(['openai 1 go']);
    await under.clock.advance(2_500);
    expect(under.view(id).blastRadius).toMatchObject({ same: true, changed: [] });
    expect(lines(under.view(id))).toContain('Checked: nothing else moved');
    expect(phaseOf(under, other)).toBe('running');
  });

  it('keeps no process, and with it no file, in which codex wrote the key that a refusal repeats', async () => {
    const under = await setUp();
    const id = await running(under, 'go');
    under.codex.run(0).begin().refuse(under.clock.now(), true);
    await reaches(under, id, 'waiting-for-sign-in');
    expect(under.view(id).failedAt).toBe(under.clock.now());
    expect(under.view(id).state).toMatchObject({ processUntil: null });
    await gone(under, id);
    expect(under.codex.alive).toEqual([]);
    expect(await readdir(path.join(under.home, 'compartments'))).toEqual([]);
    under.credentials.give('openai', 'key-2');
    under.fleet.credentialChanged('openai');
    await reaches(under, id, 'running');
    under.codex.run(1).begin().write('done').complete();
    await reaches(under, id, 'completed');
  });

  it('lets others finish on a shared client whose files hold the key, and hands it to nobody', async () => {
    const under = await setUp();
    const first = await running(under, 'one', { isolated: false });
    const second = await running(under, 'two', { isolated: false });
    under.codex.run(0).begin().refuse(under.clock.now(), true);
    await reaches(under, first, 'waiting-for-sign-in');
    await gone(under, first);
    expect(under.codex.alive).toHaveLength(1);
    under.codex.run(1).begin().write('ok').complete();
    await reaches(under, second, 'completed');
    await seen(() => under.codex.alive.length === 0);
    expect(phaseOf(under, first)).toBe('waiting-for-sign-in');
    expect(under.codex.clients.map(({ runs }) => runs.length)).toEqual([2]);
  });

  it('goes on in the same process with a new key, each prompt once', async () => {
    const under = await setUp();
    const id = await running(under, 'go');
    under.codex.run(0).begin().refuse(under.clock.now());
    await reaches(under, id, 'waiting-for-sign-in');
    under.credentials.give('openai', 'key-2');
    under.fleet.credentialChanged('openai');
    under.fleet.credentialChanged('openai');
    await reaches(under, id, 'running');
    expect(under.codex.clients).toHaveLength(1);
    expect(under.codex.runs).toHaveLength(2);
    expect(under.codex.run(1).request.forkBefore).toEqual(under.codex.run(0).at);
    expect(under.codex.clients[0]?.logins.at(-1)).toEqual({ secret: 'key-2', generation: 2 });
    expect(under.view(id).credentialGeneration).toBe(2);
    expect(lines(under.view(id))).toContain('New sign-in handed to the same process');
    under.codex.run(1).begin().write('done').complete();
    await reaches(under, id, 'completed');
    expect(under.view(id).promptsSent).toBe(2);
  });

  it('parks again when the fresh key is refused, and never loops', async () => {
    const under = await setUp();
    const id = await running(under, 'go');
    under.codex.onRun = (run) => run.begin().refuse(under.clock.now());
    under.codex.run(0).begin().refuse(under.clock.now());
    await reaches(under, id, 'waiting-for-sign-in');
    under.credentials.give('openai', 'key-2');
    under.fleet.credentialChanged('openai');
    await seen(() => under.credentials.refusals.length === 2);
    await reaches(under, id, 'waiting-for-sign-in');
    await under.clock.advance(700_000);
    under.fleet.credentialChanged('openai');
    await under.clock.advance(1_000);
    expect(under.codex.runs).toHaveLength(2);
    expect(failureOf(under.view(id))).toMatchObject({ generation: 2 });
  });

  it('lets its process go after ten minutes, and then goes on in a new one', async () => {
    const under = await setUp();
    const id = await running(under, 'go');
    under.codex.run(0).begin().refuse(under.clock.now());
    await reaches(under, id, 'waiting-for-sign-in');
    await under.clock.advance(599_000);
    expect(under.codex.alive).toHaveLength(1);
    // A click meanwhile does not make it stay for ever.
    expect(await under.fleet.retry(id)).toMatchObject({ ok: true });
    await under.clock.advance(2_000);
    await seen(() => under.codex.alive.length === 0);
    await seen(() => under.view(id).pid === null);
    expect(under.view(id).state).toMatchObject({ processUntil: null });
    under.credentials.give('openai', 'key-2');
    under.fleet.credentialChanged('openai');
    await reaches(under, id, 'running');
    expect(under.codex.clients).toHaveLength(2);
    expect(under.codex.run(1).request).toMatchObject({ prompt: 'go', forkBefore: null });
  });

  it('asks before it starts over a turn that had run tools', async () => {
    const under = await setUp();
    const id = await running(under, 'go');
    const item = { id: 'i', type: 'command', title: 'make', status: 'completed' } as const;
    under.codex
      .run(0)
      .begin()
      .say({ kind: 'item-started', item }, { kind: 'item-completed', item })
      .refuse(under.clock.now());
    await reaches(under, id, 'waiting-for-sign-in');
    under.credentials.give('openai', 'key-2');
    under.fleet.credentialChanged('openai');
    await under.clock.advance(10_000);
    expect(phaseOf(under, id)).toBe('waiting-for-sign-in');
    expect(under.view(id)).toMatchObject({ toolsRun: 1 });
    await under.fleet.retry(id);
    await reaches(under, id, 'running');
  });

  it('sends nothing while no key is set, and starts when one is', async () => {
    const under = await setUp();
    const id = await under.spawn('go', { credential: 'work' });
    await reaches(under, id, 'waiting-for-sign-in');
    expect(failureOf(under.view(id))).toMatchObject({ generation: 0, credentialId: 'work' });
    expect(under.codex.clients).toHaveLength(0);
    expect(under.view(id)).toMatchObject({ promptsSent: 0, refusedAt: null, pid: null });
    under.credentials.give('work', 'w');
    under.fleet.credentialChanged('work');
    await reaches(under, id, 'running');
  });

  it('waits at once on a key that was refused, and sends nothing with it', async () => {
    const under = await setUp();
    under.credentials.refused('openai', 1, 'someone');
    const id = await under.spawn('go');
    await reaches(under, id, 'waiting-for-sign-in');
    await under.fleet.retry(id);
    await seen(() => lines(under.view(id)).includes('Nothing sent'));
    expect(under.codex.clients).toHaveLength(0);
  });

  it('joins a shared client, whose run refused with 401 leaves it in place', async () => {
    const under = await setUp();
    const first = await running(under, 'one', { isolated: false });
    const second = await running(under, 'two', { isolated: false });
    expect(under.view(first).clientId).toBe(under.view(second).clientId);
    expect(under.view(first).isolated).toBe(false);
    under.codex.run(0).begin().refuse(under.clock.now());
    await reaches(under, first, 'waiting-for-sign-in');
    await under.fleet.stop(first);
    under.credentials.give('openai', 'key-2');
    const third = await running(under, 'three', { isolated: false });
    expect(under.codex.clients).toHaveLength(1);
    expect(under.view(third).clientId).toBe(under.view(second).clientId);
    expect(under.codex.run(1).interrupts).toBe(0);
    under.codex.run(1).begin().write('ok').complete();
    await reaches(under, second, 'completed');
  });

  it('isolates what a session spawned, even when a shared client was asked for', async () => {
    const under = await setUp();
    const shared = await running(under, 'one', { isolated: false });
    const own = await running(under, 'two', { isolated: false, spawnedBy: 'agent:main:main' });
    expect(under.view(own)).toMatchObject({ isolated: true, spawnedBy: 'agent:main:main' });
    expect(under.view(own).clientId).not.toBe(under.view(shared).clientId);
  });

  it('says that others fell with the shared client when it is killed', async () => {
    const under = await setUp();
    const first = await running(under, 'one', { isolated: false });
    const second = await running(under, 'two', { isolated: false });
    const apart = await running(under, 'three');
    under.codex.run(0).begin();
    under.codex.clients[0]?.die(null, 'SIGKILL');
    await reaches(under, first, 'failed');
    await reaches(under, second, 'failed');
    await Promise.all([gone(under, first), gone(under, second)]);
    expect(failureOf(under.view(first))).toMatchObject({ kind: 'exited', signal: 'SIGKILL' });
    await under.clock.advance(2_500);
    expect(under.view(first).blastRadius).toMatchObject({ same: false });
    expect(under.view(first).blastRadius?.changed).toEqual(['the process of helper two ended too']);
    expect(phaseOf(under, apart)).toBe('running');
    const next = await running(under, 'four', { isolated: false });
    expect(under.view(next).clientId).toBe('client-3');
  });
});
