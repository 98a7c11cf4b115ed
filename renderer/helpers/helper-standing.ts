import { isEnded, type HelperView } from '../../shared/state.ts';

/** What a refused helper stands at: its end, a sign-in, its turn to go on, or the person's word. */
export type Standing = 'ended' | 'needs-sign-in' | 'goes-on' | 'asks';

/** Says what a failed or parked helper waits for. Pure. */
export const standingOf = ({ state }: HelperView): Standing => {
  if (isEnded(state) || state.phase !== 'waiting-for-sign-in') return 'ended';
  if (state.asks !== undefined) return 'asks';
  return state.goesOn === true ? 'goes-on' : 'needs-sign-in';
};

/** How many helpers go on by themselves once this one's sign-in works again. Pure. */
export const countGoingOn = (
  { credentialId }: HelperView,
  helpers: readonly HelperView[],
): number =>
  helpers.filter(
    (other) =>
      other.state.phase === 'waiting-for-sign-in' &&
      other.state.asks === undefined &&
      other.state.goesOn !== true &&
      other.state.willAsk !== true &&
      other.credentialId === credentialId,
  ).length;
