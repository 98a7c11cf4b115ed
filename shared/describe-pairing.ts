import { pairingCommand } from './describe-failure.ts';
import type { Failure } from './failure.ts';

/** What pairs the device that was refused, as a sentence; empty when that is not what is missing. */
export const describePairing = (failed: Failure): string =>
  failed.kind === 'pairing-required'
    ? `Run on its computer: ${pairingCommand(failed.requestId)}`
    : '';
