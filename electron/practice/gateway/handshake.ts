import { createHash, createPublicKey, verify } from 'node:crypto';

import { buildDeviceAuthPayloadV3 } from '@openclaw/gateway-client';
import { formatValidationErrors, validateConnectParams } from '@openclaw/gateway-protocol';
import { PROTOCOL_VERSION } from '@openclaw/gateway-protocol/version';

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

/** A refusal for good. */
export const denied = (
  message: string,
  details: Readonly<Record<string, unknown>>,
  code = 'INVALID_REQUEST',
): Refusal => ({ error: { code, message, details }, close: { code: 1008, reason: message } });

/** How a connect is refused that is not right (openclaw 2026.9.6). */
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
} as const satisfies Readonly<Record<string, Refusal>>;

/** `connect` params as the official validator lets them through. */
type ConnectShape = typeof validateConnectParams extends (value: unknown) => value is infer T
  ? T
  : never;

/** What a client showed that connects. */
export type ShownProof = 'none' | 'token' | 'password' | 'device-token';

/** What became of a `connect`. */
export type Admission =
  | {
      readonly ok: true;
      readonly proof: ShownProof;
      /** What is granted of what was asked for. */
      readonly scopes: readonly string[];
      readonly deviceId: string | null;
    }
  | { readonly ok: false; readonly refusal: Refusal; readonly proof: ShownProof };

/** What a `connect` is held against. */
export interface AdmissionRules {
  /** The one proof that is looked at of those a person has, as `gateway.auth.mode` says. */
  readonly mode: 'token' | 'password';
  /** What it must be. */
  readonly token: string;
  readonly nonce: string;
  /** Tokens handed out to devices, by device id. */
  readonly deviceTokens: ReadonlyMap<string, string>;
}

/** Checks a `connect` request as the real gateway does, signature included (protocol 4). Pure. */
export const admit = (params: unknown, rules: AdmissionRules): Admission => {
  if (!validateConnectParams(params)) {
    const why = formatValidationErrors(validateConnectParams.errors);
    const message = `invalid connect params: ${why}`;
    return {
      ok: false,
      proof: 'none',
      refusal: {
        error: { code: 'INVALID_REQUEST', message },
        close: { code: 1008, reason: message.slice(0, 120) },
      },
    };
  }
  const { auth, device } = params;
  const proof = proofOf(auth);
  const refuse = (refusal: Refusal): Admission => ({ ok: false, refusal, proof });

  if (params.minProtocol > PROTOCOL_VERSION || params.maxProtocol < PROTOCOL_VERSION) {
    return refuse(refusals.protocol);
  }
  if (device !== undefined && !isSignedBy(params, device, rules.nonce)) {
    return refuse(refusals['bad-signature']);
  }
  const missing = refusals[`no-${rules.mode}`];
  const known = device === undefined ? undefined : rules.deviceTokens.get(device.id);
  switch (proof) {
    case 'none':
      return refuse(device === undefined ? refusals['no-device'] : missing);
    case 'device-token':
      if (known === undefined || auth?.deviceToken !== known) {
        return refuse(refusals['stale-device-token']);
      }
      break;
    case 'token':
    case 'password':
      if (auth?.[rules.mode] === undefined) return refuse(missing);
      if (auth[rules.mode] !== rules.token) return refuse(refusals[`wrong-${rules.mode}`]);
  }
  return { ok: true, proof, scopes: params.scopes ?? [], deviceId: device?.id ?? null };
};

const proofOf = (auth: ConnectShape['auth']): ShownProof => {
  if (auth?.deviceToken !== undefined) return 'device-token';
  if (auth?.token !== undefined) return 'token';
  return auth?.password === undefined ? 'none' : 'password';
};

const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');

const isSignedBy = (
  params: Readonly<ConnectShape>,
  device: NonNullable<ConnectShape['device']>,
  nonce: string,
): boolean => {
  const raw = Buffer.from(device.publicKey, 'base64url');
  if (raw.length !== 32 || device.nonce !== nonce) return false;
  if (createHash('sha256').update(raw).digest('hex') !== device.id) return false;
  const { auth, client } = params;
  const payload = buildDeviceAuthPayloadV3({
    deviceId: device.id,
    clientId: client.id,
    clientMode: client.mode,
    role: params.role ?? 'operator',
    scopes: params.scopes ?? [],
    signedAtMs: device.signedAt,
    token: auth?.token ?? auth?.deviceToken ?? null,
    nonce,
    platform: client.platform,
    deviceFamily: client.deviceFamily ?? null,
  });
  const key = createPublicKey({
    key: Buffer.concat([spkiPrefix, raw]),
    format: 'der',
    type: 'spki',
  });
  return verify(null, Buffer.from(payload), key, Buffer.from(device.signature, 'base64url'));
};
