import { afterEach, describe, expect, it, vi } from 'vitest';

import {
  nextToResume,
  type ResumeLine,
  type ResumePhase,
} from '../../../electron/helpers/resumption.ts';
import { FleetBench } from '../../fakes/fleet-bench.ts';
import {
  failureOf,
  parked,
  phaseOf,
  reaches,
  refusedHelpers,
  running,
  sentSince,
  signIn,
} from '../../fakes/fleet-steps.ts';
import { settle } from '../../fakes/manual-clock.ts';
import { open } from '../../fakes/scripted-codex.ts';
import { seen } from '../../fakes/seen.ts';

const { setUp, dispose } = new FleetBench();
afterEach(dispose);

const tool = { id: 'i', type: 'command', title: 'make', status: 'completed' } as const;

it('a sign-in that gives nothing to sign in with ends its helper, and is not asked for ever', async () => {
  const under = await setUp();
  const asked = vi.spyOn(under.credentials, 'grant').mockResolvedValue(null);
  const id = await under.spawn('go');
  await seen(() => phaseOf(under, id) === 'failed' || asked.mock.calls.length > 5);
  expect(asked.mock.calls.length).toBeLessThanOrEqual(2);
  expect(failureOf(under.view(id))).toMatchObject({ kind: 'misconfigured' });
  expect(under.codex.runs).toEqual([]);
});

it('a sign-in that is refused when it is asked for one parks its helper', async () => {
  const under = await setUp();
  vi.spyOn(under.credentials, 'grant').mockImplementation(() => {
    under.credentials.refused('openai', 1, 'the renewal');
    return Promise.resolve(null);
  });
  const id = await under.spawn('go');
  await reaches(under, id, 'waiting-for-sign-in');
  expect(failureOf(under.view(id))).toMatchObject({ kind: 'unauthorized', generation: 1 });
  await under.clock.advance(10_000);
  expect(phaseOf(under, id)).toBe('waiting-for-sign-in');
});

