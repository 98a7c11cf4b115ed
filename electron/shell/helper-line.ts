import { describeActivity, describePhase } from '../../shared/describe-helper.ts';
import { dayTime, oneLine } from '../../shared/format.ts';
import type { HelperView } from '../../shared/state.ts';

const LONGEST = 72;

const words = (helper: HelperView, now: number): string => {
  const { state, endedAt } = helper;
  switch (state.phase) {
    case 'running':
      return `${describePhase(state)} since ${dayTime(state.since, now)}`;
    case 'waiting-for-sign-in':
    case 'failed':
      return describeActivity(helper);
    case 'queued':
    case 'starting':
    case 'ready':
    case 'stopping':
      return describePhase(state);
    case 'completed':
    case 'cancelled':
      return endedAt === null
        ? describePhase(state)
        : `${describePhase(state)} ${dayTime(endedAt, now)}`;
  }
};

/** A helper as one line of a menu, such as `docs bot: working since 14:02`; never with an age. */
export const helperLine = (helper: HelperView, now: number): string => {
  const text = words(helper, now);
  return oneLine(`${helper.name}: ${text.charAt(0).toLowerCase()}${text.slice(1)}`, LONGEST);
};
