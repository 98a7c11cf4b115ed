/** What really happened with a credential; kept across restarts, without the secret. */
export interface Observed {
  /** Grows with each new secret and never falls. */
  readonly generation: number;
  /** Salted fingerprint of the key of that generation; null where none was taken. */
  readonly print: string | null;
  readonly lastWorkedAt: number | null;
  readonly lastWorkedBy: string | null;
  readonly workedGeneration: number;
  readonly lastRefusedAt: number | null;
  readonly lastRefusedBy: string | null;
  /** The code behind the last refusal; null when none was told. */
  readonly lastRefusedCode: string | null;
  /** The newest generation that its provider refused; 0 for none. */
  readonly refusedGeneration: number;
  /** A limit that was reached, and when that was told; `opensAt` when it was said. */
  readonly limit: { readonly opensAt: number | null; readonly at: number | null } | null;
}

/** Nothing was seen of it yet. */
export const nothingObserved: Observed = {
  generation: 0,
  print: null,
  lastWorkedAt: null,
  lastWorkedBy: null,
  workedGeneration: 0,
  lastRefusedAt: null,
  lastRefusedBy: null,
  lastRefusedCode: null,
  refusedGeneration: 0,
  limit: null,
};

/** Something that was seen of one generation; `at` in epoch ms, `by` names who saw it. */
export type Sighting =
  | {
      readonly kind: 'worked';
      readonly at: number;
      readonly by: string;
      /** The request was begun after the last refusal; one that was under way then proves less. */
      readonly begunAfterRefusal: boolean;
    }
  /** An answer that is no success. Only the provider itself can refuse; a proxy cannot. */
  | {
      readonly kind: 'answered';
      readonly at: number;
      readonly by: string;
      readonly status: number;
      readonly from: 'provider' | 'elsewhere';
      readonly code: string | null;
    }
  /** The refresh token was refused, for good. */
  | {
      readonly kind: 'refresh-refused';
      readonly at: number;
      readonly by: string;
      readonly code: string | null;
    }
  | { readonly kind: 'limited'; readonly at: number; readonly opensAt: number | null };

/**
 * What is known after a sighting of `seen`, a generation, while `current` is the one in use. What
 * was seen of another generation changes nothing; so does all but a 401 of the provider itself, or
 * a refused refresh. The first refusal of a generation is the one that is told.
 */
export const observe = (
  before: Observed,
  current: number,
  seen: number,
  sighting: Sighting,
): Observed => {
  if (seen === 0 || seen !== current) return before;
  switch (sighting.kind) {
    case 'worked': {
      const cleared = sighting.begunAfterRefusal && before.refusedGeneration === seen;
      return {
        ...before,
        generation: seen,
        workedGeneration: seen,
        lastWorkedAt: sighting.at,
        lastWorkedBy: sighting.by,
        refusedGeneration: cleared ? 0 : before.refusedGeneration,
        limit: null,
      };
    }
    case 'answered':
      return sighting.status === 401 && sighting.from === 'provider'
        ? refused(before, seen, sighting)
        : before;
    case 'refresh-refused':
      return refused(before, seen, sighting);
    case 'limited':
      return {
        ...before,
        generation: seen,
        limit: { opensAt: sighting.opensAt, at: sighting.at },
      };
  }
};

const refused = (
  before: Observed,
  generation: number,
  { at, by, code }: { readonly at: number; readonly by: string; readonly code: string | null },
): Observed =>
  before.refusedGeneration === generation
    ? before
    : {
        ...before,
        generation,
        refusedGeneration: generation,
        lastRefusedAt: at,
        lastRefusedBy: by,
        lastRefusedCode: code,
      };
