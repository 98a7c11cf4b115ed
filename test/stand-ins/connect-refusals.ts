import { denied, refusals } from '../../electron/practice/gateway/handshake.ts';
import type { Refusal } from '../../electron/practice/gateway/handshake.ts';

/** Every refusal that a gateway was seen or is documented to give (openclaw 2026.9.6). */
export const connectRefusals = {
  ...refusals,
  'rate-limited': {
    error: {
      code: 'INVALID_REQUEST',
      message: 'unauthorized: too many attempts',
      details: { code: 'AUTH_RATE_LIMITED' },
      retryAfterMs: 300_000,
    },
    close: { code: 1008, reason: 'unauthorized: too many attempts' },
  },
  'not-paired': denied(
    'pairing required: device is not approved yet (requestId: 3f9c1e)',
    { code: 'PAIRING_REQUIRED', reason: 'not-paired', requestId: '3f9c1e' },
    'NOT_PAIRED',
  ),
  starting: {
    error: {
      code: 'UNAVAILABLE',
      message: 'gateway starting; retry shortly',
      details: { reason: 'startup-sidecars' },
      retryable: true,
      retryAfterMs: 500,
    },
    close: { code: 1013, reason: 'gateway starting' },
  },
} as const satisfies Readonly<Record<string, Refusal>>;

export type RefusalName = keyof typeof connectRefusals;
