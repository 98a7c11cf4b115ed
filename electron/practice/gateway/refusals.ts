/** An error answer (gateway protocol 4, `error` of a response frame). */
export interface ErrorShape {
  readonly code: string;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly retryable?: boolean;
  readonly retryAfterMs?: number;
}

/** How a connect is refused: the answer, then the close of the socket. */
export interface Refusal {
  readonly error: ErrorShape;
  readonly close: { readonly code: number; readonly reason: string };
}

const denied = (
  message: string,
  details: Readonly<Record<string, unknown>>,
  code = 'INVALID_REQUEST',
): Refusal => ({ error: { code, message, details }, close: { code: 1008, reason: message } });

/** Every refusal that a gateway was seen or is documented to give (openclaw 2026.9.6). */
export const refusals = {
  'wrong-token': denied('unauthorized: gateway token mismatch', {
    code: 'AUTH_TOKEN_MISMATCH',
    authReason: 'token_mismatch',
    canRetryWithDeviceToken: true,
    recommendedNextStep: 'retry_with_device_token',
  }),
  'no-token': denied('unauthorized: gateway token missing', {
    code: 'AUTH_TOKEN_MISSING',
    authReason: 'token_missing',
  }),
  'wrong-password': denied('unauthorized: gateway password mismatch', {
    code: 'AUTH_PASSWORD_MISMATCH',
    authReason: 'password_mismatch',
  }),
  'no-password': denied('unauthorized: gateway password missing', {
    code: 'AUTH_PASSWORD_MISSING',
    authReason: 'password_missing',
  }),
  'stale-device-token': denied('unauthorized: device token mismatch', {
    code: 'AUTH_DEVICE_TOKEN_MISMATCH',
    authReason: 'device_token_mismatch',
  }),
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
  'no-device': denied(
    'device identity required',
    { code: 'DEVICE_IDENTITY_REQUIRED' },
    'NOT_PAIRED',
  ),
  'bad-signature': denied('device signature invalid', {
    code: 'DEVICE_AUTH_SIGNATURE_INVALID',
    reason: 'device-signature',
  }),
  protocol: {
    error: {
      code: 'INVALID_REQUEST',
      message: 'protocol mismatch',
      details: { code: 'PROTOCOL_MISMATCH', expectedProtocol: 5 },
    },
    close: { code: 1002, reason: 'protocol mismatch' },
  },
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

export type RefusalName = keyof typeof refusals;
