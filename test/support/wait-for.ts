import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 25;

/**
 * Asks again until the answer is neither false, null nor undefined, and gives it back. Throws after
 * `timeoutMs` with `what` was waited for and what was answered last.
 */
export const waitFor = async <T>(
  what: string,
  ask: () => T | Promise<T>,
  timeoutMs = 10_000,
): Promise<Exclude<T, false | null | undefined>> => {
  const until = Date.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== false && answer !== null && answer !== undefined) {
        return answer as Exclude<T, false | null | undefined>;
      }
      last = answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() >= until) {
      throw new Error(`Waited ${String(timeoutMs)} ms for ${what}; last: ${String(last)}`);
    }
    await delay(POLL_MS);
  }
};
