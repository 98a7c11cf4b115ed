import { vi } from 'vitest';

/** Waits until the condition holds; fails after three seconds with what it threw or gave last. */
export const seen = (holds: () => boolean): Promise<void> =>
  vi.waitFor(
    () => {
      if (!holds()) throw new Error(`never seen: ${holds.toString()}`);
    },
    { timeout: 3_000, interval: 2 },
  );
