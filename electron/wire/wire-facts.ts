import { GatewayClientRequestError } from '@openclaw/gateway-client';
import * as v from 'valibot';

import { errnoOf } from '../base/values.ts';
import type { GatewayError, WireEnd } from './wire-end.ts';

/** The error answer that the client's error carries. */
export const gatewayErrorOf = (thrown: GatewayClientRequestError): GatewayError => ({
  code: thrown.gatewayCode,
  message: thrown.message,
  details: thrown.details,
  retryable: thrown.retryable,
  retryAfterMs: thrown.retryAfterMs ?? null,
});

const UpgradeDetails = v.object({
  reason: v.literal('websocket-upgrade-rejected'),
  httpStatus: v.optional(v.number()),
});

/**
 * What the close of a socket means, with the last error the client reported before it. Pure.
 * Error text is looked at by nobody; where only text exists, it is carried along as text.
 */
export const wireEndOf = (seen: {
  readonly code: number;
  readonly reason: string;
  readonly opened: boolean;
  readonly afterHello: boolean;
  readonly cause: Error | null;
  /** SHA-256 of a certificate that was not the known one. */
  readonly foreignCertificate: string | null;
}): WireEnd => {
  const { code, reason, opened, afterHello, cause, foreignCertificate } = seen;
  if (foreignCertificate !== null) {
    return { kind: 'foreign-certificate', fingerprint: foreignCertificate };
  }
  if (afterHello || cause === null) return { kind: 'closed', code, reason, afterHello };
  if (cause instanceof GatewayClientRequestError) {
    const upgrade = v.safeParse(UpgradeDetails, cause.details);
    if (upgrade.success) {
      const httpStatus = upgrade.output.httpStatus ?? null;
      return { kind: 'upgrade', httpStatus, message: cause.message };
    }
    return { kind: 'refused', error: gatewayErrorOf(cause) };
  }
  // The client also reports "closed" and "missing nonce" as errors; those have a close code.
  if (opened) return { kind: 'closed', code, reason, afterHello };
  return { kind: 'socket', errno: errnoOf(cause), message: cause.message };
};
