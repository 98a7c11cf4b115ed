import { describeCause, type FailureSubject } from './describe-cause.ts';
import { describePairing } from './describe-pairing.ts';
import type { Failure } from './failure.ts';

/** Why something was not done, and the command that helps where there is one. */
export const describeRefused = (failed: Failure, subject: FailureSubject): string =>
  `${describeCause(failed, subject)}. ${describePairing(failed)}`.trim();
