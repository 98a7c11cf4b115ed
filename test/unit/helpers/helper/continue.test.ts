import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';

import { FleetBench } from '../../../fakes/fleet-bench.ts';
import { lines, parked, phaseOf, reaches, running, signIn } from '../../../fakes/fleet-steps.ts';
import type { FleetUnderTest } from '../../../fakes/fleet-under-test.ts';
import type { ScriptedClient, ScriptedRun } from '../../../fakes/scripted-codex.ts';
import { seen } from '../../../fakes/seen.ts';

const { setUp, dispose } = new FleetBench();
afterEach(dispose);

const make = { id: 'i', type: 'command', title: 'make', status: 'completed' } as const;

/** A run that ran a tool and was then refused. */
const refuseAfterTool = (under: FleetUnderTest, run: ScriptedRun): void => {
  run
    .begin()
    .say({ kind: 'item-started', item: make }, { kind: 'item-completed', item: make })
    .refuse(under.clock.now());
};

/** Parked after a tool ran, and checked. */
const parkedAfterTool = async (under: FleetUnderTest, prompt = 'go'): Promise<string> => {
  const id = await running(under, prompt);
  const run = under.codex.runs.at(-1);
  if (run === undefined) throw new Error('no run');
  refuseAfterTool(under, run);
  await reaches(under, id, 'waiting-for-sign-in');
  return id;
};

/** What codex keeps of a thread below its home. */
const writeRollout = async ({ plan }: ScriptedClient, threadId: string): Promise<string> => {
  const folder = path.join(plan.home, 'sessions', '2026', '11', '25');
  await mkdir(folder, { recursive: true });
  const name = `rollout-2026-11-25T01-32-43-${threadId}.jsonl`;
  await writeFile(path.join(folder, name), '{"type":"session_meta"}\n');
  return path.join('sessions', '2026', '11', '25', name);
};

