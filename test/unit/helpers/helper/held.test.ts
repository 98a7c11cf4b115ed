import { afterEach, describe, expect, it } from 'vitest';

import { FleetBench } from '../../../fakes/fleet-bench.ts';
import {
  lines,
  parked,
  phaseOf,
  reaches,
  refuse,
  running,
  sentSince,
  signIn,
} from '../../../fakes/fleet-steps.ts';
import type { FleetUnderTest } from '../../../fakes/fleet-under-test.ts';
import { open } from '../../../fakes/scripted-codex.ts';
import { seen } from '../../../fakes/seen.ts';

const { setUp, dispose } = new FleetBench();
afterEach(dispose);

const promptsSince = (under: FleetUnderTest, since: number): readonly string[] =>
  sentSince(under, since).map(({ request }) => request.prompt);

describe('nothing more leaves with what was refused', () => {
  it('a helper whose conversation was being opened then does not send its prompt', async () => {
    const under = await setUp();
    under.codex.opensAtOnce = false;
    const ids = [await running(under, 'one'), await running(under, 'two')];
    await seen(() => under.codex.opening.length === 2);
    const [first, second] = under.codex.opening;
    if (first === undefined || second === undefined) throw new Error('no run');
    first.client.send(first);
    under.codex.run(0).begin().refuse(under.clock.now());
    await reaches(under, ids[0] ?? '', 'waiting-for-sign-in');
    second.client.send(second);
    await reaches(under, ids[1] ?? '', 'waiting-for-sign-in');
    expect(under.codex.runs).toHaveLength(1);
    expect(under.view(ids[1] ?? '')).toMatchObject({ promptsSent: 0, refusedAt: null });
    expect(under.view(ids[1] ?? '').pid).not.toBeNull();
  });

  it('a prompt waits for the newer key when that comes while its conversation is opened', async () => {
    const under = await setUp();
    under.codex.opensAtOnce = false;
    const id = await running(under, 'one');
    const [first] = under.codex.opening;
    if (first === undefined) throw new Error('no run');
    // Known to the vault, but not handed to any client yet.
    under.credentials.give('openai', 'key-2');
    under.codex.opensAtOnce = true;
    first.client.send(first);
    await seen(() => under.codex.runs.length === 1);
    expect(under.codex.clients[0]?.logins.map(({ secret }) => secret)).toEqual(['key-1', 'key-2']);
    expect(under.view(id)).toMatchObject({ promptsSent: 1, credentialGeneration: 2 });
  });

  it('queued helpers park at once, also where every slot is taken by others', async () => {
    const under = await setUp({ limits: () => ({ alive: 2, starting: 2 }) });
    under.credentials.give('other', 'good');
    const bad = await running(under, 'bad');
    await running(under, 'busy', { credential: 'other' });
    const apart = await under.spawn('apart', { credential: 'other' });
    const queued = [await under.spawn('next'), await under.spawn('after next')];
    under.codex.run(0).begin().refuse(under.clock.now());
    await seen(() => queued.every((id) => phaseOf(under, id) === 'waiting-for-sign-in'));
    expect(under.view(queued[0] ?? '')).toMatchObject({ promptsSent: 0, pid: null });
    await reaches(under, apart, 'running');
    expect(phaseOf(under, bad)).toBe('waiting-for-sign-in');
    expect(under.codex.clients).toHaveLength(3);
    expect(lines(under.view(queued[0] ?? ''))).toContain('Will wait');
    expect(parked(under, queued[0] ?? '').processUntil).toBeNull();
  });

  it('a helper in the middle of its own turn goes on', async () => {
    const under = await setUp();
    const busy = await running(under, 'busy');
    under.codex.run(0).begin().write('half');
    const bad = await running(under, 'bad');
    under.codex.run(1).begin().refuse(under.clock.now());
    await reaches(under, bad, 'waiting-for-sign-in');
    under.codex.run(0).write(' and whole').complete();
    await reaches(under, busy, 'completed');
    expect(under.codex.run(0).interrupts).toBe(0);
  });
});

