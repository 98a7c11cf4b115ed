import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Fault } from '../../electron/faults/fault.ts';
import { p99 } from '../../electron/faults/measure.ts';
import { faults } from '../../electron/faults/table.ts';
import { isEnded } from '../../shared/state.ts';
import { FaultBench, plantedSecret } from './fault-bench.ts';
import { shuffled } from './shuffled.ts';

const bench = new FaultBench();
beforeAll(() => bench.open());
afterAll(() => bench.close());

/** Repeats a run: the order and company in which faults are tried follow from it. */
const seed = Number(process.env.BULKHEAD_FAULT_SEED ?? '1');

const groups = (all: readonly Fault[], size: number): readonly (readonly Fault[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, n) =>
    all.slice(n * size, (n + 1) * size),
  );

const isOver = (id: string): boolean => {
  const { state } = bench.view(id);
  return isEnded(state) || state.phase === 'waiting-for-sign-in';
};

describe('whatever a helper does', () => {
  it('has at least forty names', () => {
    expect(new Set(faults.map(({ name }) => name)).size).toBe(faults.length);
    expect(faults.length).toBeGreaterThanOrEqual(40);
  });

  it.each(
    groups(shuffled(faults, seed), 5).map((group) => [
      group.map(({ name }) => name).join(' + '),
      group,
    ]),
  )(`nothing else moves (seed ${seed}): %s`, { timeout: 60_000 }, async (_names, group) => {
    if (typeof group === 'string') return;
    await bench.takeLateness();
    bench.takePieces();
    const ids = group.map(({ name }) => bench.spawn(name));
    await expect.poll(() => ids.every(isOver), { timeout: 45_000, interval: 20 }).toBe(true);

    for (const [at, { name, ends }] of group.entries()) {
      const id = ids[at] ?? '';
      const view = bench.view(id);
      const { state } = view;
      expect(state.phase, name).toBe(ends.phase);
      if (ends.phase === 'failed' && state.phase === 'failed') {
        const { kind, code = state.failure.code } = ends;
        expect(state.failure, name).toMatchObject({ kind, code });
      }
      expect(view.promptsSent, name).toBeLessThanOrEqual(1);
      expect(JSON.stringify(view).length, name).toBeLessThan(100_000);
      expect(JSON.stringify(view) + bench.output(id), name).not.toContain(plantedSecret);
    }
    await Promise.all(ids.map((id) => bench.remove(id)));
    await expect.poll(() => bench.compartments(), { timeout: 5_000 }).toBe(1);
    expect(bench.bystander.state.phase).toBe('running');
    const pieces = bench.takePieces();
    expect(pieces.length).toBeGreaterThan(0);
    const { main, machine } = await bench.takeLateness();
    // What exceeds both the promise and what the machine itself was late counts.
    expect(main).toBeLessThan(50 + 2 * machine);
    expect(p99(pieces)).toBeLessThan(250 + 2 * machine);
  });
});
