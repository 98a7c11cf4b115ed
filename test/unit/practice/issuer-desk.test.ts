import { createHmac } from 'node:crypto';

import { beforeEach, describe, expect, test } from 'vitest';

import { challengeOf } from '../../../electron/practice/issuer/authorizations.ts';
import { practiceAccount } from '../../../electron/practice/issuer/issued-tokens.ts';
import { deviceTerms, issuerEndpoint } from '../../../electron/practice/issuer/issuer-desk.ts';
import type { IssuerEndpoint } from '../../../electron/practice/issuer/issuer-desk.ts';
import { type IssuerAnswer, issuerPages } from '../../../electron/practice/issuer/issuer-pages.ts';
import { ScriptedDesk } from '../../stand-ins/scripted-desk.ts';
import type { IssuerScript } from '../../stand-ins/scripted-desk.ts';

const hourMs = 3_600_000;
const redirectUri = 'http://127.0.0.1:1455/auth/callback';
const verifier = 'a-verifier-that-nobody-guesses';

let now: number;
let script: IssuerScript;
let desk: ScriptedDesk;

beforeEach(() => {
  now = 1_700_000_000_000;
  let made = 0;
  script = {
    person: practiceAccount,
    accessForm: 'jwt',
    refuseRefresh: null,
    wrongState: false,
  };
  desk = new ScriptedDesk({
    issuer: 'http://127.0.0.1:4000',
    now: () => now,
    newSecret: () => `secret-${String((made += 1))}`,
    script: () => script,
  });
});

const ask = (
  endpoint: IssuerEndpoint,
  fields: Readonly<Record<string, string>>,
  bearer = '',
): IssuerAnswer => desk.answer(endpoint, new URLSearchParams(fields), bearer);

const json = (answer: IssuerAnswer): Readonly<Record<string, string>> =>
  JSON.parse(answer.body) as Record<string, string>;

const authorize = (change: Readonly<Record<string, string>> = {}): URLSearchParams =>
  new URLSearchParams({
    response_type: 'code',
    client_id: 'app',
    redirect_uri: redirectUri,
    code_challenge: challengeOf(verifier),
    code_challenge_method: 'S256',
    state: 'the-state',
    ...change,
  });

const codeFields = (code: string) => ({
  client_id: 'app',
  code,
  redirect_uri: redirectUri,
  code_verifier: verifier,
});

const codeOf = (callback: string): string => new URL(callback).searchParams.get('code') ?? '';

describe('the browser flow', () => {
  test('an approved page leads back with the state and a code that is good once', () => {
    const page = desk.answer('authorize', authorize(), '');
    const request = /name="request" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
    const back = ask('approval', { request, answer: 'approve' });
    expect(back.status).toBe(302);
    const to = new URL(back.headers.location ?? '');
    expect(to.origin + to.pathname).toBe(redirectUri);
    expect(to.searchParams.get('state')).toBe('the-state');
    expect(ask('code', codeFields(codeOf(to.href))).status).toBe(200);
    expect(ask('code', codeFields(codeOf(to.href))).status).toBe(400);
    expect(ask('approval', { request, answer: 'approve' }).status).toBe(400);
  });

  test('a denied page leads back with an error and no code', () => {
    const to = new URL(desk.decide(authorize(), 'deny'));
    expect(to.searchParams.get('error')).toBe('access_denied');
    expect(to.searchParams.has('code')).toBe(false);
  });

  test.each([
    ['code_verifier', 'another'],
    ['redirect_uri', 'http://127.0.0.1:9/other'],
    ['client_id', 'other'],
  ])('a code with another %s gets no tokens', (name, value) => {
    const code = codeOf(desk.decide(authorize(), 'approve'));
    expect(ask('code', { ...codeFields(code), [name]: value }).status).toBe(400);
  });

  test.each([
    ['redirect_uri', 'https://elsewhere.example/callback'],
    ['redirect_uri', 'http://127.0.0.1.elsewhere.example/'],
    ['code_challenge_method', 'plain'],
    ['state', ''],
  ])('is refused with %s %j', (name, value) => {
    expect(desk.answer('authorize', authorize({ [name]: value }), '').status).toBe(400);
  });

  test('sends a wrong state when it is told to', () => {
    script = { ...script, wrongState: true };
    const to = new URL(desk.decide(authorize(), 'approve'));
    expect(to.searchParams.get('state')).not.toBe('the-state');
  });
});

