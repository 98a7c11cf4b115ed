import type { CredentialFinding, CredentialState } from '../../../shared/credential.ts';
import { earliest } from '../../base/values.ts';
import type { Observed } from './observed.ts';

/** What a credential says of itself, apart from its secret. */
export interface Declared {
  /** 0 while no secret is at hand. */
  readonly generation: number;
  readonly account: string | null;
  readonly plan: string | null;
  /** Epoch ms; null when it has no end, or none that is known. */
  readonly endsAt: number | null;
  readonly canRenew: boolean;
  /** Since when a renewal is in flight. */
  readonly renewingSince: number | null;
  /** The gateway's own word (status of `models.authStatus`); null where nobody else speaks. */
  readonly gatewaySays: string | null;
  /** When the sign-in became another one than helpers hold; null while it is the same. */
  readonly changedAt: number | null;
  /** False when it will be gone at the next start though it was to be kept. */
  readonly stored: boolean;
  /** True when that is because the password store, or the disk, did not take it. */
  readonly storeFailed?: boolean;
  /** Who refuses it: a provider of models, or the gateway that it opens. */
  readonly judge: 'provider' | 'gateway';
}

/** Around the verdict: how long ahead an end is told. */
export interface VerdictContext {
  readonly endsSoonMs: number;
  /** Epoch ms. */
  readonly now: number;
}

/** A renewal is answered within seconds; one that seems to take longer is none any more. */
const renewalMs = 60_000;

/** How long a limit is believed whose end was not told. */
const untoldLimitMs = 3_600_000;

/** A credential that says nothing of itself but that it is there. */
export const plainDeclared = (generation: number): Declared => ({
  generation,
  account: null,
  plan: null,
  endsAt: null,
  canRenew: false,
  renewingSince: null,
  gatewaySays: null,
  changedAt: null,
  stored: true,
  judge: 'provider',
});

const finite = (at: number | null): number | null => (Number.isFinite(at) ? at : null);

const workedAt = ({ generation }: Declared, observed: Observed): number | null =>
  generation > 0 && observed.workedGeneration === generation ? observed.lastWorkedAt : null;

const isRefused = ({ generation }: Declared, observed: Observed): boolean =>
  generation > 0 && observed.refusedGeneration === generation;

/** Until when a limit is believed; never longer than when it was told, whatever the clock did. */
const limitEndsAt = ({ limit }: Observed, now: number): number | null => {
  if (limit === null) return null;
  const at = Math.min(finite(limit.at) ?? now, now);
  const told = finite(limit.opensAt);
  if (told === null) return limit.at === null ? null : at + untoldLimitMs;
  return limit.at === null ? told : Math.min(told, at + Math.max(0, told - limit.at));
};

/** Who waits for it is no part of the verdict: whoever knows the helpers counts them into the row. */
const needsSignIn = (refusedAt: number | null): CredentialState => ({
  phase: 'needs-sign-in',
  refusedAt,
  waiting: 0,
  continuing: 0,
});

/**
 * The verdict on a credential. A refusal counts only against the generation it met, a success only
 * for the one it was made with. What lapsed and can renew stays good; what has ended and still
 * worked afterwards is good as well. A clock that jumped makes no state worse than its evidence.
 */
export const credentialState = (
  declared: Declared,
  observed: Observed,
  { endsSoonMs, now }: VerdictContext,
): CredentialState => {
  const { generation, renewingSince: since } = declared;
  if (generation === 0) return needsSignIn(null);
  if (since !== null && now - since < renewalMs) {
    return { phase: 'renewing', since: Math.min(since, now) };
  }
  if (isRefused(declared, observed)) {
    const refusedAt = observed.lastRefusedAt;
    return declared.judge === 'gateway'
      ? { phase: 'refused-by-gateway', refusedAt: refusedAt ?? now }
      : needsSignIn(refusedAt);
  }
  const limitEnd = limitEndsAt(observed, now);
  if (observed.limit !== null && (limitEnd === null || limitEnd > now)) {
    return { phase: 'limited', opensAt: finite(observed.limit.opensAt) === null ? null : limitEnd };
  }
  const endsAt = declared.canRenew ? null : finite(declared.endsAt);
  const worked = workedAt(declared, observed);
  const outlived = endsAt !== null && endsAt <= now && worked !== null && worked > endsAt;
  if (endsAt !== null && !outlived && endsAt - now < endsSoonMs) {
    return { phase: 'ends-soon', endsAt };
  }
  if (worked !== null) return { phase: 'good', lastWorkedAt: worked };
  if (declared.stored) return { phase: 'not-checked' };
  return { phase: 'cannot-store', ...(declared.storeFailed === true ? { failed: true } : {}) };
};

const saysItEnded = (says: string | null): boolean => says === 'expired' || says === 'missing';

/**
 * Where what is said and what was seen disagree; null where they agree. A person is told what to
 * believe, and the verdict already believes it.
 */
export const credentialFinding = (
  declared: Declared,
  observed: Observed,
  now: number,
): CredentialFinding | null => {
  const { changedAt, gatewaySays } = declared;
  if (changedAt !== null) return { kind: 'changed-elsewhere', at: changedAt };
  const endsAt = finite(declared.endsAt);
  if (isRefused(declared, observed)) {
    const { lastRefusedAt } = observed;
    const saysGood =
      gatewaySays === null
        ? endsAt !== null && endsAt > now
        : !saysItEnded(gatewaySays) && (endsAt === null || endsAt > now);
    return saysGood && lastRefusedAt !== null && declared.judge === 'provider'
      ? { kind: 'refused-though-good', refusedAt: lastRefusedAt }
      : null;
  }
  const worked = workedAt(declared, observed);
  if (worked === null) return null;
  const ended = endsAt !== null && endsAt <= now;
  const endedSaid = saysItEnded(gatewaySays) || (ended && !declared.canRenew);
  return endedSaid && (!ended || worked > endsAt)
    ? { kind: 'works-though-ended', workedAt: worked }
    : null;
};

/** When the verdict may change though nothing happens (epoch ms); null when it cannot. */
export const verdictChangesAt = (
  declared: Declared,
  observed: Observed,
  endsSoonMs: number,
  now: number,
): number | null => {
  const endsAt = finite(declared.endsAt);
  const moments = [
    declared.renewingSince === null ? null : declared.renewingSince + renewalMs,
    limitEndsAt(observed, now),
    endsAt,
    endsAt === null ? null : endsAt - endsSoonMs + 1,
  ];
  return earliest(moments.filter((at) => at !== null && at > now));
};
