import { expect, test } from 'vitest';

import { jwtFacts } from '../../../../electron/credentials/accounts/account-notes.ts';
import { accessToken, ana } from '../../../fakes/scripted-account-servers.ts';

const tokenOf = (claims: unknown): string =>
  `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;

test('a ChatGPT access token says whose it is, with which plan, and when it ends', () => {
  expect(jwtFacts(accessToken(ana, 1, 1_800_000_000))).toEqual({
    endsAt: 1_800_000_000_000,
    email: 'ana@example.org',
    plan: 'plus',
    accountId: 'acct-ana',
    userId: 'user-ana',
  });
});

test.each([
  ['no token', ''],
  ['an opaque token', 'opaque-not-a-jwt'],
  ['two parts', 'a.b'],
  ['five parts', 'a.b.c.d.e'],
  ['a payload that is no JSON', 'e30.bm90IGpzb24.c2ln'],
  ['a payload that is a list', tokenOf([1])],
  ['a payload that is nothing', tokenOf(null)],
  ['a payload that is no base64', 'e30.%%%.c2ln'],
])('%s is no JWT, and nothing is thrown', (_what, token) => {
  expect(jwtFacts(token)).toBeNull();
});

test.each([
  ['in the past', 1, 1_000],
  ['in the far future', 253_402_300_799, 253_402_300_799_000],
  ['beyond every calendar', 1e300, null],
  ['negative', -5, null],
  ['zero', 0, null],
  ['a text', 'soon', null],
  ['absent', undefined, null],
  ['null', null, null],
])('an end that is %s comes as a moment or as none', (_what, exp, endsAt) => {
  expect(jwtFacts(tokenOf({ exp }))?.endsAt).toBe(endsAt);
});

test('claims of another shape are not said, and the rest is', () => {
  const odd = { exp: 10, email: 7, 'https://api.openai.com/auth': { chatgpt_account_id: ['x'] } };
  expect(jwtFacts(tokenOf(odd))).toEqual({
    endsAt: 10_000,
    email: null,
    plan: null,
    accountId: null,
    userId: null,
  });
  expect(jwtFacts(tokenOf({ 'https://api.openai.com/auth': 'x' }))?.accountId).toBeNull();
});