describe('one that was on its way at a refusal stands behind the first of the new sign-in', () => {
  const setUpTwo = async () => {
    const under = await setUp();
    return { under, two: [await running(under, 'job 0'), await running(under, 'job 1')] };
  };

  /** It waits while the first is out, and goes on with the others after it. */
  const goesBehind = async (under: FleetUnderTest, late: string, since: number): Promise<void> => {
    await reaches(under, late, 'waiting-for-sign-in');
    expect(parked(under, late).goesOn).toBe(true);
    await under.clock.advance(20_000);
    expect(promptsSince(under, since)).toEqual(['job 0']);
    under.codex.run(since).begin().write('it works');
    await seen(() => sentSince(under, since).length === 3);
    expect([...promptsSince(under, since)].sort()).toEqual(['job 0', 'job 1', 'late']);
  };

  it('while its process was being started', async () => {
    const { under, two } = await setUpTwo();
    const isUp = open<undefined>();
    under.codex.onStart = async () => {
      await isUp.promise;
    };
    const late = await under.spawn('late');
    await reaches(under, late, 'starting');
    await refuse(under, two);
    await signIn(under);
    await seen(() => sentSince(under, 2).length === 1);
    isUp.resolve(undefined);
    await goesBehind(under, late, 2);
    expect(under.view(late)).toMatchObject({ promptsSent: 1, refusedAt: null });
  });

  it('while its conversation was being opened', async () => {
    const { under, two } = await setUpTwo();
    under.codex.opensAtOnce = false;
    const late = await running(under, 'late');
    const [opening] = under.codex.opening;
    await refuse(under, two);
    under.codex.opensAtOnce = true;
    await signIn(under);
    await seen(() => sentSince(under, 2).length === 1);
    await seen(() => under.codex.clients[2]?.logins.length === 2);
    if (opening !== undefined) opening.client.send(opening);
    await goesBehind(under, late, 2);
    expect(under.view(late)).toMatchObject({ promptsSent: 1, refusedAt: null });
  });

  it('while it paused before trying again', async () => {
    const { under, two } = await setUpTwo();
    const late = await running(under, 'late');
    under.codex.run(2).begin().fail({ kind: 'provider-error', provider: 'OpenAI', status: 500 });
    await seen(() => under.view(late).activity.startsWith('Trying again'));
    await refuse(under, two);
    await signIn(under);
    await seen(() => sentSince(under, 3).length === 1);
    await under.clock.advance(2_000);
    await goesBehind(under, late, 3);
    expect(under.view(late)).toMatchObject({ promptsSent: 2, refusedAt: null });
  });
});

describe('an answer from before a refusal', () => {
  /** The same sign-in may be used again. */
  const check = (under: FleetUnderTest): void => {
    under.credentials.clear('openai');
    under.fleet.credentialChanged('openai');
  };

  it.each(['completed', 'running'] as const)(
    'is no word on the same sign-in after a check, from a helper that is %s',
    async (phase) => {
      const under = await setUp();
      const well = await running(under, 'well');
      const two = [await running(under, 'job 0'), await running(under, 'job 1')];
      under.codex.run(0).begin().write('words');
      if (phase === 'completed') under.codex.run(0).complete();
      await reaches(under, well, phase);
      await refuse(under, two);
      // What it still says was asked for before that, too.
      if (phase === 'running') under.codex.run(0).write('more words');
      check(under);
      await seen(() => sentSince(under, 3).length > 0);
      await under.clock.advance(20_000);
      expect(promptsSince(under, 3)).toEqual(['job 0']);
      under.codex.run(3).begin().write('words');
      await seen(() => sentSince(under, 3).length === 2);
      expect(promptsSince(under, 3)).toEqual(['job 0', 'job 1']);
    },
  );
});
