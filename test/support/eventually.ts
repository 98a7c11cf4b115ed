import { vi } from 'vitest';

/** Waits until a check no longer throws, for as long as a busy computer may need. */
export const eventually = (check: () => void): Promise<void> =>
  vi.waitFor(check, { timeout: 5_000, interval: 5 });
