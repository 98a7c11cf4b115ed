import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';

import { defaultSettings } from '../../../shared/settings.ts';
import { isEnded } from '../../../shared/state.ts';
import { FleetBench } from '../../fakes/fleet-bench.ts';
import { failureOf, phaseOf, reaches, running } from '../../fakes/fleet-steps.ts';
import { seen } from '../../fakes/seen.ts';

const { setUp, dispose } = new FleetBench();
afterEach(dispose);

it('a shared client with limits that have changed meanwhile is not used again', async () => {
  let { appetite } = defaultSettings;
  const under = await setUp({ appetite: () => appetite });
  const clientOf = async (): Promise<unknown> => {
    const id = await under.spawn('job', { isolated: false });
    await seen(
      () => under.codex.runs.at(-1)?.request.prompt === 'job' && under.view(id).clientId !== null,
    );
    const { clientId } = under.view(id);
    under.codex.runs.at(-1)?.complete();
    await reaches(under, id, 'completed');
    return clientId;
  };
  const first = await clientOf();
  expect(await clientOf()).toBe(first);
  appetite = { ...appetite, memoryMb: 3_000 };
  const second = await clientOf();
  expect(second).not.toBe(first);
  expect(await clientOf()).toBe(second);
});

describe('twenty helpers', () => {
  it('start four at a time, ten are refused, and the other ten never notice', async () => {
    const under = await setUp();
    under.credentials.give('dead', 'bad');
    const ids: string[] = [];
    for (let n = 0; n < 20; n += 1) {
      ids.push(await under.spawn(`job ${n}`, { credential: n % 2 === 0 ? 'openai' : 'dead' }));
    }
    const isDead = (id: string): boolean => under.view(id).credentialId === 'dead';
    under.codex.onRun = (run) => {
      if (run.client.credential.id === 'dead') run.begin().refuse(under.clock.now());
    };
    for (const run of under.codex.runs) under.codex.onRun(run);
    await seen(() => ids.filter((id) => phaseOf(under, id) === 'running').length === 10);
    await seen(() =>
      ids.filter(isDead).every((id) => phaseOf(under, id) === 'waiting-for-sign-in'),
    );
    expect(under.codex.mostStarting).toBeLessThanOrEqual(4);
    for (const run of under.codex.runs) {
      if (run.client.credential.id === 'openai') run.begin().write(run.request.prompt);
    }
    await under.clock.advance(3_000);
    const refused = ids.map(under.view).filter(({ refusedAt }) => refusedAt !== null);
    expect(refused.length).toBeGreaterThan(0);
    for (const view of refused) expect(view.blastRadius).toMatchObject({ same: true });
    for (const run of under.codex.runs) run.complete();
    await seen(() => ids.filter((id) => phaseOf(under, id) === 'completed').length === 10);
    for (const id of ids.filter((one) => !isDead(one))) {
      expect(under.fleet.output(id, 0)).toMatchObject({
        value: { chunk: { text: under.view(id).prompt } },
      });
    }
    expect(ids.every((id) => isEnded(under.view(id).state) || isDead(id))).toBe(true);
  });

  it('wait seconds, not a minute, behind eight that hang while starting', async () => {
    const under = await setUp();
    let starts = 0;
    under.codex.onStart = (signal) => {
      starts += 1;
      return starts > 8
        ? Promise.resolve()
        : new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
    };
    const hanging: string[] = [];
    for (let n = 0; n < 8; n += 1) hanging.push(await under.spawn(`hangs ${n}`));
    const good = await under.spawn('good');
    await seen(() => starts === 4);
    await under.clock.advance(10_000);
    await seen(() => starts === 8);
    expect(phaseOf(under, good)).toBe('queued');
    await under.clock.advance(10_000);
    await reaches(under, good, 'running');
    under.codex.run(0).begin().write('done').complete();
    await reaches(under, good, 'completed');
    expect(hanging.map((id) => phaseOf(under, id))).toEqual(Array(8).fill('starting'));
    // Each is still watched by itself, and named.
    await under.clock.advance(120_000);
    await seen(() => hanging.every((id) => phaseOf(under, id) === 'failed'));
    expect(hanging.map((id) => failureOf(under.view(id))?.kind)).toEqual(Array(8).fill('stalled'));
  });

  it('parked ones do not count towards the limit', async () => {
    const under = await setUp({ limits: () => ({ alive: 1, starting: 1 }) });
    const first = await running(under, 'one');
    const second = await under.spawn('two');
    expect(phaseOf(under, second)).toBe('queued');
    under.codex.run(0).begin().refuse(under.clock.now());
    await reaches(under, first, 'waiting-for-sign-in');
    // The breaker of that key is open, so the next in line waits for the sign-in as well.
    await reaches(under, second, 'waiting-for-sign-in');
    const third = await under.spawn('three', { credential: 'other' });
    under.credentials.give('other', 'o');
    under.fleet.credentialChanged('other');
    await reaches(under, third, 'running');
  });
});

describe('the end of the app', () => {
  it('closes five busy helpers and a parked one, and waits until all are gone', async () => {
    const under = await setUp();
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      ids.push(await running(under, `job ${n}`, { isolated: n !== 4 }));
      under.codex.run(n).begin().answersInterrupt = false;
    }
    const parked = await running(under, 'parked');
    under.codex.run(5).begin().refuse(under.clock.now());
    await reaches(under, parked, 'waiting-for-sign-in');
    await Promise.all([under.fleet.close(), under.fleet.close()]);
    expect(under.codex.alive).toHaveLength(0);
    expect(await readdir(path.join(under.home, 'compartments'))).toEqual([]);
    expect(ids.map((id) => phaseOf(under, id))).toEqual(Array(5).fill('cancelled'));
    expect(failureOf(under.view(parked))).toMatchObject({ kind: 'unauthorized' });
    expect(await under.fleet.stop('x')).toMatchObject({ ok: false });
  });
});
