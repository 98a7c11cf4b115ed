import { describe, expect, test } from 'vitest';

import { codexFailure } from '../../../electron/codex/codex-failure.ts';
import type { TurnContext } from '../../../electron/codex/codex-failure.ts';
import type { TurnError } from '../../../electron/codex/protocol.ts';
import type { Failure } from '../../../shared/failure.ts';

const context: TurnContext = {
  provider: 'Acme',
  target: 'https://api.acme.test/v1',
  credentialId: 'acme',
  generation: 3,
  answered: false,
  opensAt: null,
  now: Date.UTC(2026, 10, 29, 12),
};

const error = (
  codexErrorInfo: unknown,
  message = 'raw',
  additionalDetails: string | null = null,
): TurnError => ({ message, codexErrorInfo, additionalDetails });

const status = (name: string, httpStatusCode: number | null) => ({ [name]: { httpStatusCode } });

const unauthorized = {
  kind: 'unauthorized',
  credentialId: 'acme',
  generation: 3,
  provider: 'Acme',
} as const;

const unexpected401 = (body: string): string =>
  `unexpected status 401 Unauthorized: ${body}, url: https://api.acme.test/v1/responses`;

const rows: readonly (readonly [string, TurnError, Partial<Failure>])[] = [
  [
    '401 of a provider',
    error(status('httpConnectionFailed', 401), unexpected401('Invalid bearer token')),
    unauthorized,
  ],
  [
    '401 while codex still means to retry',
    error(
      status('responseStreamDisconnected', 401),
      'Reconnecting... 1/5',
      unexpected401('Invalid bearer token'),
    ),
    unauthorized,
  ],
  [
    '401 with a body that names no message',
    error(status('httpConnectionFailed', 401), unexpected401('{"detail":"bad"}')),
    unauthorized,
  ],
  [
    '401 without a body',
    error(status('httpConnectionFailed', 401), unexpected401('Unknown error')),
    unauthorized,
  ],
  ['a sign-in that cannot be renewed', error('unauthorized'), unauthorized],
  [
    'a refused question for a token',
    error('other', 'auth refresh request failed: code=-32001'),
    unauthorized,
  ],
  [
    'a question for a token that could not be asked further',
    error('other', 'auth refresh request failed: code=-32002'),
    { kind: 'unreachable', reason: 'network' },
  ],
  [
    'a question for a token that nobody answered',
    error('other', 'auth refresh request timed out after 10s'),
    { kind: 'unreachable', reason: 'network' },
  ],
  [
    'a proxy’s page with 401',
    error(status('httpConnectionFailed', 401), unexpected401('<!DOCTYPE html><html>')),
    { kind: 'unreachable', reason: 'proxy' },
  ],
  [
    'a portal’s page with 401 before a retry',
    error(
      status('responseStreamDisconnected', 401),
      'Reconnecting... 1/5',
      unexpected401('\n <h1>'),
    ),
    { kind: 'unreachable', reason: 'proxy' },
  ],
  [
    'a page with 403',
    error(
      status('httpConnectionFailed', 403),
      'unexpected status 403 Forbidden: <html>x</html>, url: x',
    ),
    { kind: 'unreachable', reason: 'proxy' },
  ],
  [
    '407',
    error(status('httpConnectionFailed', 407)),
    { kind: 'unreachable', reason: 'proxy', target: 'https://api.acme.test/v1' },
  ],
  ['403', error(status('httpConnectionFailed', 403)), { kind: 'forbidden', provider: 'Acme' }],
  ['429', error(status('responseTooManyFailedAttempts', 429)), { kind: 'rate-limited' }],
  ['a rate limit in the stream', error('rateLimitExceeded'), { kind: 'rate-limited' }],
  ['a used-up plan', error('usageLimitExceeded'), { kind: 'quota' }],
  ['500', error('internalServerError'), { kind: 'provider-error', status: null }],
  ['an overloaded model', error('serverOverloaded'), { kind: 'provider-error', status: null }],
  [
    '503',
    error(status('httpConnectionFailed', 503)),
    { kind: 'provider-error', status: 503, provider: 'Acme' },
  ],
  [
    '400, handed on as its body',
    error('other', '{"error":{"message":"bad"}}'),
    { kind: 'provider-error', status: 400 },
  ],
  ['400 by name', error('badRequest'), { kind: 'provider-error', status: 400 }],
  ['a model that is not there', error('modelNotFound'), { kind: 'misconfigured', what: 'model' }],
  [
    'nobody at the address',
    error(status('responseStreamDisconnected', null), 'Reconnecting... waiting for network'),
    { kind: 'unreachable', reason: 'network' },
  ],
  [
    'a cut connection',
    error('other', 'stream disconnected before completion: Transport error: network error'),
    { kind: 'unreachable', reason: 'dropped' },
  ],
  [
    'an answer that stopped short',
    error(
      'other',
      'stream disconnected before completion: stream closed before response.completed',
    ),
    { kind: 'unreachable', reason: 'dropped' },
  ],
  [
    'an answer that the provider gave up',
    error('other', 'stream disconnected before completion: The model had an error.'),
    { kind: 'provider-error', status: null },
  ],
  [
    'a stream that went silent',
    error('other', 'stream disconnected before completion: idle timeout waiting for SSE'),
    { kind: 'stalled', phase: 'stream' },
  ],
  ['a name of a newer codex', error('somethingNew'), { kind: 'unexpected', code: 'somethingNew' }],
  ['an object of a newer codex', error({ new: { a: 1 } }), { kind: 'unexpected', code: 'new' }],
  ['an unknown other', error('other', 'what?'), { kind: 'unexpected' }],
  ['no information at all', error(undefined), { kind: 'unexpected', code: 'none' }],
  ['an empty object', error({}), { kind: 'unexpected' }],
  ['a hostile name', error('__proto__'), { kind: 'unexpected', code: 'unknown' }],
  ['a key in the place of a name', error('sk-abc123'), { kind: 'unexpected', code: 'unknown' }],
];

