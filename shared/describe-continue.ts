import type { CommandInput } from './contract.ts';
import { count } from './format.ts';
import type { HelperView } from './state.ts';

/** How a helper that asks may go on. */
export type ContinueHow = CommandInput<'helpers.continue'>['how'];

export interface ContinueChoice {
  readonly how: ContinueHow;
  readonly label: string;
}

/** What can be answered to a helper that asks how to go on, the likeliest first. */
export const continueChoices: readonly ContinueChoice[] = [
  { how: 'last-step', label: 'Continue from the last finished step' },
  { how: 'start-over', label: 'Start over' },
  { how: 'leave', label: 'Leave it' },
];

/** Why it asks instead of going on by itself; null while it does not ask. */
export const describeAsking = ({ state, toolsRun }: HelperView): string | null => {
  if (state.phase !== 'waiting-for-sign-in' || state.asks === undefined) return null;
  const lost = state.stepsLost === true ? ' Its finished steps went with its process.' : '';
  switch (state.asks) {
    case 'tools-ran':
      return `It had run ${count(toolsRun, 'tool')}, so nothing went on by itself.${lost} Starting over sends its prompt from the beginning.`;
    case 'restarted':
      return `Bulkhead was started again while it waited, so nothing went on by itself.${lost}`;
    case 'too-old':
      return `It waited for more than 30 min, so nothing went on by itself.${lost}`;
  }
};

/** What became of the helpers that waited for a sign-in: `Signed in. 3 helpers continued.` */
export const describeContinued = (continued: number, asking: number): string => {
  const asks =
    asking === 0 ? '' : ` ${count(asking, 'helper')} ${asking === 1 ? 'asks' : 'ask'} you.`;
  return continued === 0
    ? `Signed in.${asks}`
    : `Signed in. ${count(continued, 'helper')} continued.${asks}`;
};

/** The card of a helper whose sign-in works again: its cause and the line below the act. */
export const describeSignedInAgain = (
  helper: HelperView,
): { readonly cause: string; readonly hint: string } => {
  const asking = describeAsking(helper);
  return asking === null
    ? {
        cause: 'Signed in again: it goes on by itself',
        hint: 'One helper goes first as a test; the others follow when it works.',
      }
    : { cause: 'Signed in again: how is it to go on?', hint: asking };
};
