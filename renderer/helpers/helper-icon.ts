import { isNextInTurn } from './is-next-in-turn.ts';
import type { HelperPhase, HelperState } from '../../shared/state.ts';
import type { IconName } from '../ui/icon.tsx';

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
