import { failure } from '../../../shared/failure.ts';
import type { Clock } from '../../base/clock.ts';
import { FailureError } from '../../base/errors.ts';

export interface WaitLimit {
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Named by the failure. */
  readonly phase: string;
}

/**
 * Settles as `work` does; after the time-out the signal that it got is aborted, and what it then
 * throws becomes a FailureError `stalled`.
 */
export const within = async <T>(
  { clock, timeoutMs, phase }: WaitLimit,
  signal: AbortSignal,
  work: (either: AbortSignal) => Promise<T>,
): Promise<T> => {
  const over = new AbortController();
  const late = new AbortController();
  const alarm = clock.pause(timeoutMs, over.signal).then(() => {
    if (!over.signal.aborted) late.abort();
  });
  try {
    return await work(AbortSignal.any([signal, late.signal]));
  } catch (thrown) {
    if (!late.signal.aborted) throw thrown;
    throw new FailureError(failure({ kind: 'stalled', phase, silentMs: timeoutMs }), {
      cause: thrown,
    });
  } finally {
    over.abort();
    await alarm;
  }
};
