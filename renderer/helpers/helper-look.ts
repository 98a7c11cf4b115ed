import {
  isEnded,
  type HelperView,
  type HelperState,
  type HelperPhase,
} from '../../shared/state.ts';
import { describeActivity, describePhase } from '../../shared/describe-helper.ts';
import type { IconName } from '../ui/icon.tsx';
import type { SortColumns } from '../ui/sort-order.ts';

/** True for a helper whose sign-in works again: it asks nobody for anything and goes on in its turn. */
const isNextInTurn = (state: HelperState): boolean =>
  state.phase === 'waiting-for-sign-in' && state.goesOn === true;

const icons = {
  queued: 'queue',
  starting: 'work',
  ready: 'work',
  running: 'work',
  'waiting-for-sign-in': 'park',
  stopping: 'wait',
  completed: 'ok',
  failed: 'fail',
  cancelled: 'cancel',
} satisfies Readonly<Record<HelperPhase, IconName>>;

/** The shape of a helper's state. */
export const helperIcon = (state: HelperState): IconName =>
  isNextInTurn(state) ? 'wait' : icons[state.phase];

const ranks = {
  'waiting-for-sign-in': 0,
  running: 1,
  starting: 1,
  ready: 1,
  stopping: 1,
  queued: 2,
  failed: 3,
  completed: 4,
  cancelled: 4,
} satisfies Readonly<Record<HelperPhase, number>>;

const rankOf = ({ state, fromHistory }: HelperView): number => {
  if (fromHistory && state.phase === 'failed') return ranks.completed;
  return isNextInTurn(state) ? ranks.running : ranks[state.phase];
};

/** Helpers as lists show them: what waits for the person, working, queued, failed, ended. */
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

/** What the columns of the table are sorted by. */
export const helperColumns: SortColumns<HelperView> = {
  Helper: ({ name }) => name,
  State: ({ state }) => describePhase(state),
  Last: (helper) => describeActivity(helper).slice(describePhase(helper.state).length),
  Template: ({ templateName }) => templateName,
  Client: ({ isolated }) => (isolated ? 'isolated' : 'shared'),
  // It shows for how long, so the shortest comes first.
  Time: ({ failedAt, endedAt, startedAt, queuedAt }) =>
    -(failedAt ?? endedAt ?? startedAt ?? queuedAt),
};
