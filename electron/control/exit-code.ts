import type { Failure } from '../../shared/failure.ts';
import type { HelperState } from '../../shared/state.ts';

/** Done. */
export const exitDone = 0;
/** It failed, or was cancelled. */
export const exitFailed = 1;
/** Wrong usage, an unknown id or template. */
export const exitUsage = 2;
/** The app is not running. */
export const exitNotRunning = 3;
/** Waits for a sign-in. */
export const exitSignIn = 4;

/** What each stands for, as help and the manual say it. */
export const exitWords: readonly (readonly [number, string])[] = [
  [exitDone, 'done'],
  [exitFailed, 'it failed, was cancelled, or the panel hung up or did not answer'],
  [exitUsage, 'wrong usage, or an unknown id or template'],
  [exitNotRunning, 'Bulkhead is not running'],
  [exitSignIn, 'waits for a sign-in'],
  [130, 'ended by Ctrl+C, where that does not cancel something first'],
];

/** The exit code that a failure of a command stands for. */
export const exitCodeOf = (failed: Failure): number => {
  switch (failed.kind) {
    case 'invalid-input':
    case 'unknown-id':
      return exitUsage;
    case 'unauthorized':
      return exitSignIn;
    default:
      return exitFailed;
  }
};

/** The exit code of `spawn --wait` once a helper has ended or is parked; null before that. */
export const exitCodeOfHelper = (state: HelperState): number | null => {
  switch (state.phase) {
    case 'completed':
      return exitDone;
    case 'failed':
    case 'cancelled':
      return exitFailed;
    case 'waiting-for-sign-in':
      return state.goesOn === true ? null : exitSignIn;
    case 'queued':
    case 'starting':
    case 'ready':
    case 'running':
    case 'stopping':
      return null;
  }
};
