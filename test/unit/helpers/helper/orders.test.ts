import { afterEach, describe, expect, it } from 'vitest';

import { FleetBench } from '../../../fakes/fleet-bench.ts';
import { phaseOf, reaches, running } from '../../../fakes/fleet-steps.ts';
import { seen } from '../../../fakes/seen.ts';

const { setUp, dispose } = new FleetBench();
afterEach(dispose);

describe('orders', () => {
  it('stop interrupts only that run of a shared client', async () => {
    const under = await setUp();
    const first = await running(under, 'one', { isolated: false });
    const second = await running(under, 'two', { isolated: false });
    under.codex.run(0).begin();
    expect(await under.fleet.stop(first)).toMatchObject({ ok: true });
    expect(phaseOf(under, first)).toBe('cancelled');
    expect(under.codex.run(0).interrupts).toBe(1);
    expect(under.codex.run(1).interrupts).toBe(0);
    expect(phaseOf(under, second)).toBe('running');
    expect(under.codex.alive).toHaveLength(1);
  });

  it('stop ends an isolated client, also when the interrupt is not answered', async () => {
    const under = await setUp();
    const id = await running(under, 'one');
    under.codex.run(0).begin().answersInterrupt = false;
    const stopped = under.fleet.stop(id);
    await reaches(under, id, 'stopping');
    await under.clock.advance(5_000);
    await stopped;
    expect(phaseOf(under, id)).toBe('cancelled');
    expect(under.codex.alive).toHaveLength(0);
  });

  it('stop takes a queued one out of the line, and ends a start-up', async () => {
    const under = await setUp({ limits: () => ({ alive: 1, starting: 1 }) });
    under.codex.onStart = (signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('aborted')));
      });
    const starting = await under.spawn('one');
    const queued = await under.spawn('two');
    await seen(() => under.codex.starting === 1);
    expect(under.view(queued).activity).toBe('Queued: starts when a slot is free');
    await under.fleet.stop(queued);
    await under.fleet.stop(starting);
    expect([phaseOf(under, starting), phaseOf(under, queued)]).toEqual(['cancelled', 'cancelled']);
  });

  it('retry sends a cancelled prompt again, once, however often it is clicked', async () => {
    const under = await setUp();
    const id = await running(under, 'one');
    await under.fleet.stop(id);
    expect(phaseOf(under, id)).toBe('cancelled');
    await Promise.all([under.fleet.retry(id), under.fleet.retry(id)]);
    await reaches(under, id, 'running');
    await under.clock.advance(1_000);
    expect(under.codex.runs).toHaveLength(2);
    expect(under.codex.run(1).request.prompt).toBe('one');
  });

  it('counts the age of a started-over helper from the new beginning', async () => {
    const under = await setUp();
    const id = await running(under, 'one');
    await under.fleet.stop(id);
    await under.clock.advance(3_600_000);
    await under.fleet.retry(id);
    await reaches(under, id, 'running');
    const now = under.clock.now();
    expect(under.view(id)).toMatchObject({ queuedAt: now, startedAt: now });
  });

  it('a retry clicked before the check of a failure is over is not lost', async () => {
    const under = await setUp();
    const id = await running(under, 'one');
    under.codex.run(0).begin().fail({ kind: 'forbidden', provider: 'OpenAI' });
    await reaches(under, id, 'failed');
    await under.fleet.retry(id);
    await reaches(under, id, 'running');
    expect(under.codex.runs).toHaveLength(2);
  });

  it('remove takes ended and parked ones away, and refuses a working one', async () => {
    const under = await setUp();
    const id = await running(under, 'one');
    expect(await under.fleet.remove(id)).toMatchObject({ failure: { kind: 'invalid-input' } });
    under.codex.run(0).begin().refuse(under.clock.now());
    await reaches(under, id, 'waiting-for-sign-in');
    expect(await under.fleet.remove(id)).toMatchObject({ ok: true });
    expect(under.fleet.views()).toEqual([]);
    expect(under.codex.alive).toHaveLength(0);
  });

  it('answers unknown ids and orders that do not fit with a failure', async () => {
    const under = await setUp();
    const { fleet } = under;
    const answers = [
      await fleet.stop('x'),
      await fleet.retry('__proto__'),
      await fleet.remove('x'),
      fleet.output('x', 0),
    ];
    for (const answer of answers) expect(answer).toMatchObject({ failure: { kind: 'unknown-id' } });
    const id = await running(under, 'one');
    expect(await fleet.retry(id)).toMatchObject({ failure: { kind: 'invalid-input' } });
    under.codex.run(0).begin().complete();
    await reaches(under, id, 'completed');
    expect(await fleet.retry(id)).toMatchObject({ failure: { kind: 'invalid-input' } });
  });
});
