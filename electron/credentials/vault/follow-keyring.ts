import type { Clock } from '../../base/clock.ts';

/** How often it is asked whether it is time to ask. */
const tickMs = 5_000;

export interface FollowKeyringDeps {
  /** How often the password store is to be asked as things are now; null for not at all. */
  readonly everyMs: () => number | null;
  /** Asks it. Never rejects. */
  readonly look: () => Promise<void>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Asks the password store again and again, as often as things are. Settles after the abort. */
export const followKeyring = async (deps: FollowKeyringDeps): Promise<void> => {
  const { everyMs, look, clock, signal } = deps;
  const isOver = (): boolean => signal.aborted;
  let notAskedMs = 0;
  while (!isOver()) {
    await clock.pause(tickMs, signal);
    notAskedMs += tickMs;
    const dueMs = everyMs();
    if (isOver() || dueMs === null || notAskedMs < dueMs) continue;
    notAskedMs = 0;
    await look();
  }
};
