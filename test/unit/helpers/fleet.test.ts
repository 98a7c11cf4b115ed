import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';

import { unansweredCode } from '../../../electron/codex/client.ts';
import type { FleetDeps } from '../../../electron/helpers/fleet-deps.ts';
import { FailureError } from '../../../electron/failure-error.ts';
import { failure, type FailureCause } from '../../../shared/failure.ts';
import { isEnded, type HelperPhase, type HelperView } from '../../../shared/state.ts';
import { openFleet, type FleetUnderTest } from '../../fakes/fleet-under-test.ts';
import { seen } from '../../fakes/seen.ts';

const open: FleetUnderTest[] = [];

const setUp = async (patch: Partial<FleetDeps> = {}): Promise<FleetUnderTest> => {
  const under = await openFleet(patch);
  open.push(under);
  return under;
};

afterEach(async () => {
  await Promise.all(open.splice(0).map((under) => under.dispose()));
});

const phaseOf = ({ view }: FleetUnderTest, id: string): HelperPhase => view(id).state.phase;
const failureOf = (view: HelperView) => ('failure' in view.state ? view.state.failure : null);
const lines = (view: HelperView): string => view.timeline.map(({ text }) => text).join('\n');

const running = async (under: FleetUnderTest, prompt: string, how = {}): Promise<string> => {
  const id = await under.spawn(prompt, how);
  await seen(() => phaseOf(under, id) === 'running');
  return id;
};

const reaches = (under: FleetUnderTest, id: string, phase: HelperPhase): Promise<void> =>
  seen(() => phaseOf(under, id) === phase);