describe('after a new sign-in', () => {
  it.each([0, 700, 1_499, 1_500, 1_501])(
    'one helper goes first also when it comes %i ms after the refusal, while that is looked at',
    async (ms) => {
      const under = await setUp();
      const ids: string[] = [];
      for (let n = 0; n < 4; n += 1) ids.push(await running(under, `job ${n}`));
      const [first, ...rest] = under.codex.runs;
      first?.begin().refuse(under.clock.now());
      await seen(() => ids.some((id) => phaseOf(under, id) === 'waiting-for-sign-in'));
      for (const run of rest) run.begin().refuse(under.clock.now());
      await seen(() => ids.every((id) => phaseOf(under, id) === 'waiting-for-sign-in'));
      await under.clock.advance(ms);
      await signIn(under);
      await seen(() => sentSince(under, 4).length > 0);
      await under.clock.advance(20_000);
      await settle();
      expect(sentSince(under, 4)).toHaveLength(1);
      expect(ids.filter((id) => phaseOf(under, id) === 'waiting-for-sign-in')).toHaveLength(3);
    },
  );

  describe('while the processes of those whose refusal repeats the key are being closed', () => {
    const setUpClosing = async (count: number) => {
      const under = await setUp();
      const ids: string[] = [];
      for (let n = 0; n < count; n += 1) ids.push(await running(under, `job ${n}`));
      const isClosed = open<undefined>();
      under.codex.onClose = async () => {
        await isClosed.promise;
      };
      for (const run of under.codex.runs) run.begin().refuse(under.clock.now(), true);
      await seen(() => ids.every((id) => phaseOf(under, id) === 'waiting-for-sign-in'));
      expect(ids.map((id) => under.view(id).pid)).not.toContain(null);
      return { under, ids, isClosed };
    };

    it('one helper goes first as well', async () => {
      const { under, isClosed } = await setUpClosing(3);
      await signIn(under);
      isClosed.resolve(undefined);
      await seen(() => sentSince(under, 3).length > 0);
      await under.clock.advance(20_000);
      expect(sentSince(under, 3)).toHaveLength(1);
      under.codex.run(3).begin().write('words');
      await seen(() => sentSince(under, 3).length === 3);
      const prompts = sentSince(under, 3).map(({ request }) => request.prompt);
      expect(prompts.toSorted()).toEqual(['job 0', 'job 1', 'job 2']);
    });

    it('each goes on also where a check finds that the same sign-in works', async () => {
      const { under, isClosed } = await setUpClosing(2);
      under.credentials.clear('openai');
      under.fleet.credentialChanged('openai');
      isClosed.resolve(undefined);
      await seen(() => sentSince(under, 2).length === 1);
      under.codex.run(2).begin().complete();
      await seen(() => sentSince(under, 2).length === 2);
      const prompts = sentSince(under, 2).map(({ request }) => request.prompt);
      expect(prompts).toEqual(['job 0', 'job 1']);
    });
  });

  it('one helper goes first, the rest three at a time, each prompt once in its own process', async () => {
    const under = await setUp();
    const ids = await refusedHelpers(under, 8);
    const pids = ids.map((id) => under.view(id).pid);
    const failed = new Map(under.codex.runs.map((run) => [run.request.prompt, run.at]));
    await signIn(under);
    await seen(() => under.codex.clients.every(({ logins }) => logins.length === 2));
    await seen(() => sentSince(under, 8).length === 1);
    await under.clock.advance(20_000);
    expect(sentSince(under, 8)).toHaveLength(1);
    under.codex.run(8).begin().write('first words');
    await seen(() => sentSince(under, 8).length === 4);
    await under.clock.advance(1_000);
    expect(sentSince(under, 8)).toHaveLength(4);
    under.codex.run(9).begin().complete();
    await seen(() => sentSince(under, 8).length === 5);
    under.codex.run(10).begin().fail({ kind: 'forbidden', provider: 'OpenAI' });
    await seen(() => sentSince(under, 8).length === 6);
    under.codex.run(11).begin().write('words');
    under.codex.run(12).begin().write('words');
    await seen(() => sentSince(under, 8).length === 8);
    for (const run of sentSince(under, 8)) run.begin().complete();
    await seen(() => ids.filter((id) => phaseOf(under, id) === 'completed').length === 7);
    const again = sentSince(under, 8);
    expect(again.map(({ request }) => request.prompt).sort()).toEqual(
      ids.map((_id, n) => `job ${n}`),
    );
    for (const { request } of again) {
      expect(request.forkBefore).toEqual(failed.get(request.prompt));
    }
    expect(again.map(({ client }) => client.pid).sort()).toEqual([...pids].sort());
    expect(under.codex.clients).toHaveLength(8);
    for (const { logins } of under.codex.clients) {
      expect(logins.map(({ secret }) => secret)).toEqual(['key-1', 'key-2']);
    }
  });

  it('a first one that is refused shows that, and everybody stays parked', async () => {
    const under = await setUp();
    const ids = await refusedHelpers(under, 4);
    expect(ids.filter((id) => parked(under, id).goesOn)).toEqual([]);
    await signIn(under);
    await seen(() => sentSince(under, 4).length === 1);
    // The others wait for nothing but their turn now.
    expect(ids.slice(1).map((id) => parked(under, id).goesOn)).toEqual([true, true, true]);
    under.codex.run(4).begin().refuse(under.clock.now());
    await seen(() => under.credentials.refusals.includes('openai 2 job-0'));
    expect(ids.filter((id) => parked(under, id).goesOn)).toEqual([]);
    await under.clock.advance(900_000);
    expect(sentSince(under, 4)).toHaveLength(1);
    expect(ids.map((id) => phaseOf(under, id))).toEqual(Array(4).fill('waiting-for-sign-in'));
    const generations = ids.map((id) => failureOf(under.view(id)));
    expect(generations.map((one) => one?.kind === 'unauthorized' && one.generation)).toEqual([
      2, 1, 1, 1,
    ]);
    await signIn(under, 'key-3');
    await seen(() => sentSince(under, 4).length === 2);
    await under.clock.advance(20_000);
    expect(sentSince(under, 4)).toHaveLength(2);
    under.codex.run(5).begin().write('at last');
    await seen(() => sentSince(under, 4).length === 5);
    const prompts = sentSince(under, 4).map(({ request }) => request.prompt);
    expect(prompts.toSorted()).toEqual(['job 0', 'job 0', 'job 1', 'job 2', 'job 3']);
  });

  it('one goes first as well while others still work with the sign-in before', async () => {
    const under = await setUp();
    const ids = await refusedHelpers(under, 4);
    await signIn(under);
    await seen(() => sentSince(under, 4).length === 1);
    under.codex.run(4).begin().write('at work');
    await seen(() => sentSince(under, 4).length === 4);
    for (const n of [5, 6, 7]) under.codex.run(n).begin().refuse(under.clock.now());
    const waiting = () => ids.filter((id) => phaseOf(under, id) === 'waiting-for-sign-in');
    await seen(() => waiting().length === 3);
    await signIn(under, 'key-3');
    await seen(() => sentSince(under, 8).length > 0);
    await under.clock.advance(20_000);
    expect(sentSince(under, 8)).toHaveLength(1);
    expect(waiting()).toHaveLength(2);
  });

  it('a helper that ran tools asks, also when another sign-in was refused in between', async () => {
    const under = await setUp();
    const ids: string[] = [];
    for (const n of [0, 1]) ids.push(await running(under, `job ${n}`));
    const [first, second] = under.codex.runs;
    first?.begin().refuse(under.clock.now());
    second
      ?.begin()
      .say({ kind: 'item-started', item: tool }, { kind: 'item-completed', item: tool })
      .refuse(under.clock.now());
    await seen(() => ids.every((id) => phaseOf(under, id) === 'waiting-for-sign-in'));
    await under.clock.advance(2_500);
    await signIn(under);
    await seen(() => sentSince(under, 2).length === 1);
    under.codex.run(2).begin().refuse(under.clock.now());
    await seen(() => under.credentials.refusals.includes('openai 2 job-0'));
    await signIn(under, 'key-3');
    await seen(() => sentSince(under, 2).length === 2);
    under.codex.run(3).begin().complete();
    await under.clock.advance(20_000);
    expect(sentSince(under, 2).map(({ request }) => request.prompt)).toEqual(['job 0', 'job 0']);
    expect(parked(under, ids[1] ?? '').asks).toBe('tools-ran');
  });

  it('a first answer of any kind lets the others go on at once', async () => {
    const under = await setUp();
    await refusedHelpers(under, 3);
    await signIn(under);
    await seen(() => sentSince(under, 3).length === 1);
    under.codex.run(3).begin().say({ kind: 'progress' });
    await seen(() => sentSince(under, 3).length === 3);
    const prompts = sentSince(under, 3).map(({ request }) => request.prompt);
    expect(prompts.toSorted()).toEqual(['job 0', 'job 1', 'job 2']);
  });

  it('a first one that fails for another reason is followed by another', async () => {
    const under = await setUp();
    await refusedHelpers(under, 3);
    await signIn(under);
    await seen(() => sentSince(under, 3).length === 1);
    under.codex.run(3).begin().fail({ kind: 'provider-error', provider: 'OpenAI', status: 400 });
    await seen(() => sentSince(under, 3).length === 2);
    await under.clock.advance(5_000);
    expect(sentSince(under, 3)).toHaveLength(2);
    under.codex.run(4).begin().complete();
    await seen(() => sentSince(under, 3).length === 3);
    const prompts = sentSince(under, 3).map(({ request }) => request.prompt);
    expect(prompts).toEqual(['job 0', 'job 1', 'job 2']);
  });

  it('a first one that the person stops is followed by another', async () => {
    const under = await setUp();
    const [first = ''] = await refusedHelpers(under, 3);
    await signIn(under);
    await seen(() => sentSince(under, 3).length === 1);
    under.codex.run(3).begin();
    await under.fleet.stop(first);
    await seen(() => sentSince(under, 3).length === 2);
    expect(phaseOf(under, first)).toBe('cancelled');
    const prompts = sentSince(under, 3).map(({ request }) => request.prompt);
    expect(prompts).toEqual(['job 0', 'job 1']);
  });

  it('a stop given meanwhile counts more than going on', async () => {
    const under = await setUp();
    const [first = ''] = await refusedHelpers(under, 1);
    const stopped = under.fleet.stop(first);
    under.credentials.give('openai', 'key-2');
    under.fleet.credentialChanged('openai');
    await stopped;
    expect(phaseOf(under, first)).toBe('cancelled');
    expect(under.codex.runs).toHaveLength(1);
  });

  it('one whose refusal comes only then goes on as well, and nobody is asked', async () => {
    const under = await setUp();
    const late = await running(under, 'late');
    const early = await running(under, 'early');
    under.codex.run(1).begin().refuse(under.clock.now());
    await reaches(under, early, 'waiting-for-sign-in');
    await signIn(under);
    await seen(() => under.codex.runs.length === 3);
    under.codex.run(2).begin().write('words');
    under.codex.run(0).begin().refuse(under.clock.now());
    await seen(() => under.codex.runs.length === 4);
    expect(under.codex.run(3).request.prompt).toBe('late');
    expect(under.view(late).credentialGeneration).toBe(2);
    expect(under.credentials.refusals).toEqual(['openai 1 early', 'openai 1 late']);
  });

  it('those in the middle of a turn get it too, and are left alone', async () => {
    const under = await setUp();
    const busy = await running(under, 'busy');
    under.codex.run(0).begin().write('working');
    const bad = await running(under, 'bad');
    under.codex.run(1).begin().refuse(under.clock.now());
    await reaches(under, bad, 'waiting-for-sign-in');
    await signIn(under);
    await seen(() => under.codex.clients[0]?.logins.length === 2);
    expect(under.codex.run(0).interrupts).toBe(0);
    under.codex.run(0).complete();
    await reaches(under, busy, 'completed');
  });

  it('a client that does not take it costs only its own helper', async () => {
    const under = await setUp();
    const ids = await refusedHelpers(under, 2);
    under.codex.onLogin = (client) =>
      client.pid === under.view(ids[0] ?? '').pid
        ? Promise.reject(new Error('no'))
        : Promise.resolve();
    await signIn(under);
    await reaches(under, ids[0] ?? '', 'failed');
    await seen(() => sentSince(under, 2).length === 1);
    expect(under.codex.run(2).request.prompt).toBe('job 1');
  });
});

