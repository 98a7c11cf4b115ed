import { describe, expect, it } from 'vitest';

import { faults } from '../../electron/faults/table.ts';
import { defineSuite } from './define-suite.ts';
import { groupsOf, seed, shuffled } from './shuffled.ts';

describe('the table of faults', () => {
  it('has at least forty, each by a name of its own', () => {
    expect(new Set(faults.map(({ name }) => name)).size).toBe(faults.length);
    expect(faults.length).toBeGreaterThanOrEqual(40);
  });
});

/** The whole is `all-faults.test.ts`; this much of it takes less than a minute. */
const fewGroups = 4;

describe('whatever five of twenty helpers do, nothing else moves', () => {
  defineSuite(`seed ${seed}`, groupsOf(shuffled(faults, seed), 5).slice(0, fewGroups));
});
