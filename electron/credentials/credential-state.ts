import type { CredentialState } from '../../shared/credential.ts';

/** What a credential says of itself, apart from its secret. */
export interface Declared {
  /** 0 while no secret is at hand. */
  readonly generation: number;
  /** Epoch ms; null when it has no end, or none that is known. */
  readonly endsAt: number | null;
  readonly canRenew: boolean;
  /** Since when a renewal is in flight. */
  readonly renewingSince: number | null;
}

/** What really happened with a credential; kept across restarts, without the secret. */
export interface Observed {
  /** Grows with each new secret and never falls. */
  readonly generation: number;
  readonly lastWorkedAt: number | null;
  readonly lastWorkedBy: string | null;
  readonly workedGeneration: number;
  readonly lastRefusedAt: number | null;
  readonly lastRefusedBy: string | null;
  /** The newest generation that its provider refused; 0 for none. */
  readonly refusedGeneration: number;
  /** A limit that was reached; `opensAt` when it was said. */
  readonly limit: { readonly opensAt: number | null } | null;
}

const endsSoonMs = 24 * 60 * 60 * 1000;

/**
 * The verdict on a credential. A refusal counts only against the generation it met; a success
 * counts only for the generation it was made with; a lapsed credential that can renew stays good.
 */
export const credentialState = (
  declared: Declared,
  observed: Observed,
  waiting: number,
  now: number,
): CredentialState => {
  const { generation } = declared;
  if (generation === 0) return { phase: 'needs-sign-in', refusedAt: null, waiting };
  if (declared.renewingSince !== null) return { phase: 'renewing', since: declared.renewingSince };
  if (observed.refusedGeneration === generation) {
    return { phase: 'needs-sign-in', refusedAt: observed.lastRefusedAt, waiting };
  }
  const { limit } = observed;
  if (limit !== null && (limit.opensAt === null || limit.opensAt > now)) {
    return { phase: 'limited', opensAt: limit.opensAt };
  }
  if (!declared.canRenew && declared.endsAt !== null && declared.endsAt - now < endsSoonMs) {
    return { phase: 'ends-soon', endsAt: declared.endsAt };
  }
  return observed.lastWorkedAt !== null && observed.workedGeneration === generation
    ? { phase: 'good', lastWorkedAt: observed.lastWorkedAt }
    : { phase: 'not-checked' };
};
