import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../../electron/base/redact.ts';

const secret = 'pässwört/+"quoted" \\ key-0123456789';
const plain = 'plainsecretvalue';

describe('Redactor', () => {
  it.each([
    ['as it is', plain],
    ['after Bearer', `Authorization: Bearer ${plain}`],
    ['in JSON', JSON.stringify({ deep: { note: `got ${plain}` } })],
    ['in a URL', `https://example.org/?q=${encodeURIComponent(plain)}&x=1`],
    ['as base64', Buffer.from(plain).toString('base64')],
    ['as base64 of a pair', Buffer.from(`user:${plain}`).toString('base64')],
    ['as base64url of a pair', Buffer.from(`me:${plain}`).toString('base64url')],
  ])('takes a known value out, %s', (_how, text) => {
    const redactor = createRedactor();
    redactor.know(plain);
    const clean = redactor.text(`before ${text} after`);
    expect(clean).toContain('[removed]');
    expect(clean).not.toContain(plain);
    expect(Buffer.from(clean, 'base64').toString()).not.toContain(plain.slice(2, -2));
    expect(clean.startsWith('before ')).toBe(true);
    expect(clean.endsWith(' after')).toBe(true);
  });

  it('takes a known value out in its escaped forms', () => {
    const redactor = createRedactor();
    redactor.know(secret);
    for (const form of [
      secret,
      JSON.stringify(secret),
      JSON.stringify(JSON.stringify(secret)),
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64'),
      Buffer.from(`x${secret}`).toString('base64'),
      Buffer.from(`xy${secret}`).toString('base64'),
    ]) {
      const clean = redactor.text(form);
      expect(clean).not.toContain('0123456789');
      expect(clean).toContain('[removed]');
    }
  });

  it('knows a secret that was given with its scheme', () => {
    const redactor = createRedactor();
    redactor.know(`Bearer ${plain}`);
    expect(redactor.text(plain)).toBe('[removed]');
  });

  it.each([
    ['Incorrect API key provided: sk-proj-abc123DEF456.', 'sk-proj'],
    ['invalid_grant: rt_Zm9vYmFyYmF6cXV4MTIz was used before', 'Zm9vYmFyYmF6'],
    ['token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln here', 'eyJ'],
    ['authorization: bearer abc.def-123456', 'abc.def'],
    ['Authorization: Basic dXNlcjpwYXNz', 'dXNl'],
    ['http://ana:hunter2@example.org/x', 'hunter2'],
    ['GET /cb?code=abc123def&state=1', 'abc123def'],
    ['{"refresh_token":"r-1","id_token":"i-1","a":1}', 'r-1'],
    ['{\\"refresh_token\\":\\"r-1\\"}', 'r-1'],
    ['access_token=a-1', 'a-1'],
    ['"accessToken":"a-1"', 'a-1'],
    ['"refreshToken":"r-1"', 'r-1'],
    ['"idToken":"i-1"', 'i-1'],
    ['"deviceToken":"d-1"', 'd-1'],
    ['{"user_code":"WDKQ-7M4T"}', 'WDKQ'],
    ['device_code=dc-1', 'dc-1'],
    ['{"device_auth_id":"da-1"}', 'da-1'],
    ['code_verifier=v-1', 'v-1'],
    ['OPENAI_API_KEY=abc codex', '=abc'],
    ['x-api-key: abcdef', 'abcdef'],
    ['ghp_0123456789abcdefghij', 'ghp_0'],
  ])('takes out what only its shape or name gives away: %s', (text, gone) => {
    const clean = createRedactor().text(text);
    expect(clean).not.toContain(gone);
    expect(clean).toContain('[removed]');
  });

  it.each([
    '401 {"type":"error","error":{"type":"authentication_error","message":"Invalid bearer token"}}',
    'unauthorized: gateway token mismatch (AUTH_TOKEN_MISMATCH)',
    'unexpected status 401 Unauthorized: Invalid bearer token, url: http://127.0.0.1:1/v1/responses',
    'bearer authentication is needed',
    'totalTokens 42, exit code 1, ECONNREFUSED',
    'a risk-free task-list',
  ])('leaves what a person needs to read: %s', (text) => {
    expect(createRedactor().text(text)).toBe(text);
  });

  it('takes members out by their name, whatever the spelling, and keeps counts and codes', () => {
    const redactor = createRedactor();
    expect(
      redactor.data({
        apiKey: 'a',
        API_KEY: 'a',
        Authorization: 'a',
        'set-cookie': ['a', 'b'],
        nested: [{ refresh_token: 'a', id_token: 'a', pin: { password: 1234 } }],
        totalTokens: 12,
        tokenSource: 'openclaw.json',
        code: 'ECONNREFUSED',
        grant: { code: 'WDKQ-7M4T' },
        token: null,
      }),
    ).toEqual({
      apiKey: '[removed]',
      API_KEY: '[removed]',
      Authorization: '[removed]',
      'set-cookie': ['[removed]', '[removed]'],
      nested: [
        { refresh_token: '[removed]', id_token: '[removed]', pin: { password: '[removed]' } },
      ],
      totalTokens: 12,
      tokenSource: 'openclaw.json',
      code: 'ECONNREFUSED',
      grant: { code: '[removed]' },
      token: null,
    });
  });

  it.each([
    ...['access_token', 'refreshToken', 'id_token', 'deviceToken', 'gatewayToken', 'userCode'],
    ...['device_code', 'device_auth_id', 'authorization_code', 'code_verifier'],
  ])('takes the member %s out', (name) => {
    expect(createRedactor().data({ [name]: 'abc' })).toEqual({ [name]: '[removed]' });
  });

  it('finds a known value in keys, errors with causes, maps and sets', () => {
    const redactor = createRedactor();
    redactor.know(plain);
    const error = new Error(`refused ${plain}`, { cause: { body: `x${plain}x` } });
    const shown = JSON.stringify(
      redactor.data([error, new Map([[plain, plain]]), new Set([plain]), { [plain]: 1 }]),
    );
    expect(shown).not.toContain(plain);
    expect(shown).toContain('[removed]');
  });

  it('stays bounded on data that is circular, deep, wide, long or hostile', () => {
    const redactor = createRedactor();
    const circular: Record<string, unknown> = { n: 1 };
    circular.self = circular;
    expect(redactor.data(circular)).toEqual({ n: 1, self: '[circular]' });
    let deep: unknown = 'end';
    for (let level = 0; level < 5000; level += 1) deep = { deep };
    expect(JSON.stringify(redactor.data(deep)).length).toBeLessThan(500);
    const wide = Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`k${at}`, at]));
    expect(Object.keys(redactor.data(wide) as object).length).toBeLessThan(300);
    expect(redactor.text('x'.repeat(3_000_000)).length).toBeLessThan(70_000);
    const trap = {
      get boom(): string {
        throw new Error('no');
      },
    };
    expect(redactor.data(trap)).toBe('[unreadable]');
    expect(redactor.data(JSON.parse('{"__proto__":{"token":"abc"}}'))).not.toHaveProperty('token');
    expect(redactor.data([undefined, 1n, Symbol('s'), () => 1, Buffer.from(plain)])).toEqual([
      undefined,
      '1',
      '[symbol]',
      '[function]',
      '[16 bytes]',
    ]);
  });

  it('leaves no beginning of a secret where a long text was cut', () => {
    const redactor = createRedactor();
    redactor.know(plain);
    const text = 'y'.repeat(1024 * 1024 - 8) + plain;
    expect(redactor.text(text)).not.toContain('plain');
  });

  it('is not made slow by text that is built for it', () => {
    const redactor = createRedactor();
    redactor.know(plain);
    const started = performance.now();
    for (const bit of ['a-', 'eyJ', '"token', 'bearer ', '://', 'sk-', '=', '\\"', 'a_a-token']) {
      redactor.text(bit.repeat(100_000));
    }
    expect(performance.now() - started).toBeLessThan(4000);
  });
});
