import { vi } from 'vitest';

/** Waits until a check no longer throws, for as long as a busy computer may need; gives its answer. */
export const eventually = <T>(check: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(check, { timeout: 5_000, interval: 5 });
