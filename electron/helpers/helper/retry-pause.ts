import type { Failure } from '../../../shared/failure.ts';

/** Pauses before the first and the second try again; a third failure stands. */
const pausesMs: readonly number[] = [1_000, 4_000];

/** Refusals (401, 403, 429, quota) are never repeated: each costs exactly one request. */
const mayPass = (failed: Failure): boolean =>
  failed.kind === 'provider-error'
    ? failed.status === null || failed.status >= 500
    : failed.kind === 'unreachable' && failed.reason !== 'proxy';

/**
 * How long to wait before a failed turn is sent again without asking, or null when it is not:
 * only while nothing was answered and no tool ran, so that nothing can happen twice. `random` in
 * [0, 1) adds up to a fifth. Pure.
 */
export const retryPause = (
  failed: Failure,
  tries: number,
  heard: { readonly answered: boolean },
  random: number,
): number | null => {
  const pause = pausesMs[tries];
  if (pause === undefined || heard.answered || !mayPass(failed)) return null;
  return Math.round(pause * (1 + random / 5));
};
