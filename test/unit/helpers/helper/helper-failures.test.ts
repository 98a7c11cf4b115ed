import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';

import { unansweredCode } from '../../../../electron/codex/client.ts';
import { FailureError } from '../../../../electron/base/errors.ts';
import { failure, type FailureCause } from '../../../../shared/failure.ts';
import { FleetBench } from '../../../fakes/fleet-bench.ts';
import { failureOf, gone, phaseOf, reaches, running } from '../../../fakes/fleet-steps.ts';
import type { FleetUnderTest } from '../../../fakes/fleet-under-test.ts';
import { seen } from '../../../fakes/seen.ts';

const { setUp, dispose } = new FleetBench();
afterEach(dispose);

/** The shared client is left to run 1 until that ends; who comes next gets another one. */
const othersDrain = async (under: FleetUnderTest, other: string): Promise<void> => {
  expect(phaseOf(under, other)).toBe('running');
  const next = await running(under, 'three', { isolated: false });
  expect(under.view(next).clientId).toBe('client-2');
  under.codex.run(1).complete();
  await reaches(under, other, 'completed');
  await seen(() => under.codex.alive.length === 1);
};

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
    await othersDrain(under, other);
  });

  it('a request that nobody answers gives the shared client up, and others drain', async () => {
    const under = await setUp();
    const id = await running(under, 'one', { isolated: false });
    const other = await running(under, 'two', { isolated: false });
    under.codex.run(1).begin().write('some');
    const cause = { kind: 'stalled', phase: 'turn/start', silentMs: 30_000 } as const;
    under.codex.run(0).fail(cause, null, unansweredCode);
    await reaches(under, id, 'failed');
    expect(failureOf(under.view(id))).toMatchObject(cause);
    await othersDrain(under, other);
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
