import { describeCause } from './describe-cause.ts';
import { describePhase } from './describe-helper.ts';
import { lowered } from './format.ts';
import type { HelperState } from './state.ts';

export const historyNotSavedId = 'history-not-saved';

/** What is said when helpers that left the list could not be written to the history. */
export const historyNotSaved = {
  id: historyNotSavedId,
  title: 'The history cannot be saved',
  text: 'Helpers that leave the list are kept meanwhile, and written with the next one. What cannot be written until Bulkhead ends is in the list again when it starts.',
} as const;

/** What is said above the history of what could not be read of it; null when all could be. Pure. */
export const describeHistoryAside = (files: readonly string[]): string | null =>
  files.length === 0
    ? null
    : `A part of the history could not be read. It is kept as ${files.join(' and ')}.`;

/** What becomes of a helper that is dismissed while it waits; `isKept` when there is a history. Pure. */
export const describeDismissed = (isKept: boolean): string =>
  isKept
    ? 'It will not go on; its prompt stays in the history.'
    : 'Its prompt is kept here only and goes with it.';

/** How many there are below, of how many; empty when those are all. Pure. */
export const describeHistoryCount = (shown: number, total: number): string =>
  shown === total ? '' : `${shown} of ${total}`;

/** What is said in place of rows: nothing is there at all, or nothing that fits. Pure. */
export const describeNoHistory = (isFiltered: boolean): string =>
  isFiltered ? 'Nothing found in the history.' : 'The history is empty.';

/** How a helper of the history ended: `Failed: sign-in refused by OpenAI`. Pure. */
export const describeArchivedEnd = (state: HelperState): string => {
  const word = describePhase(state);
  return state.phase === 'failed'
    ? `${word}: ${lowered(describeCause(state.failure, 'helper'))}`
    : word;
};
