import { expect } from 'vitest';

import type { Fault } from '../../electron/faults/fault.ts';
import { p99 } from '../../electron/faults/measure.ts';
import { bystanders, plantedSecret, type FaultBench, type Tried } from './fault-bench.ts';
import type { Measured } from './panel-apart.ts';

/** What is promised whatever helpers do; ms, MB. */
const promised = { stand: 50, piece: 250, status: 300, memory: 20, memoryWithin: 10_000 };

/** What counts of one try, in ms. */
interface Times {
  /** How long main stood by its own doing, by the clock, and of what it ran meanwhile. */
  readonly stand: number;
  readonly stood: number;
  readonly busy: number;
  /** How late a piece of a bystander's text came: 99 of 100 came sooner. */
  readonly piece: number;
  readonly status: number;
  /** The same of bare processes, and how late their loops came for whatever reason. */
  readonly floor: { readonly stand: number; readonly piece: number; readonly late: number };
}

/** What a run has shown, for its last line. */
export interface Seen extends Times {
  readonly grewMb: number;
}

const timesOf = ({ stoodMs, ownMs, busyMs, pieces, status, floor }: Measured): Times => ({
  stand: ownMs,
  stood: stoodMs,
  busy: busyMs,
  piece: p99(pieces),
  status,
  floor: {
    stand: floor.stand,
    late: floor.late,
    piece: Math.max(p99(floor.pieces), floor.late),
  },
});

/**
 * What exceeds both what is promised and what bare processes beside it met, in words. Of a stand only
 * main's own doing counts.
 */
const exceeding = ({ stand, piece, status, floor }: Times): readonly string[] => {
  return [
    { what: 'main stood', ms: stand, most: Math.max(promised.stand, floor.stand) },
    { what: 'a piece was late', ms: piece, most: Math.max(promised.piece, floor.piece) },
    { what: 'the state took', ms: status, most: Math.max(promised.status, floor.piece) },
  ]
    .filter(({ ms, most }) => ms > most)
    .map(({ what, ms, most }) => `${what} ${ms.toFixed(0)} ms of ${most.toFixed(0)}`);
};

const endedAsSaid = (group: readonly Fault[], { views, outputs }: Tried): void => {
  for (const [at, { name, ends, prompts = 1 }] of group.entries()) {
    const view = views[at];
    expect(view?.state.phase, name).toBe(ends.phase);
    if (ends.phase === 'failed' && view?.state.phase === 'failed') {
      const { kind, code = view.state.failure.code } = ends;
      expect(view.state.failure, name).toMatchObject({ kind, code });
    }
    expect(view?.promptsSent, name).toBeLessThanOrEqual(prompts);
    expect(JSON.stringify(view).length, name).toBeLessThan(100_000);
    expect(outputs[at], name).not.toContain(plantedSecret);
  }
};

const nothingLeft = async (bench: FaultBench, zombies: number): Promise<void> => {
  const within = (message: string) => ({ timeout: 15_000, interval: 100, message });
  await expect.poll(() => bench.compartments(), within('compartments')).toBe(bystanders);
  // One process each: whatever else names a compartment was left behind.
  await expect
    .poll(async () => (await bench.processes()).helpers.length, within('processes'))
    .toBe(bystanders);
  // Only the thread that started a process can wait for it, and that is gone where a keeper failed.
  await expect
    .poll(async () => (await bench.processes()).zombies.length, within('zombies'))
    .toBeLessThanOrEqual(zombies);
};

/**
 * Tries a group of faults at once, beside helpers that do nothing wrong, and holds the panel to what
 * is promised. A time counts where it exceeds both the promise and what bare processes beside it met.
 */
export const tryFaults = async (bench: FaultBench, group: readonly Fault[]): Promise<Seen> => {
  const before = await bench.state();
  const promptsBefore = await Promise.all(group.map(({ name }) => bench.promptsOf(name)));
  const zombiesBefore = (await bench.processes()).zombies.length;
  const heldBefore = await bench.heldMb();

  const tried = await bench.try(group);

  endedAsSaid(group, tried);
  const { measured, views } = tried;
  for (const [at, { name, prompts = 1 }] of group.entries()) {
    const came = (await bench.promptsOf(name)) - (promptsBefore[at] ?? 0);
    expect(came, `prompts that came to ${name}`).toBeLessThanOrEqual(prompts);
  }
  const shown = [await bench.cli(['status', '--json']), await bench.cli(['helpers'])].join('\n');
  for (const { name } of views) expect(shown).toContain(name);
  expect(shown).not.toContain(plantedSecret);
  await bench.remove(views.map(({ id }) => id));
  // Its process, and the look at a folder that it was about to take.
  const unwaited = 2 * group.filter(({ keeper }) => keeper !== undefined).length;
  await nothingLeft(bench, zombiesBefore + unwaited);
  let grewMb = Infinity;
  const back = async (): Promise<number> => (grewMb = (await bench.heldMb()) - heldBefore);
  await expect
    .poll(back, { timeout: promised.memoryWithin, interval: 500, message: 'MB more than before' })
    .toBeLessThan(promised.memory);
  expect(await bench.filesWith(plantedSecret)).toEqual([]);
  expect(measured.isLeaked, 'the secret in a snapshot').toBe(false);

  const { gateway, helpers } = await bench.state();
  expect(gateway.state.phase).toBe('connected');
  expect(gateway.connId).toBe(before.gateway.connId);
  expect(bench.attempts, 'connects').toBe(1);
  const phases = bench.bystanderIds.map((id) => helpers.find((one) => one.id === id)?.state.phase);
  expect(phases).toEqual(bench.bystanderIds.map(() => 'running'));
  expect(measured.pieces.length, 'pieces of bystanders').toBeGreaterThan(0);
  const seen = { ...timesOf(measured), grewMb };
  expect(exceeding(seen), JSON.stringify(seen)).toEqual([]);
  return seen;
};

/** The greatest of each, of all groups that held. */
export const summary = (seen: readonly Seen[]): string => {
  if (seen.length === 0) return 'nothing held';
  const most = (of: (one: Seen) => number): string => Math.max(...seen.map(of)).toFixed(0);
  return [
    `most of ${seen.length} groups that held: main stood ${most((one) => one.stand)} ms by its own doing, ${most((one) => one.busy)} of it at work, ${most((one) => one.stood)} by the clock (a bare process ${most((one) => one.floor.stand)}, for want of a processor too ${most((one) => one.floor.late)})`,
    `a bystander's piece came ${most((one) => one.piece)} ms late, 99 of 100 sooner (bare ${most((one) => one.floor.piece)})`,
    `the state took ${most((one) => one.status)} ms`,
    `main holds ${most((one) => one.grewMb)} MB more`,
  ].join('; ');
};
