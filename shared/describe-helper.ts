import { describeCause } from './describe-cause.ts';
import { age, dayTime, duration, lowered, stopwatch } from './format.ts';
import { isEnded, type HelperState, type HelperView, type Tone } from './state.ts';
import { showCodes } from './show-codes.ts';
import { isolated } from './isolated.ts';

/** The state's word, as on a pill. */
export const describePhase = (state: HelperState): string => {
  switch (state.phase) {
    case 'queued':
      return 'Queued';
    case 'starting':
      return 'Starting';
    case 'ready':
      return 'Ready';
    case 'running':
      return 'Working';
    case 'waiting-for-sign-in':
      if (state.goesOn === true) return 'Waiting for its turn';
      return state.asks === undefined ? 'Waiting for sign-in' : 'Waiting for you';
    case 'stopping':
      return 'Stopping';
    case 'completed':
      return 'Completed';
    case 'failed':
      return 'Failed';
    case 'cancelled':
      return 'Cancelled';
  }
};

/** The state's colour class; the word always stands beside it. */
export const helperTone = (state: HelperState): Tone => {
  switch (state.phase) {
    case 'starting':
    case 'ready':
    case 'running':
      return 'work';
    case 'waiting-for-sign-in':
      return state.goesOn === true ? 'work' : 'attention';
    case 'completed':
      return 'ok';
    case 'failed':
      return 'fail';
    case 'queued':
    case 'stopping':
    case 'cancelled':
      return 'neutral';
  }
};

/** Line 2 of a row: `Failed: sign-in refused by OpenAI`, `Working: running npm test`. */
export const describeActivity = (helper: HelperView): string => {
  const { state } = helper;
  const word = describePhase(state);
  switch (state.phase) {
    case 'queued':
      return `${word}: starts when a slot is free`;
    case 'waiting-for-sign-in':
      if (state.goesOn === true) return `${word}: signed in again`;
      return state.asks === undefined
        ? `${word} to ${isolated(helper.provider)}`
        : `${word}: how to go on`;
    case 'failed':
      return `${word}: ${lowered(describeCause(state.failure, 'helper'), isolated(helper.provider))}`;
    case 'starting':
    case 'ready':
    case 'running':
    case 'stopping':
    case 'completed':
    case 'cancelled':
      // A helper at rest says of itself nothing but its state.
      return helper.activity === '' || helper.activity === word
        ? word
        : `${word}: ${showCodes(lowered(helper.activity))}`;
  }
};

/** The age column of a row: running `6:12`, stopped `6 min`, ended well `13:48`, queued `0:08`. */
export const describeHelperAge = (helper: HelperView, now: number): string => {
  const { state } = helper;
  switch (state.phase) {
    case 'queued':
      return stopwatch(now - helper.queuedAt);
    case 'starting':
    case 'ready':
    case 'stopping':
      return stopwatch(now - (helper.startedAt ?? helper.queuedAt));
    case 'running':
      return stopwatch(now - state.since);
    case 'waiting-for-sign-in':
    case 'failed':
      return duration(now - (helper.failedAt ?? helper.endedAt ?? helper.queuedAt));
    case 'completed':
    case 'cancelled':
      return dayTime(helper.endedAt ?? helper.queuedAt, now);
  }
};

const origin = (helper: HelperView): string =>
  helper.spawnedBy === null ? 'started by you' : `started by session ${isolated(helper.spawnedBy)}`;

const when = (helper: HelperView, now: number): string => {
  const { state } = helper;
  const stoppedAt = helper.failedAt ?? helper.endedAt;
  const stamp = (at: number): string => `${dayTime(at, now, 'seconds')}, ${age(at, now)}`;
  if (state.phase === 'waiting-for-sign-in' && stoppedAt !== null) {
    return `Waiting since ${stamp(stoppedAt)}.`;
  }
  if (isEnded(state) && stoppedAt !== null) {
    const verb = state.phase === 'completed' ? 'Completed' : 'Stopped';
    return `${verb} ${stamp(helper.endedAt ?? stoppedAt)}.`;
  }
  if (helper.startedAt !== null) return `Started ${dayTime(helper.startedAt, now, 'seconds')}.`;
  return `Queued ${dayTime(helper.queuedAt, now, 'seconds')}.`;
};

/** The meta line below a helper's title: template, client, who asked, when. */
export const describeHelperMeta = (helper: HelperView, now: number): string => {
  const client = helper.isolated ? 'isolated' : 'shared';
  return `${isolated(helper.templateName)}, ${client}, ${origin(helper)}. ${when(helper, now)}`;
};

/** What a parked helper's process does meanwhile; null for any other state, or if it had none. */
export const describeParkedProcess = (
  { state, clientId }: HelperView,
  now: number,
): string | null => {
  if (state.phase !== 'waiting-for-sign-in' || clientId === null) return null;
  return state.processUntil === null
    ? 'Its process was let go; a new one starts when it goes on.'
    : `Its process is kept until ${dayTime(state.processUntil, now)}.`;
};
