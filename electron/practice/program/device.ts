import type { Clock } from '../../base/clock.ts';
import type { PracticeDeviceCode, PracticeIssuerClient } from './issuer-client.ts';
import type { AccountTokens } from './tokens.ts';

/**
 * Waits until a device code is approved, and exchanges it as codex 0.169.0 does. Rejects with
 * codex's words when it was refused, or when `signal` ends it.
 */
export const awaitDeviceSignIn = async (
  issuer: PracticeIssuerClient,
  code: PracticeDeviceCode,
  clock: Clock,
  signal: AbortSignal,
): Promise<AccountTokens> => {
  const isOver = (): boolean => signal.aborted;
  while (!isOver()) {
    const approved = await issuer.poll(code);
    if (isOver()) break;
    if (approved !== null) {
      const redirectUri = `${issuer.url}/deviceauth/callback`;
      return issuer.exchange(approved.authorization_code, redirectUri, approved.code_verifier);
    }
    await clock.pause(code.interval * 1000, signal);
  }
  throw new Error('Login was not completed');
};
