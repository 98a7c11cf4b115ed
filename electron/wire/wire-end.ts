import { GatewayClientRequestError } from '@openclaw/gateway-client';
import * as v from 'valibot';

import { hintMs } from '../base/bounded.ts';
import { errnoOf } from '../base/values.ts';

/** An error answer of a gateway (gateway protocol 4, response frame with `ok: false`). */
export interface GatewayError {
  /** `INVALID_REQUEST`, `NOT_PAIRED`, `UNAVAILABLE`, `FORBIDDEN` and the like. */
  readonly code: string;
  readonly message: string;
  /** As sent; read it with the functions of @openclaw/gateway-protocol. */
  readonly details: unknown;
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;
}

/** How a session ended, or why it never began: plain facts, before anyone judges them. */
export type WireEnd =
  /** `connect` was answered with an error. */
  | { readonly kind: 'refused'; readonly error: GatewayError }
  /** The socket closed; 1006 with an empty reason means that no close frame came. */
  | {
      readonly kind: 'closed';
      readonly code: number;
      readonly reason: string;
      readonly afterHello: boolean;
    }
  /** The socket never opened; `errno` is Node's code, such as ECONNREFUSED. */
  | { readonly kind: 'socket'; readonly errno: string | null; readonly message: string }
  /** It showed another certificate than the known one, and was shown nothing; SHA-256, hex. */
  | { readonly kind: 'foreign-certificate'; readonly fingerprint: string }
  /** HTTP answered the upgrade with something else than 101. */
  | { readonly kind: 'upgrade'; readonly httpStatus: number | null; readonly message: string }
  /** The client refuses this address, for example plain ws:// to a public host. */
  | { readonly kind: 'address'; readonly message: string }
  /** Nobody answered the connect or the handshake in time. */
  | { readonly kind: 'silent'; readonly waitedMs: number }
  /** The gateway said hello in a way we do not understand. */
  | { readonly kind: 'bad-hello'; readonly protocol: number | null; readonly message: string }
  /** We ended it. */
  | { readonly kind: 'left' };

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

const UpgradeDetails = v.object({
  reason: v.literal('websocket-upgrade-rejected'),
  httpStatus: v.optional(v.number()),
});

/** The error answer that the client's error carries. */
export const gatewayErrorOf = (thrown: GatewayClientRequestError): GatewayError => ({
  code: thrown.gatewayCode,
  message: thrown.message,
  details: thrown.details,
  retryable: thrown.retryable,
  retryAfterMs: thrown.retryAfterMs === undefined ? null : hintMs(thrown.retryAfterMs),
});
