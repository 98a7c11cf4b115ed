import { countsAsAlive } from './state.ts';
import type { HelperView } from './state.ts';

/** How many helpers end with the panel: those at work, and those that wait to begin. */
export const helpersToStop = (helpers: readonly HelperView[]): number =>
  helpers.filter(
    ({ fromHistory, state }) => !fromHistory && (countsAsAlive(state) || state.phase === 'queued'),
  ).length;
