import { failure, type FailureCause } from '../../../shared/failure.ts';
import type { Clock } from '../../base/clock.ts';
import { tell } from '../../base/emitter.ts';
import { aborted } from '../../base/promises.ts';
import type {
  CodexClient,
  CodexRun,
  RunEvent,
  RunOutcome,
  RunRequest,
} from '../../codex/client.ts';
import { hear, nothingHeard, watchRun, type Heard, type WatchdogLimits } from './watchdog.ts';

/** How a guarded run ended. */
export interface GuardedEnd {
  readonly outcome: RunOutcome;
  readonly heard: Heard;
  /** True when `turn/interrupt` was not answered: the client must not be used again. */
  readonly deaf: boolean;
}

export interface GuardedRun {
  readonly client: CodexClient;
  readonly request: RunRequest;
  readonly onEvent: (event: RunEvent) => void;
  /** Called before the turn is interrupted because `signal` was aborted. */
  readonly onStopping: () => void;
  readonly limits: WatchdogLimits;
  /** How long an interrupt may go unanswered; 0 when none is to be sent. Asked when needed. */
  readonly interruptMs: () => number;
  readonly provider: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Interrupts and waits until the run is over; null when that took longer than allowed. */
const interrupted = async (
  run: CodexRun,
  timeoutMs: number,
  clock: Clock,
): Promise<RunOutcome | null> => {
  if (timeoutMs <= 0) return null;
  const over = new AbortController();
  const asked = run.interrupt(timeoutMs).then(
    () => run.outcome,
    () => null,
  );
  // The outcome counts even when the answer to the interrupt itself was lost with the process.
  const first = await Promise.race([
    asked,
    run.outcome,
    clock.pause(timeoutMs, over.signal).then(() => null),
  ]);
  over.abort();
  return first;
};

type First =
  | { readonly by: 'run'; readonly outcome: RunOutcome }
  | { readonly by: 'watchdog'; readonly cause: FailureCause | null }
  | { readonly by: 'person' };

/**
 * Runs one turn under the watchdogs. Aborting `signal` interrupts it; whatever happens it ends,
 * at the latest `interruptMs` after it was given up. Never rejects.
 */
export const runGuarded = async (guarded: GuardedRun): Promise<GuardedEnd> => {
  const { client, clock, limits, provider, signal } = guarded;
  const heard = nothingHeard();
  const over = new AbortController();
  const run = client.run(guarded.request, (event) => {
    // A client that speaks on after its run was given up is not heard any more.
    if (over.signal.aborted) return;
    hear(heard, event);
    // It is called by whoever reads the client, whom others may share.
    tell(() => guarded.onEvent(event));
  });
  const first = await Promise.race<First>([
    run.outcome.then((outcome) => ({ by: 'run', outcome })),
    watchRun(heard, limits, { clock, provider }, over.signal).then((cause) => ({
      by: 'watchdog',
      cause,
    })),
    aborted(signal, over.signal).then(() => ({ by: 'person' })),
  ]);
  if (first.by === 'person') guarded.onStopping();
  over.abort();
  if (first.by === 'run') return { outcome: first.outcome, heard, deaf: false };
  const end = await interrupted(run, guarded.interruptMs(), clock);
  const deaf = end === null;
  if (end !== null && end.kind !== 'interrupted') return { outcome: end, heard, deaf };
  const cause = first.by === 'watchdog' ? first.cause : null;
  const outcome: RunOutcome =
    cause === null
      ? { kind: 'interrupted' }
      : { kind: 'failed', failure: failure(cause), refusedAt: null, at: null };
  return { outcome, heard, deaf };
};
