import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { isRecord } from '../../../electron/base/values.ts';
import { readWizardNews } from '../../../electron/gateway/models/wizard-news.ts';
import { practiceVersion } from '../../../electron/practice/gateway/methods.ts';
import type { DeskStep } from '../../stand-ins/login-desk.ts';
import { eventually } from '../../support/eventually.ts';
import { type LinkUnderTest, reaches } from '../../support/link-under-test.ts';
import { row, ShopGateway, shopId, shopSession, signIn } from './shop-gateway.ts';

let shop: ShopGateway;
beforeEach(async () => {
  shop = await ShopGateway.start();
});
afterEach(() => shop.close());

const megabyte = 'long words '.repeat(95_000);
const solid = 'x'.repeat(1_000_000);
/** Deeper than a stack bears that goes into it. */
const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;

/** All that leaves the link, as the window and the command line get it. */
const size = ({ link }: LinkUnderTest): number =>
  JSON.stringify([link.view(), link.sessions(), link.credentials()]).length;

const sessionsAsked = (): number =>
  (shop.gateway.asked.get('sessions.list') ?? 0) +
  (shop.gateway.asked.get('sessions.subscribe') ?? 0);

const rowsOf = (count: number, more: object = {}): readonly object[] =>
  Array.from({ length: count }, (_, n) => ({ key: `agent:main:s${n}`, kind: 'direct', ...more }));

const mainRow = {
  kind: 'direct' as const,
  hasActiveRun: false,
  modelProvider: 'shopai',
  model: 'm1',
  updatedAt: 2,
};

/** What a hello has, with what is given over it. */
const hello =
  (server: object, auth: object) =>
  (frame: unknown): unknown => {
    if (!isRecord(frame) || !isRecord(frame.payload)) return frame;
    const { payload } = frame;
    if (payload.type !== 'hello-ok' || !isRecord(payload.server) || !isRecord(payload.auth)) {
      return frame;
    }
    return {
      ...frame,
      payload: {
        ...payload,
        server: { ...payload.server, ...server },
        auth: { ...payload.auth, ...auth },
      },
    };
  };