/** Its client is closed and its compartment cleared away. */
const gone = (under: FleetUnderTest, id: string): Promise<void> =>
  seen(() => under.view(id).pid === null);

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
    under.credentials.set('openai', 'key-2');
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
  });

  it('goes on in the same process with a new key, each prompt once', async () => {
    const under = await setUp();
    const id = await running(under, 'go');
    under.codex.run(0).begin().refuse(under.clock.now());
    await reaches(under, id, 'waiting-for-sign-in');
    under.credentials.set('openai', 'key-2');
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
    under.credentials.set('openai', 'key-2');
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
    under.credentials.set('openai', 'key-2');
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
    under.credentials.set('openai', 'key-2');
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
    under.credentials.set('work', 'w');
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
    under.credentials.set('openai', 'key-2');
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

describe('every kind of failure', () => {
  const provider = 'OpenAI';
  const causes: readonly FailureCause[] = [
    { kind: 'forbidden', provider },
    { kind: 'rate-limited', provider },
    { kind: 'quota', provider, opensAt: 1 },
    { kind: 'provider-error', provider, status: 400 },
    { kind: 'unreachable', reason: 'proxy', target: 'http://x' },
    { kind: 'exited', exitCode: 1, signal: null, stderrTail: '' },
    { kind: 'broken-pipe' },
    { kind: 'protocol' },
    { kind: 'misconfigured', what: 'config.toml' },
    { kind: 'unexpected' },
  ];

  it.each(causes)('$kind ends the run as failed, after one request', async (cause) => {
    const under = await setUp();
    const id = await running(under, 'go');
    under.codex.run(0).begin().fail(cause, under.clock.now());
    await reaches(under, id, 'failed');
    expect(failureOf(under.view(id))).toMatchObject(cause);
    expect(under.view(id).endedAt).toBe(under.clock.now());
    await gone(under, id);
    await under.clock.advance(10_000);
    expect(under.view(id).blastRadius).toMatchObject({ same: true });
    expect(under.codex.runs).toHaveLength(1);
    expect(under.codex.alive).toHaveLength(0);
  });

  it.each([
    ['not-found', { kind: 'not-found', command: 'codex' }],
    ['incompatible', { kind: 'incompatible', found: '0.1.0', needed: '0.169.0' }],
  ] as const)('%s at start-up ends it too', async (_kind, cause) => {
    const under = await setUp({ program: () => Promise.reject(new FailureError(failure(cause))) });
    const id = await under.spawn('go');
    await reaches(under, id, 'failed');
    expect(failureOf(under.view(id))).toMatchObject(cause);
  });

  it('a start-up that fails leaves no compartment behind', async () => {
    const under = await setUp();
    under.codex.onStart = () =>
      Promise.reject(new FailureError(failure({ kind: 'misconfigured', what: 'config.toml' })));
    const id = await under.spawn('go');
    await reaches(under, id, 'failed');
    expect(await readdir(path.join(under.home, 'compartments'))).toEqual([]);
  });

  it('a start-up that hangs is given up', async () => {
    const under = await setUp();
    under.codex.onStart = (signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('aborted')));
      });
    const id = await under.spawn('go');
    await reaches(under, id, 'starting');
    await seen(() => under.codex.starting === 1);
    await under.clock.advance(121_000);
    await reaches(under, id, 'failed');
    expect(failureOf(under.view(id))).toMatchObject({ kind: 'stalled', phase: 'starting' });
  });

  it.each([
    ['is missing', 'nowhere'],
    ['is where secrets are kept', '.ssh/keys'],
  ])('a folder that %s is refused before anything starts', async (_what, below) => {
    const under = await setUp();
    const personHome = path.dirname(under.home);
    await mkdir(path.join(personHome, '.ssh', 'keys'), { recursive: true });
    const id = await under.spawn('go', { cwd: path.join(personHome, below) });
    await reaches(under, id, 'failed');
    expect(failureOf(under.view(id))).toMatchObject({ kind: 'misconfigured' });
    expect(under.codex.clients).toHaveLength(0);
  });

  it('no answer at all is ended by the watchdog and an interrupt', async () => {
    const under = await setUp();
    const id = await running(under, 'go');
    under.codex.run(0).begin();
    await under.clock.advance(33_000);
    await reaches(under, id, 'failed');
    expect(failureOf(under.view(id))).toMatchObject({ kind: 'no-answer', silentMs: 30_000 });
    expect(under.codex.run(0).interrupts).toBe(1);
  });

  it('a stall whose interrupt nobody answers gives the shared client up, and others drain', async () => {
    const under = await setUp();
    const id = await running(under, 'one', { isolated: false });
    const other = await running(under, 'two', { isolated: false });
    under.codex.run(0).begin().write('some').answersInterrupt = false;
    under.codex.run(1).begin().write('some');
    for (let n = 0; n < 13; n += 1) {
      await under.clock.advance(10_000);
      under.codex.run(1).write('.');
    }
    await reaches(under, id, 'failed');
    expect(failureOf(under.view(id))).toMatchObject({ kind: 'stalled', phase: 'turn' });
    expect(phaseOf(under, other)).toBe('running');
    const next = await running(under, 'three', { isolated: false });
    expect(under.view(next).clientId).toBe('client-2');
    under.codex.run(1).complete();
    await reaches(under, other, 'completed');
    await seen(() => under.codex.alive.length === 1);
  });

  it('a request that nobody answers gives the shared client up, and others drain', async () => {
    const under = await setUp();
    const id = await running(under, 'one', { isolated: false });
    const other = await running(under, 'two', { isolated: false });
    under.codex.run(1).begin().write('some');
    const cause = { kind: 'stalled', phase: 'turn/start', silentMs: 30_000 } as const;
    under.codex.run(0).fail(cause, null, unansweredCode);
    await reaches(under, id, 'failed');
    expect(phaseOf(under, other)).toBe('running');
    const next = await running(under, 'three', { isolated: false });
    expect(under.view(next).clientId).toBe('client-2');
    under.codex.run(1).complete();
    await reaches(under, other, 'completed');
    await seen(() => under.codex.alive.length === 1);
  });

  it('a limit reaches the credential, with the moment at which it opens when that was said', async () => {
    const under = await setUp();
    const first = await running(under, 'one');
    const second = await running(under, 'two');
    under.codex.run(0).begin().fail({ kind: 'quota', provider, opensAt: 7_000 });
    under.codex.run(1).begin().fail({ kind: 'rate-limited', provider });
    await reaches(under, first, 'failed');
    await reaches(under, second, 'failed');
    expect(under.credentials.limits).toEqual(['openai 1 7000', 'openai 1 unknown']);
  });

  it('a server error is tried again twice, from before the failed turn, and then stands', async () => {
    const under = await setUp();
    const id = await running(under, 'go');
    const cause = { kind: 'provider-error', provider, status: null } as const;
    under.codex.run(0).begin().fail(cause);
    await seen(() => under.view(id).activity.startsWith('Trying again'));
    await under.clock.advance(1_100);
    await seen(() => under.codex.runs.length === 2);
    expect(under.codex.run(1).request.forkBefore).toEqual(under.codex.run(0).at);
    under.codex.run(1).begin().fail(cause);
    await under.clock.advance(5_000);
    await seen(() => under.codex.runs.length === 3);
    under.codex.run(2).begin().fail(cause);
    await reaches(under, id, 'failed');
    await under.clock.advance(60_000);
    expect(under.codex.runs).toHaveLength(3);
    expect(under.view(id).promptsSent).toBe(3);
  });

  it('a server error after an answer is not tried again by itself', async () => {
    const under = await setUp();
    const id = await running(under, 'go');
    under.codex
      .run(0)
      .begin()
      .write('half')
      .fail({ kind: 'provider-error', provider, status: 500 });
    await reaches(under, id, 'failed');
    await under.clock.advance(60_000);
    expect(under.codex.runs).toHaveLength(1);
    expect(await under.fleet.retry(id)).toMatchObject({ ok: true });
    await reaches(under, id, 'running');
    under.codex.run(1).begin().write('whole').complete();
    await reaches(under, id, 'completed');
    expect(under.fleet.output(id, 0)).toMatchObject({
      value: { chunk: { text: 'half\n\nwhole' } },
    });
  });
});

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

describe('twenty helpers', () => {
  it('start four at a time, ten are refused, and the other ten never notice', async () => {
    const under = await setUp();
    under.credentials.set('dead', 'bad');
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
    under.credentials.set('other', 'o');
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
