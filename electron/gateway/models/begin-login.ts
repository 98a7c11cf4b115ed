import { isRecord } from '../../base/values.ts';
import { WireRequestError } from '../../wire/wire-request-error.ts';
import type { WireSession } from '../../wire/wire-session.ts';

const startMs = 30_000;
const busyCode = 'SETUP_ADMISSION_BUSY';

const isBusy = (thrown: unknown): boolean => {
  if (!(thrown instanceof WireRequestError) || thrown.problem.kind !== 'answered') return false;
  const { details } = thrown.problem.error;
  return isRecord(details) && details.code === busyCode;
};

/**
 * Begins a sign-in at the gateway (`models.authLogin`, openclaw 2026.9.6). While somebody else
 * signs in there it is asked again after each `onBusy`. False when it was broken off; throws a
 * WireRequestError.
 */
export const beginLogin = async (
  session: Pick<WireSession, 'request'>,
  params: { readonly sessionId: string; readonly authChoice: string },
  signal: AbortSignal,
  onBusy: () => Promise<void>,
): Promise<boolean> => {
  while (!signal.aborted) {
    try {
      await session.request('models.authLogin', params, { timeoutMs: startMs, signal });
      return true;
    } catch (thrown) {
      if (!isBusy(thrown)) throw thrown;
      await onBusy();
    }
  }
  return false;
};
