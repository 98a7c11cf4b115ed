import { describe, expect, test } from 'vitest';

import { signInEnd, signInFailure } from '../../../../electron/credentials/sign-in/sign-in-end.ts';

describe('a device code ends by the status that codex tells', () => {
  test.each([
    ['410 Gone', { kind: 'expired' }],
    ['429 Too Many Requests', { kind: 'slow-down' }],
    ['401 Unauthorized', { kind: 'denied', words: '' }],
    ['400 Bad Request', { kind: 'denied', words: '' }],
    ['500 Internal Server Error', { kind: 'failed', failure: { kind: 'provider-error' } }],
  ])('%s', (status, end) => {
    const words = `device auth failed with status ${status}`;
    expect(signInEnd('device', words, 'OpenAI')).toMatchObject(end);
  });

  test('15 minutes without an answer are an expired code', () => {
    const words = 'device auth timed out after 15 minutes';
    expect(signInEnd('device', words, 'OpenAI')).toEqual({ kind: 'expired' });
  });
});

describe('a sign-in in the browser', () => {
  test('was denied in the words of the issuer', () => {
    const words = 'Login server error: Sign-in failed: The person said no';
    expect(signInEnd('browser', words, 'OpenAI')).toEqual({
      kind: 'denied',
      words: 'The person said no',
    });
  });

  test.each([
    [
      'Login server error: Token exchange failed: token endpoint returned status 400 Bad Request: bad code',
      'provider-error',
    ],
    ['Login server error: Token exchange failed: OAuth token response is invalid', 'unreachable'],
    [
      'Login server error: Missing authorization code. Sign-in could not be completed.',
      'unexpected',
    ],
    ['Login server error: Login cancelled', 'unexpected'],
  ])('failed: %s', (words, kind) => {
    const end = signInEnd('browser', words, 'OpenAI');
    expect(end).toMatchObject({ kind: 'failed', failure: { kind } });
    expect(JSON.stringify(end)).not.toContain('Login server error');
  });
});

test('a sign-in whose owner could not be asked for is one all the same', () => {
  for (const why of ['failed', 'timed out', 'unauthorized (401)']) {
    const words = `workspace routing discovery ${why}`;
    expect(signInEnd('device', words, 'OpenAI')).toEqual({ kind: 'signed-in', proven: false });
  }
});

test.each([
  [
    'account/login/start: failed to request device code: device code request failed with status 429 Too Many Requests',
    { kind: 'rate-limited', provider: 'OpenAI', code: '429' },
  ],
  [
    'account/login/start: failed to request device code: device code request failed with status 500 Internal Server Error',
    { kind: 'provider-error', status: 500 },
  ],
  [
    'account/login/start: failed to request device code: expected value at line 1 column 1',
    { kind: 'unreachable', reason: 'proxy' },
  ],
  [
    'account/login/start: failed to request device code: error sending request for url',
    { kind: 'unreachable', reason: 'network' },
  ],
  [
    'account/login/start: device code login is not enabled for this Codex server.',
    { kind: 'misconfigured' },
  ],
  [
    'failed to write OAuth tokens to keyring: Platform secure storage failure: no space',
    { kind: 'storage' },
  ],
  ['something new', { kind: 'unexpected', detail: 'something new' }],
])('what could not be begun is named: %s', (words, failed) => {
  expect(signInFailure(words, 'OpenAI')).toMatchObject(failed);
});
