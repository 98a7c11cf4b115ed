import { providerOf, statusOf, type Failure } from '../../shared/failure.ts';

/** A failure as the CLI prints it. */
export const failureJson = (failed: Failure) => ({
  kind: failed.kind,
  status: statusOf(failed),
  provider: providerOf(failed),
  code: failed.code,
  detail: failed.detail,
  // What pairs the device is named after it.
  ...(failed.kind === 'pairing-required' ? { requestId: failed.requestId } : {}),
});