describe('a helper whose tools had run', () => {
  it('will ask, asks once its sign-in works, and no longer when that is refused again', async () => {
    const under = await setUp();
    const id = await parkedAfterTool(under);
    expect(parked(under, id)).toMatchObject({ willAsk: true });
    expect(parked(under, id)).not.toHaveProperty('asks');
    const other = await under.spawn('never sent');
    await reaches(under, other, 'waiting-for-sign-in');
    expect(parked(under, other)).not.toHaveProperty('willAsk');
    await under.clock.advance(2_500);
    await signIn(under);
    await seen(() => parked(under, id).asks === 'tools-ran');
    expect(lines(under.view(id))).toContain('so it asks how to go on');
    await seen(() => under.codex.runs.length === 2);
    expect(under.codex.run(1).request.prompt).toBe('never sent');
    under.codex.run(1).begin().refuse(under.clock.now());
    await reaches(under, other, 'waiting-for-sign-in');
    expect(parked(under, id)).not.toHaveProperty('asks');
    expect(parked(under, id)).toMatchObject({ willAsk: true });
    await under.clock.advance(10_000);
    expect(under.codex.runs).toHaveLength(2);
  });

  it('says so when the new sign-in is refused as well, and of no earlier one', async () => {
    const under = await setUp();
    const id = await parkedAfterTool(under);
    expect(parked(under, id).failure).not.toHaveProperty('isAgain');
    await signIn(under);
    await under.fleet.continue(id, 'last-step');
    await reaches(under, id, 'running');
    under.codex.run(1).begin().refuse(under.clock.now());
    await reaches(under, id, 'waiting-for-sign-in');
    expect(parked(under, id).failure).toMatchObject({ generation: 2, isAgain: true });
  });

  it('goes on behind its last finished step in the same process', async () => {
    const under = await setUp();
    const id = await parkedAfterTool(under);
    await signIn(under);
    await seen(() => parked(under, id).asks !== undefined);
    expect(await under.fleet.continue(id, 'last-step')).toMatchObject({ ok: true });
    await reaches(under, id, 'running');
    const { request } = under.codex.run(1);
    expect(request).toMatchObject({ forkAfter: under.codex.run(0).at, forkBefore: null });
    expect(request.prompt).not.toContain('go\n');
    expect(request.prompt).toContain('Continue from there');
    expect(under.codex.clients).toHaveLength(1);
    expect(under.view(id)).toMatchObject({ toolsRun: 1, prompt: 'go' });
    under.codex.run(1).begin().write('done').complete();
    await reaches(under, id, 'completed');
  });

  it('asks again when going on is refused too, and then knows both ways', async () => {
    const under = await setUp();
    const id = await parkedAfterTool(under);
    await signIn(under);
    await under.fleet.continue(id, 'last-step');
    await reaches(under, id, 'running');
    under.codex.run(1).begin().refuse(under.clock.now());
    await reaches(under, id, 'waiting-for-sign-in');
    await signIn(under, 'key-3');
    await seen(() => parked(under, id).asks === 'tools-ran');
    await under.fleet.continue(id, 'last-step');
    await reaches(under, id, 'running');
    expect(under.codex.run(2).request.forkAfter).toEqual(under.codex.run(1).at);
    under.codex.run(2).begin().refuse(under.clock.now());
    await reaches(under, id, 'waiting-for-sign-in');
    await signIn(under, 'key-4');
    await under.fleet.continue(id, 'start-over');
    await reaches(under, id, 'running');
    // Before the turn that went on lies half of the work: starting over is a thread of its own.
    expect(under.codex.run(3).request).toMatchObject({
      prompt: 'go',
      forkBefore: null,
      forkAfter: null,
    });
    expect(under.view(id).toolsRun).toBe(0);
  });

  it('starts over with its prompt, once', async () => {
    const under = await setUp();
    const id = await parkedAfterTool(under);
    await signIn(under);
    await under.fleet.continue(id, 'start-over');
    await reaches(under, id, 'running');
    expect(under.codex.run(1).request).toMatchObject({
      prompt: 'go',
      forkBefore: under.codex.run(0).at,
      forkAfter: null,
    });
    expect(under.view(id).toolsRun).toBe(0);
  });

  it('is left: cancelled, with its prompt kept', async () => {
    const under = await setUp();
    const id = await parkedAfterTool(under);
    await signIn(under);
    expect(await under.fleet.continue(id, 'leave')).toMatchObject({ ok: true });
    expect(phaseOf(under, id)).toBe('cancelled');
    expect(under.view(id)).toMatchObject({ prompt: 'go', pid: null });
    expect(under.codex.runs).toHaveLength(1);
  });

  it('does as it was told before the sign-in, once that works', async () => {
    const under = await setUp();
    const id = await parkedAfterTool(under);
    await under.fleet.continue(id, 'last-step');
    await seen(() => lines(under.view(id)).includes('Nothing sent'));
    expect(parked(under, id)).not.toHaveProperty('willAsk');
    expect(under.codex.runs).toHaveLength(1);
    await signIn(under);
    await reaches(under, id, 'running');
    expect(under.codex.run(1).request.forkAfter).toEqual(under.codex.run(0).at);
  });

  it('goes on behind its steps in a new process when the old one is gone', async () => {
    const under = await setUp();
    const id = await running(under, 'go');
    const [first] = under.codex.clients;
    if (first === undefined) throw new Error('no client');
    const place = await writeRollout(first, under.codex.run(0).at.threadId);
    refuseAfterTool(under, under.codex.run(0));
    await reaches(under, id, 'waiting-for-sign-in');
    await under.clock.advance(2_500);
    await under.clock.advance(600_000);
    await seen(() => under.view(id).pid === null);
    await expect(readdir(first.plan.home)).rejects.toThrow();
    expect(parked(under, id)).not.toHaveProperty('stepsLost');
    await signIn(under);
    await under.fleet.continue(id, 'last-step');
    await reaches(under, id, 'running');
    const [, second] = under.codex.clients;
    expect(under.codex.run(1).request.forkAfter).toEqual(under.codex.run(0).at);
    expect(await readFile(path.join(second?.plan.home ?? '', place), 'utf8')).toContain('session');
  });

  it('asks again when the steps it was to go on from are lost before the sign-in', async () => {
    const under = await setUp();
    const id = await parkedAfterTool(under);
    await under.clock.advance(2_500);
    await under.fleet.continue(id, 'last-step');
    await seen(() => lines(under.view(id)).includes('Nothing sent'));
    under.codex.clients[0]?.die(null, 'SIGKILL');
    await seen(() => under.view(id).pid === null);
    await signIn(under);
    await seen(() => parked(under, id).asks === 'tools-ran');
    await under.clock.advance(10_000);
    expect(parked(under, id)).toMatchObject({ asks: 'tools-ran', stepsLost: true });
    expect(under.codex.runs).toHaveLength(1);
    await under.fleet.continue(id, 'start-over');
    await reaches(under, id, 'running');
  });

  it('says when its steps are lost, and then only starts over', async () => {
    const under = await setUp();
    const id = await parkedAfterTool(under);
    await under.clock.advance(2_500);
    under.codex.clients[0]?.die(null, 'SIGKILL');
    await seen(() => parked(under, id).stepsLost === true);
    await signIn(under);
    expect(await under.fleet.continue(id, 'last-step')).toMatchObject({
      failure: { kind: 'invalid-input', what: 'its finished steps went with its process' },
    });
    await under.fleet.continue(id, 'start-over');
    await reaches(under, id, 'running');
    expect(under.codex.run(1).request).toMatchObject({ prompt: 'go', forkBefore: null });
  });
});

