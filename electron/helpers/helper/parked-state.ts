import type { Failure } from '../../../shared/failure.ts';
import type { HelperState } from '../../../shared/state.ts';

/** The state of a parked helper. */
export type ParkedState = Extract<HelperState, { readonly phase: 'waiting-for-sign-in' }>;

/** What the state of a parked helper is made of. */
export interface ParkedFacts {
  readonly failure: Failure;
  readonly processUntil: number | null;
  /** Why it does not go on by itself; null when it does, or when the person has said how. */
  readonly why: NonNullable<ParkedState['asks']> | null;
  /** True once its sign-in works (again). */
  readonly signInWorks: boolean;
  /** False when there are no finished steps any more that it could go on from. */
  readonly hasSteps: boolean;
}

/** The state that follows; it asks only once the sign-in is no longer what it waits for. Pure. */
export const parkedState = (facts: ParkedFacts): ParkedState => {
  const { failure, processUntil, why, signInWorks, hasSteps } = facts;
  return {
    phase: 'waiting-for-sign-in',
    failure,
    processUntil,
    ...(why === null ? {} : { willAsk: true }),
    ...(why === null || !signInWorks ? {} : { asks: why }),
    ...(why === null && signInWorks ? { goesOn: true } : {}),
    ...(why === 'tools-ran' && !hasSteps ? { stepsLost: true } : {}),
  };
};

/** True when nothing of it differs that a person sees. Pure. */
export const isSameParked = (a: ParkedState, b: ParkedState): boolean =>
  a.failure === b.failure &&
  a.processUntil === b.processUntil &&
  a.willAsk === b.willAsk &&
  a.asks === b.asks &&
  a.goesOn === b.goesOn &&
  a.stepsLost === b.stepsLost;
