import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { systemClock } from '../../electron/base/clock.ts';
import type { DeviceAnswer } from '../../electron/practice/issuer/authorizations.ts';
import { practiceAccount } from '../../electron/practice/issuer/issued-tokens.ts';
import {
  startIssuer,
  type IssuerFault,
  type ScriptedIssuer,
} from '../stand-ins/scripted-issuer.ts';
import { startProvider, type LoopbackProvider } from '../stand-ins/loopback-provider.ts';
import { startOwner, type OwnerProgram, type OwnerUnderTest } from './owner-under-test.ts';
import { waitFor } from './wait-for.ts';

const Browser = v.object({ loginId: v.string(), authUrl: v.string() });
const Device = v.object({ verificationUrl: v.string(), userCode: v.string() });
const Thread = v.object({ thread: v.object({ id: v.string() }) });
const AuthStatus = v.object({ authToken: v.nullable(v.string()) });

/**
 * Defines the tests of an app-server that signs in at the practice issuer. The real codex and the
 * practice helper program pass the same ones, so that what is built on the one holds for the other.
 */
export const describeOwner = (program: () => Promise<OwnerProgram>): void => {
  let issuer: ScriptedIssuer;
  let provider: LoopbackProvider;
  let owner: OwnerUnderTest;

  beforeEach(async () => {
    issuer = await startIssuer({ clock: systemClock });
    provider = await startProvider({ tokens: {}, backend: issuer });
    owner = await startOwner(await program(), issuer, provider.chatgptBaseUrl);
  });

  afterEach(async () => {
    await owner.close();
    await Promise.all([issuer.close(), provider.close()]);
  });

  const startBrowser = async () =>
    v.parse(Browser, await owner.request('account/login/start', { type: 'chatgpt' }));
  const startDevice = async () =>
    v.parse(Device, await owner.request('account/login/start', { type: 'chatgptDeviceCode' }));

  const signIn = async (): Promise<void> => {
    const { userCode } = await startDevice();
    issuer.answerDevice(userCode, 'approved');
    expect(await owner.nth('account/login/completed', 1)).toMatchObject({ success: true });
  };

  const accessToken = async (refreshToken = false): Promise<string> => {
    const params = { includeToken: true, refreshToken };
    return v.parse(AuthStatus, await owner.request('getAuthStatus', params)).authToken ?? '';
  };

  /** Runs one turn and answers how it ended. */
  const turn = async (): Promise<unknown> => {
    const nth = owner.told('turn/completed').length + 1;
    const started = await owner.request('thread/start', {
      cwd: owner.home,
      ephemeral: true,
      approvalPolicy: 'never',
      sandbox: 'read-only',
    });
    await owner.request('turn/start', {
      threadId: v.parse(Thread, started).thread.id,
      input: [{ type: 'text', text: 'Say hello.', text_elements: [] }],
    });
    return owner.nth('turn/completed', nth);
  };

  const account = {
    account: { type: 'chatgpt', email: practiceAccount.email, planType: practiceAccount.plan },
  };

  describe('an owner signs in at the practice issuer', () => {
    test('in a browser', async () => {
      const { authUrl } = await startBrowser();
      const page = await fetch(authUrl, { signal: AbortSignal.timeout(5_000) });
      expect(page.status).toBe(200);
      const end = await issuer.visit(authUrl, 'approve');
      expect(end.status).toBe(200);
      expect(await owner.nth('account/login/completed', 1)).toMatchObject({ success: true });
      expect(await owner.request('account/read', {})).toMatchObject(account);
      expect(issuer.verdict(await accessToken())).toBe('current');
      for (const endpoint of ['code', 'accounts-check'] as const) {
        expect(issuer.count(endpoint)).toBe(1);
      }
    });

    test('by device code', async () => {
      const { userCode, verificationUrl } = await startDevice();
      expect(verificationUrl).toBe(`${issuer.url}/codex/device`);
      await waitFor('a poll', () => issuer.count('device-poll') > 0);
      const approved = await fetch(verificationUrl, {
        method: 'POST',
        body: new URLSearchParams({ user_code: userCode, answer: 'approve' }),
        signal: AbortSignal.timeout(5_000),
      });
      expect(approved.status).toBe(200);
      expect(await owner.nth('account/login/completed', 1)).toMatchObject({ success: true });
      expect(await owner.request('account/read', {})).toMatchObject(account);
    });

    test('and is told when the person says no, in a browser', async () => {
      const { authUrl } = await startBrowser();
      await issuer.visit(authUrl, 'deny');
      expect(await owner.nth('account/login/completed', 1)).toMatchObject({
        success: false,
        error: expect.stringContaining('denied') as unknown,
      });
    });

    test('and waits on when the state is another one', async () => {
      const { authUrl, loginId } = await startBrowser();
      issuer.set({ wrongState: true });
      expect((await issuer.visit(authUrl, 'approve')).status).toBe(400);
      expect(owner.told('account/login/completed')).toEqual([]);
      await owner.request('account/login/cancel', { loginId });
      expect(await owner.nth('account/login/completed', 1)).toMatchObject({ success: false });
    });

    test.each([
      ['denied', '401 Unauthorized'],
      ['expired', '410 Gone'],
      ['slow-down', '429 Too Many Requests'],
    ] as const satisfies readonly (readonly [DeviceAnswer, string])[])(
      'and tells only the status of a device code that is %s',
      async (answer, status) => {
        const { userCode } = await startDevice();
        issuer.answerDevice(userCode, answer);
        expect(await owner.nth('account/login/completed', 1)).toMatchObject({
          success: false,
          error: `device auth failed with status ${status}`,
        });
      },
    );
  });

  describe('an owner with an account of the practice issuer', () => {
    test('refreshes once after a 401, and the turn completes', async () => {
      await signIn();
      const before = await accessToken();
      issuer.expireAccess();
      expect(await turn()).toMatchObject({ turn: { status: 'completed' } });
      expect(await accessToken()).not.toBe(before);
      expect(issuer.requests.filter((seen) => seen.endpoint === 'refresh')).toMatchObject([
        { refreshReason: 'unauthorized_recovery', status: 200 },
      ]);
      expect(provider.requests.at(-1)).toMatchObject({
        accountId: practiceAccount.id,
        status: 200,
      });
    });

    test('rotates when it is forced to', async () => {
      await signIn();
      const before = await owner.refreshToken();
      expect(issuer.verdict(await accessToken(true))).toBe('current');
      expect(await owner.refreshToken()).not.toBe(before);
      expect(issuer.requests.at(-1)).toMatchObject({ refreshReason: 'forced' });
    });

    test('is unauthorized when its refresh token was used elsewhere', async () => {
      await signIn();
      const used = await fetch(`${issuer.url}/oauth/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'refresh_token',
          refresh_token: await owner.refreshToken(),
        }),
        signal: AbortSignal.timeout(5_000),
      });
      expect(used.status).toBe(200);
      issuer.expireAccess();
      expect(await turn()).toMatchObject({
        turn: {
          status: 'failed',
          error: {
            codexErrorInfo: 'unauthorized',
            message: expect.stringContaining('already used') as unknown,
          },
        },
      });
      expect(await owner.request('account/read', {})).toMatchObject({ account: null });
    });

    test.each([
      { kind: 'captive-portal' },
      { kind: 'redirect', to: 'http://127.0.0.1:9/elsewhere' },
      { kind: 'status', status: 503, body: {} },
      { kind: 'drop' },
    ] as const satisfies readonly IssuerFault[])(
      'keeps the token it has when a forced refresh meets %j',
      async (fault) => {
        await signIn();
        const before = await accessToken();
        issuer.fault('refresh', fault, 1);
        expect(await accessToken(true)).toBe(before);
        expect(issuer.count('refresh')).toBe(1);
        expect(await accessToken(true)).not.toBe(before);
      },
    );

    test.each([
      { kind: 'status', status: 401, body: 'the 401 of a proxy' },
      { kind: 'status', status: 400, body: { error: 'invalid_grant' } },
    ] as const satisfies readonly IssuerFault[])(
      'takes %j for the end of its sign-in, and only a new process asks again',
      async (fault) => {
        await signIn();
        issuer.fault('refresh', fault, 1);
        expect(await accessToken(true)).toBe('');
        expect(await owner.request('account/read', {})).toMatchObject({ account: null });
        expect(await accessToken(true)).toBe('');
        expect(issuer.count('refresh')).toBe(1);
        owner = await owner.restart();
        expect(issuer.verdict(await accessToken(true))).toBe('current');
        expect(issuer.count('refresh')).toBe(2);
      },
    );

    test('revokes its sign-in when it logs out', async () => {
      await signIn();
      const token = await accessToken();
      await owner.request('account/logout', undefined);
      await waitFor('the revocation', () => issuer.count('revoke') === 1);
      expect(issuer.verdict(token)).toBe('unknown');
    });

    test('says at once that a sign-in cannot start', async () => {
      issuer.fault('user-code', { kind: 'status', status: 503, body: {} });
      await expect(startDevice()).rejects.toThrow('503');
    });

    test('ends a sign-in when another one begins', async () => {
      const { loginId } = await startBrowser();
      await startDevice();
      expect(await owner.nth('account/login/completed', 1)).toMatchObject({
        loginId,
        success: false,
        error: 'Login server error: Login was not completed',
      });
      expect(await owner.request('account/login/cancel', { loginId })).toEqual({
        status: 'notFound',
      });
    });
  });

  describe('a helper with an access token from outside', () => {
    const hand = async (): Promise<void> => {
      const { accessToken: token } = issuer.issue();
      expect(
        await owner.request('account/login/start', {
          type: 'chatgptAuthTokens',
          accessToken: token,
          chatgptAccountId: practiceAccount.id,
          chatgptPlanType: null,
        }),
      ).toEqual({ type: 'chatgptAuthTokens' });
    };
    const asked: unknown[] = [];
    beforeEach(() => {
      asked.length = 0;
    });

    test('asks for another one after a 401, and the turn completes', async () => {
      await hand();
      expect(await owner.nth('account/updated', 1)).toMatchObject({
        authMode: 'chatgptAuthTokens',
        planType: practiceAccount.plan,
      });
      owner.answerWith((method, params) => {
        asked.push({ method, params });
        const { accessToken: next } = issuer.issue();
        return {
          result: {
            accessToken: next,
            chatgptAccountId: practiceAccount.id,
            chatgptPlanType: null,
          },
        };
      });
      issuer.expireAccess();
      expect(await turn()).toMatchObject({ turn: { status: 'completed' } });
      expect(asked).toEqual([
        {
          method: 'account/chatgptAuthTokens/refresh',
          params: { reason: 'unauthorized', previousAccountId: practiceAccount.id },
        },
      ]);
      // codex may learn of the 401 from the list of models that it asks for first
      const [answer, ...refusals] = provider.requests.map((seen) => seen.status).reverse();
      expect(answer).toBe(200);
      expect(refusals.length).toBeLessThanOrEqual(1);
      expect(issuer.count('refresh')).toBe(0);
    });

    test('fails after one request when there is no other one', async () => {
      await hand();
      owner.answerWith(() => ({ error: { code: -32001, message: 'none' } }));
      issuer.expireAccess();
      expect(await turn()).toMatchObject({
        turn: {
          status: 'failed',
          error: {
            codexErrorInfo: 'other',
            message: 'auth refresh request failed: code=-32001',
          },
        },
      });
      expect(provider.requests).toHaveLength(1);
    });

    test('tells a dead token before any turn, and lets no other sign-in beside it', async () => {
      issuer.fault('accounts-check', { kind: 'status', status: 401, body: {} });
      await hand();
      expect(await owner.nth('account/login/completed', 1)).toMatchObject({
        loginId: null,
        success: false,
        error: 'workspace routing discovery unauthorized (401)',
      });
      await expect(startDevice()).rejects.toThrow('External auth is active');
    });

    test('takes nothing that is no JWT', async () => {
      issuer.set({ accessForm: 'opaque' });
      await expect(hand()).rejects.toThrow('invalid ID token format');
    });
  });
};