describe('a gateway that says too much', () => {
  it('at its hello: what is kept of it is short, and a token that is none is not taken', async () => {
    const scopes = [
      'operator.read',
      'operator.write',
      ...rowsOf(100_000).map(() => solid.slice(9)),
    ];
    shop.gateway.rewrite = hello(
      { version: megabyte, connId: solid, bootId: megabyte },
      { scopes: scopes.slice(0, 200).map((scope) => scope.slice(0, 5_000)), deviceToken: solid },
    );
    const it = await shop.open();
    expect(it.link.view().state.phase).toBe('connected');
    expect(it.link.view().scopes.length).toBeLessThanOrEqual(64);
    expect(size(it)).toBeLessThan(100_000);
    expect([...shop.secrets].every((secret) => secret.length <= 4_096)).toBe(true);
    expect(it.tokens.size).toBe(0);
  });

  it('in its refusals: message, code and reason', async () => {
    shop.gateway.failing.set('sessions.subscribe', {
      code: solid,
      message: megabyte,
      details: { code: megabyte, missingScope: megabyte, reason: megabyte },
    });
    const it = await shop.open();
    await reaches(it, { phase: 'degraded' });
    expect(size(it)).toBeLessThan(100_000);
  });

  it('of its sessions: each text is short, and so is the list', async () => {
    const told = { label: megabyte, model: solid, modelProvider: megabyte, kind: megabyte };
    const more = { ...told, status: megabyte, lastRunError: megabyte, parentSessionKey: solid };
    shop.gateway.replies.set('sessions.subscribe', {
      subscribed: true,
      list: { sessions: rowsOf(3, { ...more, spawnedWorkspaceDir: `/${solid}` }) },
    });
    const it = await shop.open();
    await eventually(() => expect(it.link.sessions()).toHaveLength(3));
    expect(JSON.stringify(it.link.sessions()).length).toBeLessThan(3 * 4_096);
  });

  it('of 100 000 sessions in one page: 2 000 and a few are kept, the rest is counted', async () => {
    shop.gateway.replies.set('sessions.subscribe', {
      subscribed: true,
      list: { sessions: rowsOf(100_000), totalCount: 100_000 },
    });
    const it = await shop.open();
    await eventually(() => expect(it.link.view().sessionsReadAt).not.toBeNull());
    expect(it.link.sessions().length).toBeLessThanOrEqual(2_200);
    expect(it.link.view().sessionsNotShown).toBe(100_000 - it.link.sessions().length);
  });

  it('of 100 000 sessions, one by one: there is an end to what is kept', async () => {
    const it = await shop.open();
    const ancestorSessions = rowsOf(50);
    for (let n = 0; n < 100_000; n += 50) {
      const names = ancestorSessions.map((one, at) => ({ ...one, key: `agent:main:${n + at}` }));
      shop.gateway.emit('sessions.changed', { session: names[0], ancestorSessions: names });
    }
    shop.gateway.book.put({ ...mainRow, key: shopSession, label: 'last' });
    // A reading that the flood held up is rested from for three times as long.
    await vi.waitFor(
      () => expect(it.link.sessions().find(({ key }) => key === shopSession)?.label).toBe('last'),
      { timeout: 60_000, interval: 20 },
    );
    expect(it.link.sessions().length).toBeLessThanOrEqual(4_000);
  }, 90_000);

  it('of its sign-ins: providers, profiles and names', async () => {
    const it = await shop.open();
    const profiles = rowsOf(10_000).map((_, n) => ({ profileId: `p${n}`, email: megabyte }));
    const wide = { provider: 'wide', displayName: megabyte, status: megabyte };
    shop.gateway.replies.set('models.authStatus', {
      providers: [
        { ...wide, profiles: profiles.slice(0, 20) },
        ...rowsOf(10_000).map((_, n) => ({ ...wide, provider: `p${n}`, displayName: 'p' })),
      ].map((one, n) => (n === 0 ? one : { ...one, status: 'ok' })),
    });
    shop.gateway.emit('config.changed', {});
    await eventually(() => expect(row(it, 'openclaw:wide')).toBeDefined());
    expect(it.link.credentials().length).toBeLessThan(210);
    expect(size(it)).toBeLessThan(400_000);
  });
});

describe('a sign-in at a gateway that says too much', () => {
  const asks = async (step: DeskStep): Promise<LinkUnderTest> => {
    shop.gateway.models.put('shopai', { logins: [{ id: 'shopai/oauth', kind: 'oauth' }] });
    const until = new Promise<void>(() => undefined);
    shop.gateway.loginScript = () => ({ steps: [step], end: { status: 'done' }, until });
    const it = await shop.open();
    await eventually(() => expect(row(it)?.acts).toContain('sign-in'));
    it.link.models.signIn(shopId, 'browser');
    await eventually(() => expect(signIn(it)?.phase).not.toBe('starting'));
    return it;
  };

  it('shows a short step, with no more choices than a person can see', async () => {
    const options = rowsOf(20_000).map((_, n) => ({ value: n, label: n === 0 ? megabyte : 'one' }));
    const told = { title: megabyte, message: megabyte, externalUrl: `https://x/${solid}` };
    const it = await asks({ id: 's1', type: 'select', ...told, options });
    expect(signIn(it)).toMatchObject({ phase: 'wizard', step: { id: 's1', url: null } });
    expect(size(it)).toBeLessThan(100_000);
    expect(shop.opened).toEqual([]);
  });

  it('takes no code that nobody could type, and no time beyond a day', async () => {
    const page = { externalUrl: 'https://example.org/device' };
    const code = { code: 'ABCD-1234', expiresInMinutes: 1e300 };
    const it = await asks({ id: 's1', type: 'progress', ...page, deviceCode: code });
    await eventually(() => expect(signIn(it)?.phase).toBe('device'));
    const shown = signIn(it);
    if (shown?.phase !== 'device') throw new Error('no code is shown');
    expect(shown.endsAt - shown.since).toBeLessThanOrEqual(86_400_000);
  });

  it('does not fall over a choice whose value is deeper than the stack', () => {
    const options = [{ value: JSON.parse(deep) as unknown }, { value: null }, { value: 7 }];
    const news = readWizardNews({ done: false, step: { id: 's1', type: 'select', options } });
    const shown = [
      { value: '0', label: '…' },
      { value: '1', label: 'null' },
      { value: '2', label: '7' },
    ];
    expect(news).toMatchObject({ kind: 'step', step: { options: shown } });
  });
});

