import type { Time } from './page-time.ts';

/** The computer's own time. */
export const systemTime: Time = {
  now: () => Date.now(),
  every: (ms, tick) => {
    const timer = setInterval(tick, ms);
    return () => clearInterval(timer);
  },
};
