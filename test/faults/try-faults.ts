import { expect } from 'vitest';

import type { Fault } from '../../electron/faults/fault.ts';
import { p99 } from '../../electron/faults/measure.ts';
import type { HelperView } from '../../shared/state.ts';
import { bystanders, plantedSecret, type FaultBench, type Tried } from './fault-bench.ts';
import type { Measured } from './panel-apart.ts';

/** What is promised whatever helpers do; ms, MB. */
const promised = { stand: 50, piece: 250, status: 300, memory: 20, memoryWithin: 10_000 };

/** What counts of one try, in ms; MB. */
interface Times {
  /** How long main stood, and of that what it was at work. */
  readonly stand: number;
  readonly busy: number;
  /** How late a piece of a bystander's text came: 99 of 100 came sooner. */
  readonly piece: number;
  readonly status: number;
  /** The same of bare processes. */
  readonly floor: { readonly stand: number; readonly piece: number };
}

/** What a run has shown, for its last line. */
export interface Seen extends Times {
  readonly grewMb: number;
  /** Faults that did not get so far as to be tried. */
  readonly starved: readonly string[];
}

/**
 * What a helper brings about comes again when it does the same, and what the machine does need not:
 * times that exceed are taken again this often, and count when they exceed each time.
 */
const tries = 3;

const timesOf = ({ ownMs, busyMs, pieces, status, floor }: Measured): Times => ({
  stand: ownMs,
  busy: busyMs,
  piece: p99(pieces),
  status,
  floor: { stand: floor.stand, piece: Math.max(p99(floor.pieces), floor.stand) },
});

/**
 * A machine where a process that does nothing is later than this, in ms, has more to do than it can:
 * threads of one process that copies its tables for another wait for each other there, and the clock
 * says nothing of the app. What main was at work is known all the same.
 */
const busyMachine = promised.stand / 2;

/** True where the clock can tell something of the app. */
const isQuiet = ({ floor }: Times): boolean => floor.stand <= busyMachine;

interface Exceeded {
  readonly what: string;
  readonly ms: number;
  readonly most: number;
}

const tooMuch = (times: readonly Exceeded[]): readonly Exceeded[] =>
  times.filter(({ ms, most }) => ms > most);

/** What exceeds both the promise and the bare processes beside it, by the clock. */
const lateByClock = ({ stand, piece, status, floor }: Times): readonly Exceeded[] =>
  tooMuch([
    { what: 'main stood', ms: stand, most: Math.max(promised.stand, floor.stand) },
    { what: 'a piece was late', ms: piece, most: Math.max(promised.piece, floor.piece) },
    { what: 'the state took', ms: status, most: Math.max(promised.status, floor.piece) },
  ]);

/** What counts of what exceeds, in words; none is as it should be. */
const exceeding = (times: Times): readonly string[] =>
  [
    ...tooMuch([{ what: 'main was at work', ms: times.busy, most: promised.stand }]),
    ...(isQuiet(times) ? lateByClock(times) : []),
  ].map(({ what, ms, most }) => `${what} ${ms.toFixed(0)} ms of ${most.toFixed(0)}`);

/** What says only that something took too long. */
const tooLong: ReadonlySet<string> = new Set(['stalled', 'no-answer', 'keeper']);

/** True for one that was given up before it got so far, where the machine had no time for it. */
const isStarved = ({ ends }: Fault, view: HelperView | undefined, times: Times): boolean =>
  !isQuiet(times) &&
  view?.state.phase === 'failed' &&
  tooLong.has(view.state.failure.kind) &&
  !(ends.phase === 'failed' && ends.kind === view.state.failure.kind);

/** Answers the names of those that were starved. */
const endedAsSaid = (
  group: readonly Fault[],
  { views, outputs, measured }: Tried,
): readonly string[] => {
  const starved: string[] = [];
  for (const [at, fault] of group.entries()) {
    const { name, ends, prompts = 1 } = fault;
    const view = views[at];
    if (isStarved(fault, view, timesOf(measured))) {
      starved.push(name);
      continue;
    }
    expect(view?.state.phase, name).toBe(ends.phase);
    if (ends.phase === 'failed' && view?.state.phase === 'failed') {
      const { kind, code = view.state.failure.code } = ends;
      expect(view.state.failure, name).toMatchObject({ kind, code });
    }
    expect(view?.promptsSent, name).toBeLessThanOrEqual(prompts);
    expect(JSON.stringify(view).length, name).toBeLessThan(100_000);
    expect(outputs[at], name).not.toContain(plantedSecret);
  }
  return starved;
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

const tryOnce = async (bench: FaultBench, group: readonly Fault[]): Promise<Seen> => {
  const before = await bench.state();
  const promptsBefore = await Promise.all(group.map(({ name }) => bench.promptsOf(name)));
  const zombiesBefore = (await bench.processes()).zombies.length;
  const heldBefore = await bench.heldMb();

  const tried = await bench.try(group);

  const starved = endedAsSaid(group, tried);
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
  return { ...timesOf(measured), grewMb, starved };
};

/**
 * Tries a group of faults at once, beside helpers that do nothing wrong, and holds the panel to what
 * is promised. A time counts where it exceeds both the promise and what bare processes beside it met.
 */
export const tryFaults = async (bench: FaultBench, group: readonly Fault[]): Promise<Seen> => {
  const exceeded: string[] = [];
  for (let n = 1; n <= tries; n += 1) {
    const seen = await tryOnce(bench, group);
    const more = [...exceeding(seen), ...seen.starved.map((name) => `no time for ${name}`)];
    if (more.length === 0) return seen;
    exceeded.push(more.join(', '));
  }
  return expect.fail(`each time beside ${group.length} faults: ${exceeded.join('; ')}`);
};

const line = (title: string, seen: readonly Seen[]): string => {
  const most = (of: (one: Seen) => number): string => Math.max(...seen.map(of)).toFixed(0);
  return [
    `${title}: main stood ${most((one) => one.stand)} ms (a bare process ${most((one) => one.floor.stand)})`,
    `was at work ${most((one) => one.busy)} ms of it`,
    `a bystander's piece came ${most((one) => one.piece)} ms late, 99 of 100 sooner (bare ${most((one) => one.floor.piece)})`,
    `the state took ${most((one) => one.status)} ms`,
    `main holds ${most((one) => one.grewMb)} MB more`,
  ].join('; ');
};

/** The greatest of each: of all tries, and of those where the clock can tell something. */
export const summary = (seen: readonly Seen[]): string => {
  const quiet = seen.filter(isQuiet);
  const late = seen.filter((one) => lateByClock(one).length > 0);
  return [
    `${late.length} of ${seen.length} exceeded both what is promised and a bare process by the clock`,
    ...(seen.length === 0 ? [] : [line(`most of ${seen.length} tries`, seen)]),
    ...(quiet.length === 0
      ? []
      : [line(`most of the ${quiet.length} on a machine that had time`, quiet)]),
  ].join('\n');
};
