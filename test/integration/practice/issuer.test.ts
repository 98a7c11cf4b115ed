import { createHash } from 'node:crypto';
import { createServer } from 'node:http';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { practiceAccount } from '../../../electron/practice/issuer/issued-tokens.ts';
import { startIssuer, type ScriptedIssuer } from '../../stand-ins/scripted-issuer.ts';
import { startProvider, type LoopbackProvider } from '../../stand-ins/loopback-provider.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

let clock: ManualClock;
let issuer: ScriptedIssuer;
let provider: LoopbackProvider;

beforeEach(async () => {
  clock = new ManualClock();
  issuer = await startIssuer({ clock });
  provider = await startProvider({ tokens: {}, backend: issuer, clock });
});

afterEach(async () => {
  await Promise.all([issuer.close(), provider.close()]);
});

const limited = (ms = 5_000): RequestInit => ({ signal: AbortSignal.timeout(ms) });

const refresh = (refreshToken: string, init: RequestInit = limited()): Promise<Response> =>
  fetch(`${issuer.url}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_id: 'app',
      grant_type: 'refresh_token',
      refresh_reason: 'forced',
      refresh_token: refreshToken,
    }),
    ...init,
  });

const ask = (token: string): Promise<Response> =>
  fetch(`${provider.chatgptBaseUrl}/codex/responses`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'chatgpt-account-id': practiceAccount.id },
    body: JSON.stringify({ stream: true, input: [] }),
    ...limited(),
  });

const authUrl = (callback: string): string =>
  `${issuer.url}/oauth/authorize?${new URLSearchParams({
    response_type: 'code',
    client_id: 'app',
    redirect_uri: callback,
    code_challenge: createHash('sha256').update('verifier').digest('base64url'),
    code_challenge_method: 'S256',
    state: 'st',
  }).toString()}`;

test('a person who presses Approve on the page comes back to the callback with a code', async () => {
  const page = await (await fetch(authUrl('http://127.0.0.1:9/cb'), limited())).text();
  expect(page).toContain(practiceAccount.email);
  const request = /name="request" value="([^"]+)"/.exec(page)?.[1] ?? '';
  const answer = await fetch(`${issuer.url}/oauth/decide`, {
    method: 'POST',
    body: new URLSearchParams({ request, answer: 'approve' }),
    redirect: 'manual',
    ...limited(),
  });
  expect(answer.headers.get('location')).toMatch(/^http:\/\/127\.0\.0\.1:9\/cb\?code=.+&state=st$/);
  expect(issuer.count('authorize')).toBe(1);
  expect(issuer.count('approval')).toBe(1);
});

test('a visit goes to the callback by itself', async () => {
  const seen: string[] = [];
  const callback = createServer((incoming, response) => {
    seen.push(incoming.url ?? '');
    response.end('ok');
  });
  await new Promise<void>((resolve) => callback.listen(0, '127.0.0.1', resolve));
  const address = callback.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  try {
    const end = await issuer.visit(authUrl(`http://127.0.0.1:${String(port)}/cb`), 'deny');
    expect(end.status).toBe(200);
    expect(seen).toEqual([expect.stringContaining('error=access_denied')]);
  } finally {
    callback.closeAllConnections();
    callback.close();
  }
});

test('the provider takes exactly the tokens that are current, and notes the account', async () => {
  const { accessToken, refreshToken } = issuer.issue();
  expect((await ask(accessToken)).status).toBe(200);
  issuer.expireAccess();
  const expired = await ask(accessToken);
  expect(expired.status).toBe(401);
  expect(await expired.text()).toContain('token_expired');
  const renewed = (await (await refresh(refreshToken)).json()) as { access_token: string };
  expect((await ask(renewed.access_token)).status).toBe(200);
  issuer.revokeAccount(practiceAccount.id);
  const revoked = await ask(renewed.access_token);
  expect(revoked.status).toBe(401);
  expect(await revoked.text()).not.toContain('token_expired');
  expect(provider.requests.map((seen) => seen.accountId)).toEqual(
    Array<string>(4).fill(practiceAccount.id),
  );
});

test('a token that ends by the clock is refused from then on', async () => {
  const { accessToken } = issuer.issue();
  await clock.advance(3_600_000);
  expect((await ask(accessToken)).status).toBe(401);
});

test('the backend answers the account check through the provider, and it is counted', async () => {
  const { accessToken } = issuer.issue();
  const check = (token: string): Promise<Response> =>
    fetch(`${provider.chatgptBaseUrl}/wham/accounts/check`, {
      headers: { authorization: `Bearer ${token}` },
      ...limited(),
    });
  expect((await check(accessToken)).status).toBe(200);
  expect((await check('made-up')).status).toBe(401);
  expect(issuer.count('accounts-check')).toBe(2);
});

test('a fault lasts as long as it was set for, and each one is what it says', async () => {
  const { refreshToken } = issuer.issue();
  issuer.fault('refresh', { kind: 'status', status: 503, body: { error: 'busy' } }, 1);
  expect((await refresh(refreshToken)).status).toBe(503);
  issuer.fault('refresh', { kind: 'captive-portal' }, 1);
  const portal = await refresh(refreshToken);
  expect(portal.headers.get('content-type')).toContain('text/html');
  issuer.fault('refresh', { kind: 'redirect', to: 'http://127.0.0.1:9/x' }, 1);
  const away = await refresh(refreshToken, { redirect: 'manual', ...limited() });
  expect(away.headers.get('location')).toBe('http://127.0.0.1:9/x');
  issuer.fault('refresh', { kind: 'drop' }, 1);
  await expect(refresh(refreshToken)).rejects.toThrow('fetch failed');
  issuer.fault('refresh', { kind: 'hang' });
  await expect(refresh(refreshToken, limited(100))).rejects.toMatchObject({ name: 'TimeoutError' });
  issuer.fault('refresh', null);
  expect((await refresh(refreshToken)).status).toBe(200);
  expect(issuer.count('refresh')).toBe(6);
  expect(issuer.requests.map((seen) => seen.status)).toEqual([503, 200, 302, null, null, 200]);
});

test('no secret is on record', async () => {
  const { accessToken, refreshToken } = issuer.issue();
  await refresh(refreshToken);
  await ask(accessToken);
  const told = JSON.stringify([issuer.requests, provider.requests]);
  expect(told).toContain('forced');
  for (const secret of [accessToken, refreshToken]) expect(told).not.toContain(secret);
});
