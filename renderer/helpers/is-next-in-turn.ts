import type { HelperState } from '../../shared/state.ts';

/** True for a helper whose sign-in works again: it asks nobody for anything and goes on in its turn. */
export const isNextInTurn = (state: HelperState): boolean =>
  state.phase === 'waiting-for-sign-in' && state.goesOn === true;
