import { describeCause, type FailureSubject } from './describe-cause.ts';
import { describePairing } from './describe-pairing.ts';
import type { Failure } from './failure.ts';
import { duration } from './format.ts';
import { isolated } from './isolated.ts';

/** Why something was not done, and the command that helps where there is one. */
export const describeRefused = (failed: Failure, subject: FailureSubject): string =>
  `${describeCause(failed, subject)}. ${describePairing(failed)}`.trim();

/** What an answer waits for, and for how long at the most, in ms. Pure. */
export const describeWaits = (what: string, ms: number): string =>
  `Waits for a yes in the window, up to ${duration(ms)}: ${isolated(what)}.`;
