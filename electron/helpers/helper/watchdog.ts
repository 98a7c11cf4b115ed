import { type FailureCause, failure } from '../../../shared/failure.ts';
import type { Clock } from '../../base/clock.ts';
import { FailureError } from '../../base/errors.ts';
import type { RunEvent } from '../../codex/client.ts';

export interface WatchdogLimits {
  /** From the turn's start to the provider's first sign of life. */
  readonly firstEventMs: number;
  /** Between two events after that, and before the turn started. */
  readonly progressMs: number;
}

export interface WatchdogSettings extends WatchdogLimits {
  /** How long an interrupt may go unanswered. */
  readonly interruptMs: number;
}

/** What a run was heard to do so far. */
export interface Heard {
  /** Counts every event. */
  events: number;
  turnStarted: boolean;
  /** The provider streamed something: its headers have come. */
  answered: boolean;
}

/** Nothing heard yet. */
export const nothingHeard = (): Heard => ({ events: 0, turnStarted: false, answered: false });

/** Only what a provider sends counts as an answer, not what codex says by itself. Pure. */
export const isAnswer = (event: RunEvent): boolean => {
  switch (event.kind) {
    case 'delta':
    case 'progress':
      return true;
    case 'item-started':
    case 'item-completed':
      return event.item.type !== 'other';
    case 'thread':
    case 'turn':
    case 'tokens':
    case 'note':
      return false;
  }
};

/** Notes an event. */
export const hear = (heard: Heard, event: RunEvent): void => {
  heard.events += 1;
  heard.turnStarted ||= event.kind === 'turn';
  heard.answered ||= isAnswer(event);
};

/** Time is counted in slices of the shorter limit, so that no delta has to restart a timer. */
const slicesPerLimit = 20;

/**
 * Watches a run and answers why it must be ended: `no-answer` or `stalled`; null once the signal
 * aborts. Counts waits that really passed, not the clock's hands, so a laptop that slept is not
 * taken for a silent provider. At most one slice late.
 */
export const watchRun = async (
  heard: Heard,
  limits: WatchdogLimits,
  deps: { readonly clock: Clock; readonly provider: string },
  signal: AbortSignal,
): Promise<FailureCause | null> => {
  const sliceMs = Math.min(limits.firstEventMs, limits.progressMs) / slicesPerLimit;
  let seen = { events: heard.events, unanswered: false };
  let silentMs = 0;
  for (;;) {
    await deps.clock.pause(sliceMs, signal);
    if (signal.aborted) return null;
    // Before the first answer codex's own events say nothing about the provider.
    const unanswered = heard.turnStarted && !heard.answered;
    const quiet = unanswered ? seen.unanswered : heard.events === seen.events;
    seen = { events: heard.events, unanswered };
    silentMs = quiet ? silentMs + sliceMs : 0;
    if (unanswered && silentMs >= limits.firstEventMs) {
      return { kind: 'no-answer', provider: deps.provider, silentMs: limits.firstEventMs };
    }
    if (silentMs >= limits.progressMs) {
      const phase = heard.turnStarted ? 'turn' : 'start';
      return { kind: 'stalled', phase, silentMs: limits.progressMs };
    }
  }
};

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