describe('the tokens', () => {
  test('say until when, whose and which plan, and are signed', () => {
    const { accessToken } = desk.tokens.issue(practiceAccount, 'app');
    const [head = '', claims = '', signature] = accessToken.split('.');
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
      exp: (now + hourMs) / 1000,
      email: practiceAccount.email,
      'https://api.openai.com/auth': {
        chatgpt_account_id: practiceAccount.id,
        chatgpt_plan_type: practiceAccount.plan,
      },
    });
    const signed = createHmac('sha256', 'secret-1').update(`${head}.${claims}`);
    expect(signature).toBe(signed.digest('base64url'));
  });

  test('of a refresh token come once; the used one is refused as reused', () => {
    const first = desk.tokens.issue(practiceAccount, 'app');
    const rotated = ask('refresh', { refresh_token: first.refreshToken });
    expect(rotated.status).toBe(200);
    const again = ask('refresh', { refresh_token: first.refreshToken });
    expect(again.status).toBe(401);
    expect(again.body).toContain('"refresh_token_reused"');
    const next = json(rotated).refresh_token ?? '';
    expect(ask('refresh', { refresh_token: next }).status).toBe(200);
  });

  test('end with their time, and all at once when told so, while the refresh goes on', () => {
    const { accessToken, refreshToken } = desk.tokens.issue(practiceAccount, 'app');
    expect(desk.tokens.verdict(accessToken)).toBe('current');
    now += hourMs;
    expect(desk.tokens.verdict(accessToken)).toBe('expired');
    const renewed = json(ask('refresh', { refresh_token: refreshToken }));
    expect(desk.tokens.verdict(renewed.access_token ?? '')).toBe('current');
    desk.expireAccess();
    expect(desk.tokens.verdict(renewed.access_token ?? '')).toBe('expired');
    expect(ask('refresh', { refresh_token: renewed.refresh_token ?? '' }).status).toBe(200);
  });

  test('of a revoked sign-in are worth nothing, and those of another one stay', () => {
    const gone = desk.tokens.issue(practiceAccount, 'app');
    const other = desk.tokens.issue(practiceAccount, 'app');
    expect(ask('revoke', { token: gone.refreshToken }).status).toBe(200);
    expect(desk.tokens.verdict(gone.accessToken)).toBe('unknown');
    expect(ask('refresh', { refresh_token: gone.refreshToken }).body).toContain(
      '"refresh_token_invalidated"',
    );
    expect(desk.tokens.verdict(other.accessToken)).toBe('current');
    desk.tokens.revokeAccount(practiceAccount.id);
    expect(desk.tokens.verdict(other.accessToken)).toBe('unknown');
  });

  test('are refused a refresh with the code that was set', () => {
    script = { ...script, refuseRefresh: 'refresh_token_expired' };
    const { refreshToken } = desk.tokens.issue(practiceAccount, 'app');
    expect(ask('refresh', { refresh_token: refreshToken }).body).toContain('refresh_token_expired');
  });

  test('can be no JWT', () => {
    script = { ...script, accessForm: 'opaque' };
    expect(desk.tokens.issue(practiceAccount, 'app').accessToken).not.toContain('.');
  });

  test('of our own get an API key for the id token, others none', () => {
    const { idToken } = desk.tokens.issue(practiceAccount, 'app');
    expect(json(ask('api-key', { subject_token: idToken })).access_token).toMatch(/^sk-/);
    expect(ask('api-key', { subject_token: 'made-up' }).status).toBe(401);
  });
});

describe('the device flow', () => {
  const start = () => {
    const { user_code = '', device_auth_id = '' } = json(ask('user-code', { client_id: 'app' }));
    return { userCode: user_code, poll: { user_code, device_auth_id } };
  };

  test('waits, and an approved code is exchanged for tokens', () => {
    const { userCode, poll } = start();
    expect(userCode).toMatch(/^[A-Z]{4}-[A-Z]{4}$/);
    expect(ask('device-poll', poll).status).toBe(403);
    expect(ask('approval', { user_code: userCode.toLowerCase(), answer: 'approve' }).status).toBe(
      200,
    );
    const approved = json(ask('device-poll', poll));
    const exchanged = ask('code', {
      client_id: 'app',
      code: approved.authorization_code ?? '',
      redirect_uri: 'http://127.0.0.1:4000/deviceauth/callback',
      code_verifier: approved.code_verifier ?? '',
    });
    expect(exchanged.status).toBe(200);
  });

  test('tells its four ends apart by status', () => {
    const denied = start();
    ask('approval', { user_code: denied.userCode, answer: 'deny' });
    expect(ask('device-poll', denied.poll).status).toBe(401);
    const late = start();
    const slow = start();
    const device = desk.devices.byUserCode(slow.userCode);
    if (device !== null) device.answer = 'slow-down';
    expect(ask('device-poll', slow.poll).status).toBe(429);
    now += deviceTerms.lifetimeMs;
    expect(ask('device-poll', late.poll).status).toBe(410);
    expect(ask('approval', { user_code: late.userCode, answer: 'approve' }).status).toBe(400);
  });

  test('knows no other code, and no id with another one’s code', () => {
    const one = start();
    const other = start();
    expect(other.userCode).not.toBe(one.userCode);
    expect(ask('device-poll', { ...one.poll, user_code: other.userCode }).status).toBe(400);
    expect(ask('approval', { user_code: 'none', answer: 'approve' }).status).toBe(400);
  });
});

test('the backend knows current tokens, and tells an expired one from one it never gave', () => {
  const { accessToken } = desk.tokens.issue(practiceAccount, 'app');
  expect(ask('accounts-check', {}, accessToken).body).toContain(practiceAccount.id);
  expect(ask('accounts-check', {}, 'made-up').body).toContain('invalid_token');
  desk.expireAccess();
  const expired = ask('accounts-check', {}, accessToken);
  expect(expired.status).toBe(401);
  expect(expired.body).toContain('token_expired');
});

test('a page shows what was typed as text', () => {
  const html = issuerPages.device('a@b', '"><script>alert(1)</script>', '<b>');
  expect(html).not.toContain('<script>');
  expect(html).not.toContain('<b>"');
  expect(html).toContain('&#60;script&#62;');
});

test('a request is told by its grant, and an unknown one is none', () => {
  const grant = (name: string) =>
    issuerEndpoint('POST', '/oauth/token', new URLSearchParams({ grant_type: name }));
  expect(grant('refresh_token')).toBe('refresh');
  expect(grant('authorization_code')).toBe('code');
  expect(grant('__proto__')).toBeNull();
  expect(issuerEndpoint('GET', '/oauth/token', new URLSearchParams())).toBeNull();
});
