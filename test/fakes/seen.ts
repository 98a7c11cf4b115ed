import { vi } from 'vitest';

/** Waits until the condition holds; fails after ten seconds with what it threw or gave last. */
export const seen = (holds: () => boolean): Promise<void> =>
  vi.waitFor(
    () => {
      if (!holds()) throw new Error(`never seen: ${holds.toString()}`);
    },
    { timeout: 10_000, interval: 2 },
  );
