import type { HelperView } from './state.ts';

/** How long a refused prompt may wait and still go on without a question. */
const continuesForMs = 30 * 60_000;

/** True when a parked helper may go on by itself once its credential works again. Pure. */
export const mayContinue = (view: HelperView, now: number): boolean =>
  view.toolsRun === 0 && now - (view.failedAt ?? now) < continuesForMs;