describe('a helper that has waited for half an hour', () => {
  it('will ask then, and asks at the sign-in', async () => {
    const under = await setUp();
    const id = await running(under, 'go');
    under.codex.run(0).begin().refuse(under.clock.now());
    await reaches(under, id, 'waiting-for-sign-in');
    await under.clock.advance(11 * 60_000);
    await seen(() => under.view(id).pid === null);
    await under.clock.advance(18 * 60_000);
    expect(parked(under, id)).not.toHaveProperty('willAsk');
    await under.clock.advance(61_000);
    expect(parked(under, id)).toMatchObject({ willAsk: true });
    await signIn(under);
    await seen(() => parked(under, id).asks === 'too-old');
    await under.clock.advance(10_000);
    expect(under.codex.runs).toHaveLength(1);
    await under.fleet.continue(id, 'last-step');
    await reaches(under, id, 'running');
    // No step was finished: that is to start over.
    expect(under.codex.run(1).request).toMatchObject({ prompt: 'go', forkAfter: null });
  });

  it.each([-5, 5])(
    'keeps its process no longer where the clock is set by %s hours',
    async (hours) => {
      const under = await setUp();
      const id = await running(under, 'go');
      under.codex.run(0).begin().refuse(under.clock.now());
      await reaches(under, id, 'waiting-for-sign-in');
      under.clock.leap(hours * 3_600_000);
      await under.clock.advance(9 * 60_000);
      expect(under.view(id).pid).not.toBeNull();
      await under.clock.advance(2 * 60_000);
      await seen(() => under.view(id).pid === null);
    },
  );

  it('will ask then also where the clock is set back by hours, and at once after a sleep', async () => {
    const under = await setUp();
    const id = await running(under, 'go');
    under.codex.run(0).begin().refuse(under.clock.now());
    await reaches(under, id, 'waiting-for-sign-in');
    under.clock.leap(-5 * 3_600_000);
    await under.clock.advance(29 * 60_000);
    expect(parked(under, id)).not.toHaveProperty('willAsk');
    await under.clock.advance(61_000);
    await seen(() => parked(under, id).willAsk === true);
    await signIn(under);
    await seen(() => parked(under, id).asks === 'too-old');

    const other = await running(under, 'sleeps');
    under.codex.runs.at(-1)?.begin().refuse(under.clock.now());
    await reaches(under, other, 'waiting-for-sign-in');
    under.clock.leap(8 * 3_600_000);
    await signIn(under);
    await seen(() => parked(under, other).asks === 'too-old');
  });

  it('does not ask when it was told to start over before', async () => {
    const under = await setUp();
    const id = await running(under, 'go');
    under.codex.run(0).begin().refuse(under.clock.now());
    await reaches(under, id, 'waiting-for-sign-in');
    await under.clock.advance(31 * 60_000);
    await seen(() => parked(under, id).willAsk === true);
    await under.fleet.retry(id);
    await under.clock.advance(31 * 60_000);
    expect(parked(under, id)).not.toHaveProperty('willAsk');
    await signIn(under);
    await reaches(under, id, 'running');
  });
});

it('an answer that fits no helper that waits is refused', async () => {
  const under = await setUp();
  expect(await under.fleet.continue('x', 'leave')).toMatchObject({
    failure: { kind: 'unknown-id' },
  });
  const id = await running(under, 'go');
  expect(await under.fleet.continue(id, 'start-over')).toMatchObject({
    failure: { kind: 'invalid-input' },
  });
});