describe('a gateway that says what is no answer', () => {
  it.each([
    ['an event that is deeper than the stack', 'sessions.changed', `{"session":${deep}}`],
    ['a run that is', 'agent', `{"runId":"r","stream":"lifecycle","data":${deep}}`],
    ['a shutdown that is', 'shutdown', deep],
    ['a prototype', 'sessions.changed', '{"session":{"__proto__":{"key":"agent:main:p"}}}'],
    ['a name that everything has', 'constructor', '{}'],
  ])('%s leaves the link as it is', async (_what, name, payload) => {
    const it = await shop.open();
    const { connId } = it.link.view();
    shop.gateway.sendRaw(`{"type":"event","event":"${name}","payload":${payload},"seq":1}`);
    shop.gateway.book.put({ ...mainRow, key: 'agent:main:after' });
    await eventually(() =>
      expect(it.link.sessions().map(({ key }) => key)).toContain('agent:main:after'),
    );
    expect(it.link.view()).toMatchObject({ connId, version: practiceVersion, reconnects: 0 });
    expect(it.link.sessions().map(({ key }) => key)).not.toContain('agent:main:p');
  });

  it.each([
    ['as many lists as fit into a frame', `[${'[],'.repeat(5_000_000)}0]`],
    ['as many names', `[${'{"":0},'.repeat(2_500_000)}0]`],
    ['lists in lists', `${'['.repeat(8_000_000)}${']'.repeat(8_000_000)}`],
  ])('%s are read by nobody', async (_what, value) => {
    const it = await shop.open();
    const { connId } = it.link.view();
    const session = `{"key":"agent:main:heavy","kind":"direct","extra":${value}}`;
    shop.gateway.sendRaw(
      `{"type":"event","event":"sessions.changed","payload":{"session":${session}}}`,
    );
    shop.gateway.book.put({ ...mainRow, key: 'agent:main:after' });
    await eventually(() =>
      expect(it.link.sessions().map(({ key }) => key)).toContain('agent:main:after'),
    );
    expect(it.link.sessions().map(({ key }) => key)).not.toContain('agent:main:heavy');
    expect(it.link.view()).toMatchObject({ connId, reconnects: 0 });
  });

  it('a way to sign in that is called as what everything has is none', async () => {
    shop.gateway.replies.set('models.authStatus', {
      providers: [{ provider: 'shopai', status: 'ok' }],
      providerCapabilities: ['constructor', 'toString', '__proto__'].map((kind) => ({
        provider: 'shopai',
        loginOptions: [{ id: 'x', kind }],
      })),
    });
    const it = await shop.open();
    expect(row(it)?.acts).not.toContain('sign-in');
  });

  it('a wait for longer than a timer can wait is no reason to ask without end', async () => {
    shop.gateway.failing.set('sessions.list', {
      code: 'UNAVAILABLE',
      message: 'later',
      retryable: true,
      retryAfterMs: 1e12,
    });
    const it = await shop.open();
    await eventually(() => expect(it.link.view().sessionsReadAt).not.toBeNull());
    const before = sessionsAsked();
    shop.gateway.emit('sessions.changed', {});
    await eventually(() => expect(sessionsAsked()).toBe(before + 1));
    // Four more events, each of which is heard of before the next is told of.
    for (let n = 0; n < 4; n += 1) {
      const label = `heard ${n}`;
      shop.gateway.emit('sessions.changed', { session: { key: 'agent:main:shop', label } });
      await eventually(() =>
        expect(it.link.sessions().find(({ key }) => key === 'agent:main:shop')?.label).toBe(label),
      );
    }
    expect(sessionsAsked()).toBe(before + 1);
  });

  it('a frame that is larger than any ends the connection, which comes back', async () => {
    const it = await shop.open();
    shop.gateway.sendRaw('x'.repeat(27_000_000));
    await eventually(() => expect(it.link.view().reconnects).toBe(1));
    await reaches(it, { phase: 'connected' });
  });
});
