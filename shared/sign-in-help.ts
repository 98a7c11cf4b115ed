import { describePairing } from './describe-pairing.ts';
import type { Failure } from './failure.ts';

/** What helps where a sign-in failed, as a sentence; empty where that is to try again. Pure. */
export const signInHelp = (failed: Failure): string =>
  failed.kind === 'storage' ? 'Try again, and it is kept until you quit.' : describePairing(failed);
