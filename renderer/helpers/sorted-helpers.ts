import { isNextInTurn } from './is-next-in-turn.ts';
import type { HelperPhase, HelperView } from '../../shared/state.ts';

const ranks = {
  'waiting-for-sign-in': 0,
  failed: 0,
  running: 1,
  starting: 1,
  ready: 1,
  stopping: 1,
  queued: 2,
  completed: 3,
  cancelled: 3,
} satisfies Readonly<Record<HelperPhase, number>>;

const rankOf = ({ state, fromHistory }: HelperView): number => {
  if (fromHistory && state.phase === 'failed') return ranks.completed;
  return isNextInTurn(state) ? ranks.running : ranks[state.phase];
};

/** Helpers as lists show them: what failed or waits for the person, working, queued, ended. */
export const sortedHelpers = (helpers: readonly HelperView[]): readonly HelperView[] =>
  helpers.toSorted((a, b) => {
    const byRank = rankOf(a) - rankOf(b);
    if (byRank !== 0) return byRank;
    return rankOf(a) === ranks.completed
      ? (b.endedAt ?? b.queuedAt) - (a.endedAt ?? a.queuedAt)
      : a.queuedAt - b.queuedAt;
  });

/** True for those that ended and ask for nothing more. */
export const isQuiet = (helper: HelperView): boolean => rankOf(helper) === ranks.completed;
