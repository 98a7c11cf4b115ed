import type { Clock } from './clock.ts';
import type { Log } from './log.ts';

/** What nearly every part needs and none of them makes: time, a log, chance, new names. */
export interface Ambient {
  readonly clock: Clock;
  readonly log: Log;
  /** In [0, 1). */
  readonly random: () => number;
  /** A short id that no other has; what it is an id of is the caller's to write before it. */
  readonly newId: () => string;
}
