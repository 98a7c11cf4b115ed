import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { FleetBench } from '../../../fakes/fleet-bench.ts';
import { failureOf, gone, reaches, running } from '../../../fakes/fleet-steps.ts';
import type { FleetUnderTest } from '../../../fakes/fleet-under-test.ts';
import { settle } from '../../../fakes/manual-clock.ts';

const { setUp, dispose } = new FleetBench();
afterEach(async () => {
  vi.restoreAllMocks();
  await dispose();
});

/** From now on the loop of whoever ends an attempt breaks. */
const breakLoops = ({ credentials }: FleetUnderTest): void => {
  vi.spyOn(credentials, 'generation').mockImplementation(() => {
    throw new Error('a mistake of ours');
  });
};

/** What nobody caught is kept here in place of ending the test. */
const uncaught = (): unknown[] => {
  const caught: unknown[] = [];
  vi.spyOn(globalThis, 'queueMicrotask').mockImplementation((run) => {
    try {
      run();
    } catch (error) {
      caught.push(error);
    }
  });
  return caught;
};

describe('a helper whose own loop breaks', () => {
  it('fails, and gives back its slot, its client and its compartment', async () => {
    const under = await setUp({ limits: () => ({ alive: 1, starting: 1 }) });
    const id = await running(under, 'one');
    under.codex.run(0).begin();
    breakLoops(under);
    under.codex.run(0).complete();
    await reaches(under, id, 'failed');
    expect(failureOf(under.view(id))).toMatchObject({
      kind: 'unexpected',
      detail: 'a mistake of ours',
    });
    vi.restoreAllMocks();
    expect(under.view(id).pid).toBeNull();
    expect(under.codex.alive).toHaveLength(0);
    expect(await readdir(path.join(under.home, 'compartments'))).toEqual([]);
    expect(await running(under, 'two')).not.toBe(id);
  });

  it('can be stopped, removed, or begun again after that', async () => {
    const under = await setUp();
    const id = await running(under, 'one');
    under.codex.run(0).begin();
    breakLoops(under);
    under.codex.run(0).complete();
    await reaches(under, id, 'failed');
    vi.restoreAllMocks();
    expect((await under.fleet.retry(id)).ok).toBe(true);
    await reaches(under, id, 'running');
    under.codex.run(1).begin().complete();
    await reaches(under, id, 'completed');
    expect((await under.fleet.remove(id)).ok).toBe(true);
  });
});

describe('a helper of which nobody can be told', () => {
  it('is not blamed for it, goes on and ends', async () => {
    let isBroken = false;
    const under = await setUp({
      onHelpers: () => {
        if (isBroken) throw new Error('nobody listens');
      },
      onOutput: () => {
        throw new Error('nobody reads');
      },
    });
    const caught = uncaught();
    const id = await running(under, 'one');
    isBroken = true;
    under.codex.run(0).begin().complete();
    await reaches(under, id, 'completed');
    await gone(under, id);
    await settle();
    expect(caught).toContainEqual(new Error('nobody listens'));
  });
});
