import type { HelperState, HelperView } from '../../../shared/state.ts';

/** How long a prompt may wait and still go on without a question. */
const continuesForMs = 30 * 60_000;

/** When a parked helper will have waited too long to go on by itself, in epoch ms. Pure. */
export const asksFrom = (view: HelperView): number =>
  view.failedAt === null ? Infinity : view.failedAt + continuesForMs;

type Reason = NonNullable<Extract<HelperState, { phase: 'waiting-for-sign-in' }>['asks']>;

/**
 * Why a parked helper does not go on by itself once its sign-in works, or null when it does: tools
 * had run before it was refused, or it has waited for more than half an hour. Pure.
 */
export const whyAsks = (view: HelperView, now: number): Reason | null => {
  if (view.toolsRun > 0) return 'tools-ran';
  return now >= asksFrom(view) ? 'too-old' : null;
};
