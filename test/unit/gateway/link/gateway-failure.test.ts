import { describe, expect, test } from 'vitest';

import {
  type EndContext,
  isStaleDeviceToken,
  judgeEnd,
  requestFailure,
} from '../../../../electron/gateway/link/gateway-failure.ts';
import type { GatewayError, WireEnd } from '../../../../electron/wire/wire-end.ts';

const context: EndContext = {
  url: 'ws://127.0.0.1:28789',
  proofSent: true,
  shutdown: null,
  now: 1_000,
};

const refused = (error: Partial<GatewayError>): WireEnd => ({
  kind: 'refused',
  error: {
    code: 'INVALID_REQUEST',
    message: 'said so',
    details: undefined,
    retryable: false,
    retryAfterMs: null,
    ...error,
  },
});
const detail = (code: string, more: object = {}): WireEnd =>
  refused({ details: { code, ...more } });
const closed = (code: number, reason = '', afterHello = true): WireEnd => ({
  kind: 'closed',
  code,
  reason,
  afterHello,
});
const unreachable = (reason: string) => ({ kind: 'unreachable', reason, target: context.url });

interface Row {
  readonly name: string;
  readonly end: WireEnd;
  readonly next: 'wait' | 'block';
  readonly failure: Readonly<Record<string, unknown>>;
  readonly around?: Partial<EndContext>;
}

const row = (
  name: string,
  end: WireEnd,
  next: Row['next'],
  failure: Row['failure'],
  around: Partial<EndContext> = {},
): Row => ({ name, end, next, failure, around });

const unauthorized = { kind: 'unauthorized', credentialId: 'gateway:token' };

const rows: readonly Row[] = [
  row('wrong token', detail('AUTH_TOKEN_MISMATCH'), 'block', { ...unauthorized, generation: 1 }),
  row('wrong password', detail('AUTH_PASSWORD_MISMATCH'), 'block', unauthorized),
  row('stale device token', detail('AUTH_DEVICE_TOKEN_MISMATCH'), 'block', unauthorized),
  row(
    'no token shown',
    detail('AUTH_TOKEN_MISSING'),
    'block',
    { ...unauthorized, generation: 0 },
    { proofSent: false },
  ),
  row(
    'not paired',
    refused({ code: 'NOT_PAIRED', details: { code: 'PAIRING_REQUIRED', requestId: '3f9c1e' } }),
    'block',
    { kind: 'pairing-required', requestId: '3f9c1e' },
  ),
  row(
    'no device identity',
    refused({ code: 'NOT_PAIRED', details: { code: 'DEVICE_IDENTITY_REQUIRED' } }),
    'block',
    { kind: 'pairing-required', requestId: null },
  ),
  row('scopes of the device', detail('AUTH_SCOPE_MISMATCH'), 'block', { kind: 'pairing-required' }),
  row('bad signature', detail('DEVICE_AUTH_SIGNATURE_INVALID'), 'block', {
    kind: 'misconfigured',
    code: 'DEVICE_AUTH_SIGNATURE_INVALID',
  }),
  row('clocks apart', detail('DEVICE_AUTH_SIGNATURE_EXPIRED'), 'block', { kind: 'misconfigured' }),
  row('protocol', detail('PROTOCOL_MISMATCH', { expectedProtocol: 5 }), 'block', {
    kind: 'incompatible',
    found: 'protocol 5',
    needed: 'protocol 4',
  }),
  row('a gateway that cannot read us', refused({}), 'block', { kind: 'incompatible' }),
  row(
    'rate limited',
    refused({ details: { code: 'AUTH_RATE_LIMITED' }, retryAfterMs: 500 }),
    'block',
    { kind: 'rate-limited', opensAt: 1_500 },
  ),
  row(
    'missing scope',
    refused({ code: 'FORBIDDEN', details: { missingScope: 'operator.write' } }),
    'block',
    { kind: 'missing-scope', scope: 'operator.write' },
  ),
  row(
    'starting',
    refused({ code: 'UNAVAILABLE', details: { reason: 'startup-sidecars' }, retryable: true }),
    'wait',
    unreachable('starting'),
  ),
  row(
    'draining for a restart',
    refused({ code: 'UNAVAILABLE', details: { reason: 'gateway-restarting' }, retryable: true }),
    'wait',
    unreachable('restarting'),
  ),
  row(
    'closed while starting',
    closed(1013, 'gateway starting', false),
    'wait',
    unreachable('starting'),
  ),
  row('SIGTERM', closed(1012, 'service restart'), 'wait', unreachable('stopped'), {
    shutdown: { restartExpectedMs: null },
  }),
  row('restart', closed(1012, 'service restart'), 'wait', unreachable('restarting'), {
    shutdown: { restartExpectedMs: 1500 },
  }),
  row('1012 without a word before', closed(1012), 'wait', unreachable('restarting')),
  row('SIGKILL', closed(1006), 'wait', unreachable('abnormal-close')),
  row('rights changed', closed(1008, 'device removed'), 'wait', unreachable('dropped')),
  row('1008 instead of hello', closed(1008, '', false), 'block', { kind: 'protocol' }),
  row('a frame too large', closed(1009), 'wait', { kind: 'protocol', code: '1009' }),
  row('closed for our silence', closed(4000, 'tick timeout'), 'wait', unreachable('timeout')),
  row('closed before hello', closed(1000, '', false), 'wait', unreachable('timeout')),
  row(
    'not listening',
    { kind: 'socket', errno: 'ECONNREFUSED', message: 'connect ECONNREFUSED' },
    'wait',
    unreachable('not-listening'),
  ),
  row(
    'no such host',
    { kind: 'socket', errno: 'ENOTFOUND', message: '' },
    'wait',
    unreachable('network'),
  ),
  ...[
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'trusts'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'trusts'],
    ['CERT_HAS_EXPIRED', 'expired'],
    ['CERT_NOT_YET_VALID', 'not valid yet'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'another name'],
    ['CERT_REVOKED', 'CERT_REVOKED'],
  ].map(([errno = '', what = '']) =>
    row(`certificate: ${errno}`, { kind: 'socket', errno, message: '' }, 'block', {
      kind: 'misconfigured',
      what: expect.stringContaining(what) as unknown,
      code: errno,
    }),
  ),
  row(
    'a TLS handshake that takes too long',
    { kind: 'socket', errno: 'ERR_TLS_HANDSHAKE_TIMEOUT', message: '' },
    'wait',
    unreachable('network'),
  ),
  row(
    'another certificate than the known one',
    { kind: 'foreign-certificate', fingerprint: 'ab' },
    'block',
    { kind: 'misconfigured' },
  ),
  row(
    'no TLS',
    { kind: 'socket', errno: 'ERR_SSL_WRONG_VERSION_NUMBER', message: '' },
    'wait',
    unreachable('proxy'),
  ),
  row(
    'not HTTP',
    { kind: 'socket', errno: 'HPE_INVALID_CONSTANT', message: '' },
    'wait',
    unreachable('proxy'),
  ),
  row(
    'a web page',
    { kind: 'upgrade', httpStatus: 200, message: '' },
    'wait',
    unreachable('proxy'),
  ),
  row(
    'HTTP 503',
    { kind: 'upgrade', httpStatus: 503, message: '' },
    'wait',
    unreachable('starting'),
  ),
  row('HTTP 403', { kind: 'upgrade', httpStatus: 403, message: '' }, 'block', {
    kind: 'forbidden',
  }),
  row('HTTP 429', { kind: 'upgrade', httpStatus: 429, message: '' }, 'block', {
    kind: 'rate-limited',
  }),
  row('plain ws:// far away', { kind: 'address', message: 'no' }, 'block', {
    kind: 'misconfigured',
  }),
  row('silence', { kind: 'silent', waitedMs: 12_000 }, 'wait', unreachable('timeout')),
  row('hello of another protocol', { kind: 'bad-hello', protocol: 5, message: '' }, 'block', {
    kind: 'incompatible',
    found: 'protocol 5',
  }),
  row('hello of no protocol', { kind: 'bad-hello', protocol: null, message: '' }, 'block', {
    kind: 'protocol',
  }),
];

