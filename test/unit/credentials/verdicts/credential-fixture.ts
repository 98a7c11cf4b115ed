import type { CredentialFinding, CredentialState } from '../../../../shared/credential.ts';
import {
  plainDeclared,
  type Declared,
} from '../../../../electron/credentials/verdicts/credential-state.ts';
import type { Sighting } from '../../../../electron/credentials/verdicts/observed.ts';

/** The moment of every verdict: a local time, as a person reads it. */
export const now = new Date(2026, 10, 22, 14, 8).getTime();
export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

/** What was seen, of which generation; in order. */
export type Seen = readonly [generation: number, sighting: Sighting];

/** One combination of what is declared and what was seen, with the verdict that is right. */
export interface CredentialFixture {
  readonly name: string;
  readonly declared: Declared;
  readonly seen: readonly Seen[];
  readonly waiting: number;
  readonly state: CredentialState;
  readonly finding: CredentialFinding | null;
}

/** A provider answered. */
export const worked = (at = now - minute, begunAfterRefusal = false): Sighting => ({
  kind: 'worked',
  at,
  by: 'docs-bot',
  begunAfterRefusal,
});
/** An answer that is no success. */
export const answered = (
  status: number,
  from: 'provider' | 'elsewhere' = 'provider',
  at = now - 9,
): Sighting => ({ kind: 'answered', at, by: 'api-review', status, from, code: `http ${status}` });
/** The issuer refused to renew. */
export const refreshRefused: Sighting = {
  kind: 'refresh-refused',
  at: now - 9,
  by: 'sign-in',
  code: 'refresh_token_reused',
};
/** A provider told a limit. */
export const limited = (opensAt: number | null, at = now - minute): Sighting => ({
  kind: 'limited',
  at,
  opensAt,
});

/** It worked last. */
export const good = (lastWorkedAt = now - minute): CredentialState => ({
  phase: 'good',
  lastWorkedAt,
});
/** It asks for a sign-in. */
export const needs = (refusedAt: number | null, waiting = 0): CredentialState => ({
  phase: 'needs-sign-in',
  refusedAt,
  waiting,
  continuing: waiting,
});
/** Nothing is known of it. */
export const notChecked: CredentialState = { phase: 'not-checked' };
/** It ends. */
export const endsSoon = (endsAt: number): CredentialState => ({ phase: 'ends-soon', endsAt });

/** Refused though it says that it is good. */
export const though = (refusedAt = now - 9): CredentialFinding => ({
  kind: 'refused-though-good',
  refusedAt,
});
/** It works though it says that it has ended. */
export const works = (workedAt = now - minute): CredentialFinding => ({
  kind: 'works-though-ended',
  workedAt,
});

type Says = Partial<Declared>;

/** A case by name; what was seen is of generation 2, the current one, where none is said. */
export const of = (
  name: string,
  says: Says,
  seen: readonly (Sighting | Seen)[],
  state: CredentialState,
  finding: CredentialFinding | null = null,
  waiting = 0,
): CredentialFixture => ({
  name,
  declared: { ...plainDeclared(2), ...says },
  seen: seen.map((one): Seen => ('kind' in one ? [2, one] : one)),
  waiting,
  state,
  finding,
});

/** What an account says of itself. */
export const account = (endsAt: number): Says => ({
  account: 'ana@example.org',
  endsAt,
  canRenew: true,
});
/** What the gateway says of one of its own. */
export const openclaw = (gatewaySays: string, says: Says = {}): Says => ({ gatewaySays, ...says });

/** Warned this long ahead. */
export const endsSoonMs = day;
