import { describe, expect, it } from 'vitest';
import {
  credentialFinding,
  credentialState,
  plainDeclared,
  verdictChangesAt,
} from '../../../../electron/credentials/verdicts/credential-state.ts';
import {
  nothingObserved,
  observe,
  type Observed,
} from '../../../../electron/credentials/verdicts/observed.ts';
import { withWaiting } from '../../../../electron/panel/credential-rows.ts';
import { endsSoonMs, now, type Seen } from './credential-fixture.ts';
import { credentialFixtures } from './credential-fixtures.ts';

/** Each sighting met the credential while its own generation was in use, or `late`. */
const observedOf = (current: number, seen: readonly Seen[]): Observed => {
  let inUse = 0;
  let observed = nothingObserved;
  for (const [generation, sighting] of seen) {
    inUse = Math.max(inUse, generation);
    observed = observe(observed, inUse, generation, sighting);
  }
  // A new secret closes the limit, as the one who holds it does.
  return inUse === current ? observed : { ...observed, limit: null };
};

describe('the verdict on a credential', () => {
  it.each(credentialFixtures)('$name', ({ declared, seen, waiting, state, finding }) => {
    const observed = observedOf(declared.generation, seen);
    const verdict = credentialState(declared, observed, { endsSoonMs, now });
    expect(withWaiting(verdict, { waiting, continuing: waiting })).toEqual(state);
    expect(credentialFinding(declared, observed, now)).toEqual(finding);
  });

  it('is tried in every state, with every finding', () => {
    const states = new Set(credentialFixtures.map(({ state }) => state.phase));
    const findings = new Set(credentialFixtures.map(({ finding }) => finding?.kind));
    expect(states.size).toBe(8);
    expect(findings).toEqual(
      new Set([undefined, 'works-though-ended', 'refused-though-good', 'changed-elsewhere']),
    );
    expect(new Set(credentialFixtures.map(({ name }) => name)).size).toBeGreaterThanOrEqual(24);
  });

  it('warns as early as the settings say', () => {
    const declared = { ...plainDeclared(1), endsAt: now + 3_600_000 };
    const phase = (ahead: number) =>
      credentialState(declared, nothingObserved, { endsSoonMs: ahead, now }).phase;
    expect(phase(3_600_001)).toBe('ends-soon');
    expect(phase(3_600_000)).toBe('not-checked');
    expect(phase(0)).toBe('not-checked');
  });

  it('says who refused it last, and with which code', () => {
    const seen = observedOf(1, [
      [1, { kind: 'refresh-refused', at: 5, by: 'sign-in', code: 'refresh_token_reused' }],
      [1, { kind: 'answered', at: 6, by: 'late', status: 401, from: 'provider', code: 'later' }],
    ]);
    expect(seen).toMatchObject({
      lastRefusedAt: 5,
      lastRefusedBy: 'sign-in',
      lastRefusedCode: 'refresh_token_reused',
    });
  });
});

describe('when a verdict may change by time alone', () => {
  it.each(
    credentialFixtures.flatMap((fixture) => {
      const observed = observedOf(fixture.declared.generation, fixture.seen);
      const at = verdictChangesAt(fixture.declared, observed, endsSoonMs, now);
      const before = credentialState(fixture.declared, observed, { endsSoonMs, now });
      return [{ name: fixture.name, declared: fixture.declared, observed, at, before }];
    }),
  )('it is told in time: $name', ({ declared, observed, at, before }) => {
    for (const later of [1_000, 3_600_000, 2 * 3_600_000, 26 * 3_600_000]) {
      const then = { endsSoonMs, now: now + later };
      const after = credentialState(declared, observed, then);
      if (after.phase !== before.phase) expect(at).toBeLessThanOrEqual(now + later);
    }
  });
});