const line = (phases: string, more: Partial<ResumeLine> = {}): ResumeLine => {
  const letters: Readonly<Record<string, ResumePhase>> = {
    w: 'waiting',
    s: 'sent',
  };
  const helpers = phases.split('').map((letter, n) => ({
    id: String(n),
    phase: letters[letter] ?? 'waiting',
  }));
  return { isRefused: false, isProven: false, helpers, ...more };
};

describe('the order in which parked helpers go on', () => {
  it.each([
    ['one goes first, alone', 'wwwww', ['0']],
    ['nobody else while it is out', 'swwww', []],
    ['nobody when nobody waits', 's', []],
    ['nobody when there is nobody', '', []],
  ])('%s', (_what, phases, ids) => {
    expect(nextToResume(line(phases))).toEqual(ids);
  });

  it.each([
    ['three follow', 'wwww', ['0', '1', '2']],
    ['no more than three are unanswered', 'sswww', ['2']],
    ['nobody when three are', 'sssww', []],
    ['nobody when nobody waits', 's', []],
  ])('once the sign-in is proven %s', (_what, phases, ids) => {
    expect(nextToResume(line(phases, { isProven: true }))).toEqual(ids);
  });

  it('holds everybody while the sign-in is refused', () => {
    expect(nextToResume(line('wwww', { isRefused: true, isProven: true }))).toEqual([]);
  });
});
