import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { CodexProgram } from '../../electron/codex/client.ts';
import { AccountsBench, soonMs } from './accounts-bench.ts';
import { waitFor } from './wait-for.ts';

/**
 * Defines the tests of accounts as a whole panel has them: a sign-in, the helpers that live on it,
 * its end and the next one. The real codex and the practice helper program pass the same ones.
 */
export const describeAccounts = (program: () => Promise<CodexProgram>): void => {
  let bench: AccountsBench;

  beforeEach(async () => {
    bench = await AccountsBench.open(program);
  });

  afterEach(() => bench.close());

  describe('an account', () => {
    test('signed in by a code runs a helper, with its own token and account, once', async () => {
      const id = await bench.addAccount();
      expect(bench.row(id)).toMatchObject({ kind: 'account', generation: 0, store: 'none' });
      await bench.signInByCode(id);
      expect(bench.row(id)).toMatchObject({
        generation: 1,
        store: 'memory',
        state: { phase: 'good' },
        declared: { account: 'ana@example.org', plan: 'plus', canRenew: true },
      });
      await bench.spawn(id, 1);
      await bench.allHelpers('completed');
      const posts = bench.provider.requests.filter(({ kind }) => kind === 'post');
      expect(posts).toMatchObject([{ path: '/backend-api/codex/responses', status: 200 }]);
      expect(posts[0]?.accountId).toBe('acct-practice');
      expect(bench.promptsAnswered()).toEqual(['Prompt number 0.']);
    });

    test('signed in by the browser does as well, and the page is opened once', async () => {
      const id = await bench.addAccount();
      await bench.done('credentials.sign-in', { id, flow: 'browser' });
      expect(await bench.signInOf(id, 'browser')).toMatchObject({ opened: true });
      expect(bench.pages).toHaveLength(1);
      expect((await bench.issuer.visit(bench.pages[0] ?? '', 'approve')).status).toBe(200);
      await bench.signInOf(id, 'done');
      await bench.spawn(id, 1);
      await bench.allHelpers('completed');
    });

    test('that ten helpers use at its token’s end costs the issuer one refresh', async () => {
      const id = await bench.addAccount();
      await bench.signInByCode(id);
      bench.issuer.expireAccess();
      await bench.spawn(id, 10);
      await bench.allHelpers('completed');
      expect(bench.issuer.count('refresh')).toBe(1);
      expect(
        bench.issuer.requests.filter(
          ({ endpoint, status }) => endpoint === 'refresh' && status !== 200,
        ),
      ).toEqual([]);
      expect(bench.promptsAnswered()).toHaveLength(10);
      expect(new Set(bench.promptsAnswered()).size).toBe(10);
      expect(bench.row(id)).toMatchObject({ generation: 1, state: { phase: 'good' } });
    });

    test('whose refresh is dead parks its helpers; signed in again, the same processes go on', async () => {
      const id = await bench.addAccount();
      await bench.signInByCode(id);
      bench.issuer.expireAccess();
      bench.issuer.set({ refuseRefresh: 'refresh_token_invalidated' });
      await bench.spawn(id, 3);
      await bench.allHelpers('waiting-for-sign-in');
      expect(bench.row(id)).toMatchObject({ state: { phase: 'needs-sign-in', waiting: 3 } });
      expect(bench.issuer.count('refresh')).toBe(1);
      expect(bench.promptsAnswered()).toEqual([]);
      const pids = bench.helpers().map(({ pid }) => pid);
      bench.issuer.set({ refuseRefresh: null });
      await bench.signInByCode(id);
      const pidsSeen = new Set<number>();
      const stop = bench.panel.onState(({ helpers: seen }) => {
        for (const { pid } of seen) if (pid !== null) pidsSeen.add(pid);
      });
      await bench.allHelpers('completed');
      stop();
      expect([...pidsSeen].filter((pid) => !pids.includes(pid))).toEqual([]);
      expect(bench.promptsAnswered()).toHaveLength(3);
      expect(new Set(bench.promptsAnswered()).size).toBe(3);
      expect(bench.row(id)).toMatchObject({ generation: 2, state: { phase: 'good' } });
    });

    test('is not refused by an issuer that hangs, answers a page or cannot be reached', async () => {
      const id = await bench.addAccount();
      await bench.signInByCode(id);
      bench.issuer.expireAccess();
      bench.issuer.fault('refresh', { kind: 'captive-portal' });
      expect(await bench.command('credentials.check', { id })).toMatchObject({ ok: false });
      bench.issuer.fault('refresh', { kind: 'drop' });
      expect(await bench.command('credentials.check', { id })).toMatchObject({ ok: false });
      expect(bench.row(id)).toMatchObject({ generation: 1 });
      expect(bench.row(id).state.phase).not.toBe('needs-sign-in');
      bench.issuer.fault('refresh', null);
      expect(await bench.command('credentials.check', { id })).toMatchObject({ ok: true });
      expect(bench.row(id)).toMatchObject({ state: { phase: 'good' } });
    });

    test('whose renewal is refused says so to who checks it', async () => {
      const id = await bench.addAccount();
      await bench.signInByCode(id);
      bench.issuer.fault('refresh', {
        kind: 'status',
        status: 400,
        body: { error: 'invalid_grant' },
      });
      expect(await bench.command('credentials.check', { id })).toMatchObject({
        ok: false,
        failure: { kind: 'unauthorized', credentialId: id, generation: 1, provider: 'OpenAI' },
      });
      expect(bench.row(id)).toMatchObject({ state: { phase: 'needs-sign-in' } });
    });

    test('signed out of is gone at the issuer as well', async () => {
      const id = await bench.addAccount();
      await bench.signInByCode(id);
      await bench.done('credentials.sign-out', { id });
      expect(bench.issuer.count('revoke')).toBe(1);
      expect(bench.row(id)).toMatchObject({
        generation: 0,
        store: 'none',
        state: { phase: 'needs-sign-in' },
      });
    });
  });

  describe('a sign-in', () => {
    test('that was denied, and one whose code expired, are told apart', async () => {
      const id = await bench.addAccount();
      await bench.done('credentials.sign-in', { id, flow: 'device' });
      const first = await bench.signInOf(id, 'device');
      bench.issuer.answerDevice(first.userCode, 'expired');
      const second = await waitFor(
        'a new code in place',
        () => {
          const { signIn } = bench.row(id);
          return signIn?.phase === 'device' && signIn.userCode !== first.userCode ? signIn : null;
        },
        soonMs,
      );
      bench.issuer.answerDevice(second.userCode, 'denied');
      expect(await bench.signInOf(id, 'denied')).toMatchObject({ flow: 'device' });
      await bench.done('credentials.sign-in', { id, flow: 'browser' });
      await bench.signInOf(id, 'browser');
      await bench.issuer.visit(bench.pages[0] ?? '', 'deny');
      expect(await bench.signInOf(id, 'denied')).toMatchObject({
        flow: 'browser',
        words: expect.stringContaining('denied') as string,
      });
      expect(bench.row(id)).toMatchObject({ generation: 0 });
    });

    test('goes on after a callback with a wrong state, and can be cancelled', async () => {
      const id = await bench.addAccount();
      bench.issuer.set({ wrongState: true });
      await bench.done('credentials.sign-in', { id, flow: 'browser' });
      await bench.signInOf(id, 'browser');
      expect((await bench.issuer.visit(bench.pages[0] ?? '', 'approve')).status).toBe(400);
      bench.issuer.set({ wrongState: false });
      expect((await bench.issuer.visit(bench.pages[0] ?? '', 'approve')).status).toBe(200);
      await bench.signInOf(id, 'done');
      await bench.done('credentials.sign-in', { id, flow: 'device' });
      await bench.signInOf(id, 'device');
      await bench.done('credentials.sign-in-cancel', { id });
      expect(bench.row(id)).toMatchObject({
        signIn: null,
        generation: 1,
        state: { phase: 'good' },
      });
    });

    test('waits behind another one in the browser, and comes next', async () => {
      const ana = await bench.addAccount('Ana');
      const ben = await bench.addAccount('Ben');
      await bench.done('credentials.sign-in', { id: ana, flow: 'browser' });
      await bench.signInOf(ana, 'browser');
      await bench.done('credentials.sign-in', { id: ben, flow: 'browser' });
      expect(await bench.signInOf(ben, 'queued')).toMatchObject({ behind: 'Ana' });
      await bench.issuer.visit(bench.pages[0] ?? '', 'approve');
      await bench.signInOf(ana, 'done');
      await bench.signInOf(ben, 'browser');
      expect((await bench.issuer.visit(bench.pages[1] ?? '', 'approve')).status).toBe(200);
      await bench.signInOf(ben, 'done');
      expect(bench.row(ben)).toMatchObject({
        generation: 1,
        declared: { account: 'ana@example.org' },
      });
    });
  });
};
