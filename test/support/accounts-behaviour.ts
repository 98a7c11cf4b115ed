import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { systemClock } from '../../electron/clock.ts';
import type { CodexProgram } from '../../electron/codex/client.ts';
import { createStartAccountServer } from '../../electron/codex/start-account-server.ts';
import { createStartClient } from '../../electron/codex/start-client.ts';
import { silentLog } from '../../electron/log.ts';
import { startIssuer, type Issuer } from '../../electron/practice/issuer/issuer.ts';
import { startProvider, type LoopbackProvider } from '../../electron/practice/provider.ts';
import type { CredentialView, SignInView } from '../../shared/credential.ts';
import type { HelperView } from '../../shared/state.ts';
import { PanelBench, type PanelUnderTest } from '../integration/panel/panel-under-test.ts';
import { waitFor } from './wait-for.ts';

/** How long a state may take that needs a few processes. */
const soonMs = 30_000;

/**
 * Defines the tests of accounts as a whole panel has them: a sign-in, the helpers that live on it,
 * its end and the next one. The real codex and the practice helper program pass the same ones.
 */
export const describeAccounts = (program: () => Promise<CodexProgram>): void => {
  let bench: PanelBench;
  let issuer: Issuer;
  let provider: LoopbackProvider;
  let under: PanelUnderTest;
  let pages: string[];

  beforeEach(async () => {
    bench = new PanelBench();
    pages = [];
    issuer = await startIssuer({ clock: systemClock });
    bench.later(() => issuer.close());
    provider = await startProvider({ tokens: {}, backend: issuer });
    bench.later(() => provider.close());
    const codex = await program();
    const parts = { redact: (text: string) => text, clock: systemClock, log: silentLog };
    const base = await bench.deps();
    under = await bench.panel({
      ...base,
      env: { ...base.env, ...issuer.env },
      findProgram: () => Promise.resolve(codex),
      startClient: createStartClient(parts),
      accounts: {
        startServer: createStartAccountServer(parts),
        keyringReady: () => Promise.resolve(false),
        openBrowser: (url) => {
          pages.push(url);
          return Promise.resolve(true);
        },
      },
    });
    await done('settings.set', { key: 'chatgptBaseUrl', value: provider.chatgptBaseUrl });
    await done('settings.set', { key: 'limits.starting', value: 4 });
  });

  afterEach(() => bench.close());

  const done = async (
    ...[name, input]: Parameters<PanelUnderTest['command']>
  ): Promise<unknown> => {
    const reply = await under.command(name, input);
    if (!reply.ok) throw new Error(JSON.stringify(reply.failure));
    return reply.value;
  };

  const row = (id: string): CredentialView => {
    const found = under.panel.state().credentials.find((view) => view.id === id);
    if (found === undefined) throw new Error(`there is no row ${id}`);
    return found;
  };

  const signInOf = (id: string, phase: SignInView['phase']): Promise<SignInView> =>
    waitFor(
      `a sign-in that is ${phase}`,
      () => {
        const { signIn } = row(id);
        if (signIn?.phase !== phase) throw new Error(JSON.stringify(signIn));
        return signIn;
      },
      soonMs,
    );

  const helpers = (): readonly HelperView[] => under.panel.state().helpers;

  const allHelpers = (phase: HelperView['state']['phase']): Promise<true> =>
    waitFor(
      `all helpers ${phase}`,
      () => {
        const states = helpers().map(({ state }) => state);
        if (states.every((state) => state.phase === phase)) return true;
        throw new Error(JSON.stringify(states));
      },
      soonMs * 2,
    );

  /** Adds an account and a template that uses it. */
  const addAccount = async (label = 'Ana'): Promise<string> => {
    const added = await under.command('credentials.add-account', { label, home: 'own' });
    if (!added.ok) throw new Error('not added');
    const { id } = added.value;
    const template = { id: `with-${id}`, name: label, model: 'gpt-5.5', credential: id };
    await done('templates.save', { template: { ...fields, ...template } });
    return id;
  };
  const fields = {
    provider: null,
    options: {},
    cwd: null,
    sandbox: 'read-only',
    approvals: 'never',
  } as const;

  const signInByCode = async (id: string): Promise<void> => {
    await done('credentials.sign-in', { id, flow: 'device' });
    const shown = await signInOf(id, 'device');
    if (shown.phase !== 'device') throw new Error('no code');
    issuer.answerDevice(shown.userCode, 'approved');
    await signInOf(id, 'done');
  };

  const spawn = async (id: string, many: number): Promise<void> => {
    for (let n = 0; n < many; n += 1) {
      await done('helpers.spawn', { templateId: `with-${id}`, prompt: `Prompt number ${n}.` });
    }
  };

  /** How often each prompt reached the provider in a request that was answered with 200. */
  const promptsAnswered = (): readonly string[] =>
    provider.requests
      .filter(({ kind, status }) => kind === 'post' && status === 200)
      .flatMap(({ body }) => (body?.userTexts ?? []).filter((text) => text.startsWith('Prompt')))
      .sort();

  describe('an account', () => {
    test('signed in by a code runs a helper, with its own token and account, once', async () => {
      const id = await addAccount();
      expect(row(id)).toMatchObject({ kind: 'account', generation: 0, store: 'none' });
      await signInByCode(id);
      expect(row(id)).toMatchObject({
        generation: 1,
        store: 'memory',
        state: { phase: 'good' },
        declared: { account: 'ana@example.org', plan: 'plus', canRenew: true },
      });
      await spawn(id, 1);
      await allHelpers('completed');
      const posts = provider.requests.filter(({ kind }) => kind === 'post');
      expect(posts).toMatchObject([{ path: '/backend-api/codex/responses', status: 200 }]);
      expect(posts[0]?.accountId).toBe('acct-practice');
      expect(promptsAnswered()).toEqual(['Prompt number 0.']);
    });

    test('signed in by the browser does as well, and the page is opened once', async () => {
      const id = await addAccount();
      await done('credentials.sign-in', { id, flow: 'browser' });
      expect(await signInOf(id, 'browser')).toMatchObject({ opened: true });
      expect(pages).toHaveLength(1);
      expect((await issuer.visit(pages[0] ?? '', 'approve')).status).toBe(200);
      await signInOf(id, 'done');
      await spawn(id, 1);
      await allHelpers('completed');
    });

    test('that ten helpers use at its token’s end costs the issuer one refresh', async () => {
      const id = await addAccount();
      await signInByCode(id);
      issuer.expireAccess();
      await spawn(id, 10);
      await allHelpers('completed');
      expect(issuer.count('refresh')).toBe(1);
      expect(
        issuer.requests.filter(({ endpoint, status }) => endpoint === 'refresh' && status !== 200),
      ).toEqual([]);
      expect(promptsAnswered()).toHaveLength(10);
      expect(new Set(promptsAnswered()).size).toBe(10);
      expect(row(id)).toMatchObject({ generation: 1, state: { phase: 'good' } });
    });

    test('whose refresh is dead parks its helpers; signed in again, the same processes go on', async () => {
      const id = await addAccount();
      await signInByCode(id);
      issuer.expireAccess();
      issuer.set({ refuseRefresh: 'refresh_token_invalidated' });
      await spawn(id, 3);
      await allHelpers('waiting-for-sign-in');
      expect(row(id)).toMatchObject({ state: { phase: 'needs-sign-in', waiting: 3 } });
      expect(issuer.count('refresh')).toBe(1);
      expect(promptsAnswered()).toEqual([]);
      const pids = helpers().map(({ pid }) => pid);
      issuer.set({ refuseRefresh: null });
      await signInByCode(id);
      const pidsSeen = new Set<number>();
      const stop = under.panel.onState(({ helpers: seen }) => {
        for (const { pid } of seen) if (pid !== null) pidsSeen.add(pid);
      });
      await allHelpers('completed');
      stop();
      expect([...pidsSeen].filter((pid) => !pids.includes(pid))).toEqual([]);
      expect(promptsAnswered()).toHaveLength(3);
      expect(new Set(promptsAnswered()).size).toBe(3);
      expect(row(id)).toMatchObject({ generation: 2, state: { phase: 'good' } });
    });

    test('is not refused by an issuer that hangs, answers a page or cannot be reached', async () => {
      const id = await addAccount();
      await signInByCode(id);
      issuer.expireAccess();
      issuer.fault('refresh', { kind: 'captive-portal' });
      expect(await under.command('credentials.check', { id })).toMatchObject({ ok: false });
      issuer.fault('refresh', { kind: 'drop' });
      expect(await under.command('credentials.check', { id })).toMatchObject({ ok: false });
      expect(row(id)).toMatchObject({ generation: 1 });
      expect(row(id).state.phase).not.toBe('needs-sign-in');
      issuer.fault('refresh', null);
      expect(await under.command('credentials.check', { id })).toMatchObject({ ok: true });
      expect(row(id)).toMatchObject({ state: { phase: 'good' } });
    });

    test('signed out of is gone at the issuer as well', async () => {
      const id = await addAccount();
      await signInByCode(id);
      await done('credentials.sign-out', { id });
      expect(issuer.count('revoke')).toBe(1);
      expect(row(id)).toMatchObject({
        generation: 0,
        store: 'none',
        state: { phase: 'needs-sign-in' },
      });
    });
  });

  describe('a sign-in', () => {
    test('that was denied, and one whose code expired, are told apart', async () => {
      const id = await addAccount();
      await done('credentials.sign-in', { id, flow: 'device' });
      const first = await signInOf(id, 'device');
      if (first.phase !== 'device') throw new Error('no code');
      issuer.answerDevice(first.userCode, 'expired');
      const second = await waitFor(
        'a new code in place',
        () => {
          const { signIn } = row(id);
          return signIn?.phase === 'device' && signIn.userCode !== first.userCode ? signIn : null;
        },
        soonMs,
      );
      issuer.answerDevice(second.userCode, 'denied');
      expect(await signInOf(id, 'denied')).toMatchObject({ flow: 'device' });
      await done('credentials.sign-in', { id, flow: 'browser' });
      await signInOf(id, 'browser');
      await issuer.visit(pages[0] ?? '', 'deny');
      expect(await signInOf(id, 'denied')).toMatchObject({
        flow: 'browser',
        words: expect.stringContaining('denied') as string,
      });
      expect(row(id)).toMatchObject({ generation: 0 });
    });

    test('goes on after a callback with a wrong state, and can be cancelled', async () => {
      const id = await addAccount();
      issuer.set({ wrongState: true });
      await done('credentials.sign-in', { id, flow: 'browser' });
      await signInOf(id, 'browser');
      expect((await issuer.visit(pages[0] ?? '', 'approve')).status).toBe(400);
      issuer.set({ wrongState: false });
      expect((await issuer.visit(pages[0] ?? '', 'approve')).status).toBe(200);
      await signInOf(id, 'done');
      await done('credentials.sign-in', { id, flow: 'device' });
      await signInOf(id, 'device');
      await done('credentials.sign-in-cancel', { id });
      expect(row(id)).toMatchObject({ signIn: null, generation: 1, state: { phase: 'good' } });
    });

    test('waits behind another one in the browser, and comes next', async () => {
      const ana = await addAccount('Ana');
      const ben = await addAccount('Ben');
      await done('credentials.sign-in', { id: ana, flow: 'browser' });
      await signInOf(ana, 'browser');
      await done('credentials.sign-in', { id: ben, flow: 'browser' });
      expect(await signInOf(ben, 'queued')).toMatchObject({ behind: 'Ana' });
      await issuer.visit(pages[0] ?? '', 'approve');
      await signInOf(ana, 'done');
      await signInOf(ben, 'browser');
      expect((await issuer.visit(pages[1] ?? '', 'approve')).status).toBe(200);
      await signInOf(ben, 'done');
      expect(row(ben)).toMatchObject({ generation: 1, declared: { account: 'ana@example.org' } });
    });
  });
};
