import { describeCause } from './describe-cause.ts';
import { describePhase } from './describe-helper.ts';
import type { Failure } from './failure.ts';
import { lowered } from './format.ts';
import { isolated } from './isolated.ts';
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
    : `A part of the history could not be read. It is kept as ${files.map(isolated).join(' and ')}.`;

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

/** What a cause is called where many of its kind are counted; none for one that no helper ends by. */
const causeWords: Readonly<Partial<Record<Failure['kind'], string>>> = {
  unauthorized: 'Sign-in refused',
  forbidden: 'Not allowed',
  'cannot-tell': 'Not known',
  'rate-limited': 'Limited',
  quota: 'Usage limit',
  'provider-error': 'Provider error',
  unreachable: 'Not reachable',
  'no-answer': 'No answer',
  stalled: 'Stalled',
  exited: 'Process ended',
  limit: 'Out of memory or processes',
  'broken-pipe': 'Connection lost',
  protocol: 'Said what is no answer',
  keeper: 'Reader ended',
  incompatible: 'Version does not fit',
  'not-found': 'Program not found',
  'no-sandbox': 'No sandbox',
  misconfigured: 'Settings',
  storage: 'Disk',
};

/** Any other kind, also one of a later version, is named as it is. Pure. */
export const describeCauseKind = (kind: string): string =>
  causeWords[kind as Failure['kind']] ?? kind;

/** Since when the helpers that are looked for ended. */
export const historySince = [
  { value: 'any', label: 'Any time', days: null },
  { value: 'day', label: 'Last 24 hours', days: 1 },
  { value: 'week', label: 'Last 7 days', days: 7 },
  { value: 'month', label: 'Last 30 days', days: 30 },
] as const;

export type HistorySince = (typeof historySince)[number]['value'];
