import { describe } from 'vitest';

import { faults } from '../../electron/faults/table.ts';
import { defineSuite } from './define-suite.ts';
import { groupsOf, seed, shuffled } from './shuffled.ts';

describe('whatever five of twenty helpers do, nothing else moves', () => {
  defineSuite(`seed ${seed}`, groupsOf(shuffled(faults, seed), 5));
});

describe('whatever one helper does, nothing else moves', () => {
  defineSuite(
    'alone',
    faults.map((fault) => [fault]),
  );
});
