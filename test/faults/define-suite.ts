import { afterAll, beforeAll, it } from 'vitest';

import type { Fault } from '../../electron/faults/fault.ts';
import { FaultBench } from './fault-bench.ts';
import { summary, tryFaults, type Seen } from './try-faults.ts';

/** Defines a test for each group of faults, on one panel, which prints what it has measured at its end. */
export const defineSuite = (title: string, groups: readonly (readonly Fault[])[]): void => {
  const bench = new FaultBench();
  const seen: Seen[] = [];
  beforeAll(() => bench.open());
  afterAll(async () => {
    await bench.close();
    console.log(`${title}: ${summary(seen)}`);
  });

  it.each(groups.map((group) => ({ names: group.map(({ name }) => name).join(' + '), group })))(
    `${title}: $names`,
    { timeout: 240_000 },
    async ({ group }) => {
      seen.push(await tryFaults(bench, group));
    },
  );
};
