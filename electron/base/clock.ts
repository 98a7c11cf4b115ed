/** Time as the loops see it; tests inject their own. */
export interface Clock {
  /** Epoch milliseconds: for what is shown and kept. It jumps when somebody sets the clock. */
  now(): number;
  /**
   * Milliseconds since some moment: for how long something took. It only grows, and stands still
   * while the computer sleeps.
   */
  monotonic(): number;
  /** Resolves after `ms` (24 days at most), or at once when `signal` aborts; never rejects. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
}

/** A timer that is set for longer goes off at once. */
const longestTimerMs = 2 ** 31 - 1;

/** The real time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  pause: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) {
        resolve();
        return;
      }
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, Math.min(ms, longestTimerMs));
      signal.addEventListener('abort', done, { once: true });
    }),
};
