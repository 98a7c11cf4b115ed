import type { HelperView } from '../../../shared/state.ts';

/** The helpers that wait for a credential. */
export interface Waiting {
  readonly waiting: number;
  /** How many of those go on by themselves once it works. */
  readonly continuing: number;
}

/** Nobody waits. */
export const nobodyWaits: Waiting = { waiting: 0, continuing: 0 };

/**
 * The helpers that wait for each credential, by its id; one whose sign-in works again waits for its
 * turn only. Pure.
 */
export const waitingPerCredential = (
  helpers: readonly HelperView[],
): ReadonlyMap<string, Waiting> => {
  const all = new Map<string, Waiting>();
  for (const { credentialId, state } of helpers) {
    if (state.phase !== 'waiting-for-sign-in' || state.goesOn === true) continue;
    const { waiting, continuing } = all.get(credentialId) ?? nobodyWaits;
    const continues = state.willAsk === true ? 0 : 1;
    all.set(credentialId, { waiting: waiting + 1, continuing: continuing + continues });
  }
  return all;
};
