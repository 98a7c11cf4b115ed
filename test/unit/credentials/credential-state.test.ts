import { describe, expect, it } from 'vitest';
import {
  credentialState,
  type Declared,
  type Observed,
} from '../../../electron/credentials/credential-state.ts';

const now = 1_000_000_000;
const hour = 3_600_000;

const declared: Declared = { generation: 2, endsAt: null, canRenew: false, renewingSince: null };
const observed: Observed = {
  generation: 2,
  lastWorkedAt: null,
  lastWorkedBy: null,
  workedGeneration: 0,
  lastRefusedAt: null,
  lastRefusedBy: null,
  refusedGeneration: 0,
  limit: null,
};
const worked = { lastWorkedAt: now - 5, workedGeneration: 2 };
const refused = { lastRefusedAt: now - 9, refusedGeneration: 2 };

describe('the verdict on a credential', () => {
  it.each<[string, Partial<Declared>, Partial<Observed>, string]>([
    ['no secret', { generation: 0 }, {}, 'needs-sign-in'],
    ['no secret, though an older one worked', { generation: 0 }, worked, 'needs-sign-in'],
    ['never used', {}, {}, 'not-checked'],
    ['worked', {}, worked, 'good'],
    ['an older generation worked', {}, { ...worked, workedGeneration: 1 }, 'not-checked'],
    ['refused', {}, refused, 'needs-sign-in'],
    ['refused before it worked late', {}, { ...refused, ...worked }, 'needs-sign-in'],
    ['an older generation refused', {}, { ...refused, refusedGeneration: 1 }, 'not-checked'],
    ['an older refused, this worked', {}, { ...refused, ...worked, refusedGeneration: 1 }, 'good'],
    ['renewing', { renewingSince: now }, refused, 'renewing'],
    ['limited until later', {}, { ...worked, limit: { opensAt: now + 1 } }, 'limited'],
    ['limited, no time said', {}, { limit: { opensAt: null } }, 'limited'],
    ['limit over', {}, { ...worked, limit: { opensAt: now } }, 'good'],
    ['refused and limited', {}, { ...refused, limit: { opensAt: null } }, 'needs-sign-in'],
    ['ends in 23 h', { endsAt: now + 23 * hour }, worked, 'ends-soon'],
    ['ends in 25 h', { endsAt: now + 25 * hour }, worked, 'good'],
    ['ended, cannot renew', { endsAt: now - hour }, worked, 'ends-soon'],
    ['lapsed, can renew', { endsAt: now - hour, canRenew: true }, worked, 'good'],
    ['refused and ending', { endsAt: now + hour }, refused, 'needs-sign-in'],
    ['worked in the future', {}, { ...worked, lastWorkedAt: now + hour }, 'good'],
  ])('%s', (_case, says, saw, phase) => {
    const state = credentialState({ ...declared, ...says }, { ...observed, ...saw }, 0, now);
    expect(state.phase).toBe(phase);
  });

  it('carries when it was refused and how many wait', () => {
    expect(credentialState(declared, { ...observed, ...refused }, 3, now)).toEqual({
      phase: 'needs-sign-in',
      refusedAt: now - 9,
      waiting: 3,
    });
    expect(credentialState({ ...declared, generation: 0 }, observed, 1, now)).toEqual({
      phase: 'needs-sign-in',
      refusedAt: null,
      waiting: 1,
    });
  });
});
