import { expect, it } from 'vitest';

import { tiers } from '../../../build/test/tiers.mjs';
import { tooSlow } from '../../../build/test/too-slow.mjs';

it('a tier that takes longer than it promises says so, and the fast one promises 30 s', () => {
  expect(tooSlow(tiers.fast, 30_000)).toBeNull();
  expect(tooSlow(tiers.fast, 30_100)).toContain('FAILED: it took 30.1 s, and promises 30.0 s');
  expect(tooSlow(tiers.unit, 3_600_000)).toBeNull();
});