describe('a turn’s error', () => {
  test.each(rows)('%s', (_name, given, expected) => {
    expect(codexFailure(given, context)).toMatchObject(expected);
  });

  test('after the provider began to answer, a lost stream was dropped', () => {
    const lost = error(status('responseStreamDisconnected', null));
    expect(codexFailure(lost, { ...context, answered: true })).toMatchObject({
      kind: 'unreachable',
      reason: 'dropped',
    });
  });

  test('a limit carries the time at which it opens, when codex told it', () => {
    expect(codexFailure(error('usageLimitExceeded'), { ...context, opensAt: 5_000 })).toMatchObject(
      { kind: 'quota', opensAt: 5_000 },
    );
    expect(codexFailure(error('usageLimitExceeded'), context)).not.toHaveProperty('opensAt');
    const said = (info: unknown, text: string) => codexFailure(error(info, text), context);
    const raw = 'Rate limit reached for gpt-5.5. Please try again in 6m0s.';
    const opensAt = context.now + 360_000;
    expect(said('rateLimitExceeded', raw)).toMatchObject({ opensAt });
    expect(said('usageLimitExceeded', raw)).toMatchObject({ opensAt });
    expect(said(status('responseTooManyFailedAttempts', 429), raw)).toMatchObject({ opensAt });
  });

  test('the whole of codex’s words and its code are kept for the fold', () => {
    const given = error(status('httpConnectionFailed', 503), 'message', 'details');
    expect(codexFailure(given, context)).toMatchObject({
      detail: 'message\ndetails',
      code: 'httpConnectionFailed 503',
    });
  });

  test('of any size is read in part, and kept small', () => {
    const huge = 'x'.repeat(15 * 1024 * 1024);
    for (const info of [{ [huge]: { httpStatusCode: 401 } }, huge, 'other']) {
      const failed = codexFailure(
        { message: huge, codexErrorInfo: info, additionalDetails: huge },
        context,
      );
      expect(JSON.stringify(failed).length).toBeLessThan(24_000);
    }
  });
});
