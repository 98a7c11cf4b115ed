import type { Clock } from '../../base/clock.ts';

const stepMs = 1_000;

/**
 * Waits `ms`, in steps. True when the computer slept meanwhile: a step took `sleptMs` longer than
 * asked, and what was known before says nothing about now; it returns at once then.
 */
export const nap = async (
  ms: number,
  sleptMs: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<boolean> => {
  const end = clock.now() + ms;
  for (let now = clock.now(); now < end && !signal.aborted; now = clock.now()) {
    const step = Math.min(stepMs, end - now);
    await clock.pause(step, signal);
    if (clock.now() - now > step + sleptMs) return true;
  }
  return false;
};