describe('every end of the wire has its cause and its consequence', () => {
  test.each(rows)('$name', ({ end, next, failure, around }) => {
    const verdict = judgeEnd(end, { ...context, ...around });
    expect(verdict.failure).toMatchObject(failure);
    expect(verdict.next).toBe(next);
  });
});

test('what the gateway asks to wait is passed on', () => {
  const starting = refused({ code: 'UNAVAILABLE', retryable: true, retryAfterMs: 500 });
  expect(judgeEnd(starting, context).retryAfterMs).toBe(500);
  const restart = { ...context, shutdown: { restartExpectedMs: 1500 } };
  expect(judgeEnd(closed(1012), restart).retryAfterMs).toBe(1500);
});

test('only the refusal of a device token makes one stale', () => {
  expect(isStaleDeviceToken(detail('AUTH_DEVICE_TOKEN_MISMATCH'))).toBe(true);
  expect(isStaleDeviceToken(detail('AUTH_SCOPE_MISMATCH'))).toBe(true);
  expect(isStaleDeviceToken(detail('AUTH_TOKEN_MISMATCH'))).toBe(false);
  expect(isStaleDeviceToken(closed(1006))).toBe(false);
});

test('a request that was refused for a missing right names it', () => {
  const error = {
    code: 'FORBIDDEN',
    message: 'missing scope: operator.read',
    details: { code: 'MISSING_SCOPE', missingScope: 'operator.read' },
    retryable: false,
    retryAfterMs: null,
  };
  expect(requestFailure(error)).toMatchObject({ kind: 'missing-scope', scope: 'operator.read' });
  expect(requestFailure({ ...error, code: 'INVALID_REQUEST' })).toMatchObject({
    kind: 'provider-error',
    code: 'MISSING_SCOPE',
  });
});
