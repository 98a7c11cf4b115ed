import type { Clock } from '../clock.ts';

/** A person who has unlocked it should not have to wait, and nobody should notice the asking. */
const everyMs = 5_000;

export interface FollowKeyringDeps {
  /** True while something waits for the password store to be unlocked. */
  readonly isAwaited: () => boolean;
  /** Asks it. Never rejects. */
  readonly look: () => Promise<void>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Asks the password store again and again while something waits for it. Settles after the abort. */
export const followKeyring = async (deps: FollowKeyringDeps): Promise<void> => {
  const { isAwaited, look, clock, signal } = deps;
  const isOver = (): boolean => signal.aborted;
  while (!isOver()) {
    await clock.pause(everyMs, signal);
    if (!isOver() && isAwaited()) await look();
  }
};
