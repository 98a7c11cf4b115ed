import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { CredentialView, SignInView } from '../../../shared/credential.ts';
import type { Reply } from '../../../shared/result.ts';
import { createRedactor } from '../../../electron/redact.ts';
import { deferred } from '../../../electron/deferred.ts';
import type { ScriptedGateway } from '../../../electron/practice/gateway/scripted-gateway.ts';
import { eventually } from '../../support/eventually.ts';
import { LinkBench, towards, type LinkUnderTest } from './link-under-test.ts';

const bench = new LinkBench();
let gateway: ScriptedGateway;
let refused: Set<string>;
let opened: string[];
let secrets: Set<string>;

const session = 'agent:main:shop';

beforeEach(async () => {
  refused = new Set();
  opened = [];
  secrets = new Set();
  gateway = await bench.gateway();
  gateway.verdict = (_provider, key) => (refused.has(key) ? 'refused' : 'good');
  gateway.models.put('shopai', { inline: 'key-1' });
  gateway.book.put({
    key: session,
    kind: 'direct',
    label: 'shop',
    hasActiveRun: false,
    modelProvider: 'shopai',
    model: 'm1',
    updatedAt: 1,
  });
});
afterEach(() => bench.close());

const open = async (): Promise<LinkUnderTest> => {
  const redactor = createRedactor();
  const it = await bench.link({
    ...towards(gateway),
    endsSoonMs: () => 86_400_000,
    onSecret: (secret) => {
      secrets.add(secret);
      redactor.know(secret);
    },
    redact: (text) => redactor.text(text),
    openPage: (url) => {
      opened.push(url);
      return Promise.resolve(true);
    },
  });
  await eventually(() => expect(row(it)).toBeDefined());
  return it;
};

const id = 'openclaw:shopai';
const row = (it: LinkUnderTest, rowId = id): CredentialView | undefined =>
  it.link.credentials().find((one) => one.id === rowId);
const phase = (it: LinkUnderTest): string | undefined => row(it)?.state.phase;
const signIn = (it: LinkUnderTest): SignInView | null | undefined => row(it)?.signIn;
const turn = (): void => gateway.startTurn(session, ['a', 'word']);
const outcome = (reply: Reply<null>): string => (reply.ok ? 'ok' : reply.failure.kind);
const becomes = (it: LinkUnderTest, wanted: string): Promise<unknown> =>
  eventually(() => expect(phase(it)).toBe(wanted));

describe('the gateway’s own sign-ins', () => {
  it('are rows that nobody has checked yet', async () => {
    const it = await open();
    expect(row(it)).toMatchObject({
      label: 'OpenClaw: shopai',
      kind: 'gateway-model-key',
      store: 'gateway',
      state: { phase: 'not-checked' },
      declared: { gatewaySays: 'static', account: 'the configuration of the gateway' },
      acts: ['set-key', 'check'],
    });
    expect(gateway.asked.get('models.probe') ?? 0).toBe(0);
  });

  it('are good after a turn of a session, whose name the row tells', async () => {
    const it = await open();
    turn();
    await becomes(it, 'good');
    expect(row(it)?.lastWorkedBy).toBe('shop');
  });

  it('need a new key when the provider refuses them, though the gateway sees nothing', async () => {
    const it = await open();
    refused.add('key-1');
    turn();
    await becomes(it, 'needs-sign-in');
    expect(row(it)).toMatchObject({
      lastRefusedBy: 'shop',
      lastRefusedCode: 'HTTP 401',
      finding: { kind: 'refused-though-good' },
      declared: { gatewaySays: 'static' },
    });
    expect(it.link.view().state.phase).toBe('connected');
  });

  it.each([
    ['a 403', 'forbidden'],
    ['a page of a proxy', 'page'],
  ] as const)('are not refused by %s', async (_what, met) => {
    const it = await open();
    turn();
    await becomes(it, 'good');
    // A turn proves its sign-in before it is over, and its end is told as well.
    await eventually(() => expect(gateway.book.get(session)?.status).toBe('done'));
    gateway.verdict = () => met;
    turn();
    await eventually(() => expect(gateway.book.get(session)?.status).toBe('failed'));
    await eventually(() =>
      expect(it.link.sessions().find(({ key }) => key === session)?.status).toBe('failed'),
    );
    expect(phase(it)).toBe('good');
  });

  it('are limited until the provider opens again', async () => {
    const it = await open();
    gateway.verdict = () => 'limited';
    turn();
    await becomes(it, 'limited');
    const { state } = row(it) ?? { state: null };
    expect(state).toMatchObject({ opensAt: expect.any(Number) as number });
  });

  it('are not refused by a gateway that lets them rest', async () => {
    const it = await open();
    refused.add('key-1');
    turn();
    await becomes(it, 'needs-sign-in');
    const first = row(it)?.lastRefusedAt;
    refused.clear();
    turn();
    await eventually(() => {
      expect(gateway.book.get(session)?.lastRunError).toContain('skipping all models');
    });
    expect(row(it)?.lastRefusedAt).toBe(first);
  });

  it('remember a refusal that a session remembers, and forget it when another one worked', async () => {
    const at = Date.now();
    const error =
      '⚠️ shopai/m1 request failed (authentication failed, HTTP 401). Re-authenticate the provider and try again.';
    gateway.book.change(session, { status: 'failed', endedAt: at - 5_000, lastRunError: error });
    const it = await open();
    await becomes(it, 'needs-sign-in');
    expect(row(it)?.lastRefusedAt).toBe(at - 5_000);
    await it.link.close();
    gateway.book.put({
      key: 'agent:main:other',
      kind: 'direct',
      status: 'done',
      hasActiveRun: false,
      modelProvider: 'shopai',
      model: 'm1',
      updatedAt: at,
      endedAt: at - 1_000,
    });
    const again = await open();
    await eventually(() => expect(again.link.sessions()).toHaveLength(7));
    expect(phase(again)).toBe('not-checked');
  });

  it('keep what was told while the gateway prepares its answer', async () => {
    const it = await open();
    turn();
    await becomes(it, 'good');
    gateway.models.unavailable = 3;
    gateway.models.put('other', { inline: 'key-2' });
    gateway.emit('config.changed', {});
    await eventually(() => expect(row(it, 'openclaw:other')).toBeDefined());
    expect(gateway.asked.get('models.authStatus')).toBeGreaterThanOrEqual(5);
    expect(phase(it)).toBe('good');
  });

  it('are asked for again when one of them ends, without any event', async () => {
    const key = { profileId: 'shopai:t', type: 'token', key: 'key-1' } as const;
    gateway.models.put('shopai', {
      inline: null,
      profiles: [{ ...key, expiresAt: Date.now() + 1_500 }],
    });
    const it = await open();
    expect(row(it)).toMatchObject({
      state: { phase: 'ends-soon' },
      declared: { gatewaySays: 'expiring' },
    });
    await eventually(() => expect(row(it)?.declared.gatewaySays).toBe('expired'));
    turn();
    await becomes(it, 'good');
    expect(row(it)?.finding).toMatchObject({ kind: 'works-though-ended' });
  });

  it('are gone with their gateway’s address, and never asked for twice where there are none', async () => {
    gateway.failing.set('models.authStatus', {
      code: 'INVALID_REQUEST',
      message: 'unknown method: models.authStatus',
    });
    const it = await bench.link(towards(gateway));
    await eventually(() => expect(it.link.sessions()).toHaveLength(6));
    gateway.emit('config.changed', {});
    await eventually(() => expect(gateway.asked.get('models.authStatus')).toBe(1));
    expect(row(it)).toBeUndefined();
  });
});

describe('a check', () => {
  it('is a real call, made on a connection of its own that may do more', async () => {
    const it = await open();
    const { connId, scopes } = it.link.view();
    expect(outcome(await it.link.models.check(id))).toBe('ok');
    expect(row(it)).toMatchObject({ state: { phase: 'good' }, lastWorkedBy: 'a check' });
    expect(gateway.asked.get('models.probe')).toBe(1);
    expect(it.link.view()).toMatchObject({ connId, scopes, reconnects: 0 });
    expect(scopes).not.toContain('operator.admin');
    await eventually(() => expect(gateway.connected).toBe(1));
    expect(it.link.sessions().some(({ key }) => key.includes('internal'))).toBe(false);
  });

  it('of a key that is refused says so each time', async () => {
    const it = await open();
    refused.add('key-1');
    for (const time of [1, 2]) {
      gateway.models.put('shopai', { inline: 'key-1' });
      const reply = await it.link.models.check(id);
      expect(outcome(reply), `check ${String(time)}`).toBe(
        time === 1 ? 'unauthorized' : 'provider-error',
      );
      expect(phase(it)).toBe('needs-sign-in');
    }
  });

  it.each([
    ['forbidden', 'forbidden', 'not-checked'],
    ['page', 'forbidden', 'not-checked'],
    ['limited', 'rate-limited', 'limited'],
  ] as const)('that meets %s answers %s and leaves the row %s', async (met, kind, state) => {
    const it = await open();
    gateway.verdict = () => met;
    expect(outcome(await it.link.models.check(id))).toBe(kind);
    expect(phase(it)).toBe(state);
  });

  it('is refused while the gateway grants no more, and says which right is missing', async () => {
    const it = await open();
    gateway.grantOnly = ['operator.read', 'operator.write'];
    const reply = await it.link.models.check(id);
    expect(reply).toMatchObject({
      ok: false,
      failure: { kind: 'missing-scope', scope: 'operator.admin' },
    });
    expect(gateway.asked.get('models.probe') ?? 0).toBe(0);
  });

  it('without a link says that there is none', async () => {
    const it = await open();
    it.link.disconnect();
    await eventually(() => expect(it.link.view().state.phase).toBe('stopped'));
    expect(outcome(await it.link.models.check(id))).toBe('unreachable');
  });
});

describe('a new key for the gateway', () => {
  it('takes the place of the refused one, is tried, and works at once', async () => {
    const it = await open();
    const { connId } = it.link.view();
    refused.add('key-1');
    turn();
    await becomes(it, 'needs-sign-in');
    expect(outcome(await it.link.models.setKey(id, 'key-2'))).toBe('ok');
    expect(row(it)).toMatchObject({ state: { phase: 'good' }, generation: 2, finding: null });
    turn();
    await eventually(() => expect(gateway.book.get(session)?.status).toBe('done'));
    await eventually(() => expect(row(it)?.lastWorkedBy).toBe('shop'));
    expect(row(it)?.declared.account).toBe('shopai:manual');
    expect(row(it)?.generation).toBe(2);
    expect(it.link.view()).toMatchObject({ connId, reconnects: 0 });
    expect(secrets).toContain('key-2');
  });

  it('is not kept back by the rest of the profile that it replaces', async () => {
    const it = await open();
    expect(outcome(await it.link.models.setKey(id, 'key-2'))).toBe('ok');
    refused.add('key-2');
    turn();
    await becomes(it, 'needs-sign-in');
    expect(outcome(await it.link.models.setKey(id, 'key-3'))).toBe('ok');
    expect(gateway.asked.get('models.authLogout')).toBe(1);
    turn();
    await eventually(() => expect(gateway.book.get(session)?.status).toBe('done'));
    expect(phase(it)).toBe('good');
  });

  it('that is refused as well says so, and the row counts it against the new one', async () => {
    const it = await open();
    refused.add('key-2');
    const reply = await it.link.models.setKey(id, 'key-2');
    expect(reply).toMatchObject({
      ok: false,
      failure: { kind: 'unauthorized', provider: 'shopai' },
    });
    expect(row(it)).toMatchObject({ state: { phase: 'needs-sign-in' }, generation: 2 });
  });

  it('takes the place of the one of several whose check failed, and of no other', async () => {
    const profile = (profileId: string, key: string) =>
      ({ profileId, type: 'api_key', key, expiresAt: null }) as const;
    gateway.models.put('shopai', {
      inline: null,
      profiles: [profile('shopai:work', 'key-1'), profile('shopai:home', 'key-9')],
    });
    const it = await open();
    expect(row(it)?.profiles).toMatchObject([
      { name: 'shopai:work', kind: 'key', says: 'static', met: null },
      { name: 'shopai:home', met: null },
    ]);
    refused.add('key-1');
    expect(outcome(await it.link.models.check(id))).toBe('unauthorized');
    expect(row(it)?.profiles).toMatchObject([
      { name: 'shopai:work', met: { what: 'auth-failed' } },
      { name: 'shopai:home', met: null },
    ]);
    expect(outcome(await it.link.models.setKey(id, 'key-2'))).toBe('ok');
    await eventually(() =>
      expect(row(it)?.profiles).toMatchObject([
        { name: 'shopai:manual', met: { what: 'worked' } },
        { name: 'shopai:home', met: null },
      ]),
    );
  });

  it('brings the warning with it that the gateway stored it with', async () => {
    const it = await open();
    gateway.models.keyWarning = 'Saved, but not taken up: secret-key-2. Restart the gateway.';
    expect(outcome(await it.link.models.setKey(id, 'secret-key-2'))).toBe('ok');
    const { finding } = row(it) ?? {};
    expect(finding).toMatchObject({ kind: 'stored-with-warning' });
    expect(JSON.stringify(finding)).toContain('Restart the gateway.');
    expect(JSON.stringify(finding)).not.toContain('secret-key-2');
    gateway.models.keyWarning = null;
    await it.link.models.setKey(id, 'key-3');
    expect(row(it)?.finding).toBeNull();
  });

  it('that could not be tried is saved all the same', async () => {
    const it = await open();
    gateway.verdict = () => 'limited';
    expect(outcome(await it.link.models.setKey(id, 'key-2'))).toBe('ok');
    expect(row(it)).toMatchObject({ state: { phase: 'limited' }, generation: 2 });
  });

  it('keeps its row in the list while the old one is out of the store', async () => {
    const it = await open();
    await it.link.models.setKey(id, 'key-2');
    const seen: number[] = [];
    const watch = setInterval(
      () => seen.push(it.link.credentials().filter((one) => one.id === id).length),
      1,
    );
    await it.link.models.setKey(id, 'key-3');
    clearInterval(watch);
    expect(new Set(seen)).toEqual(new Set([1]));
  });

  it('is refused by name while another change goes on', async () => {
    const it = await open();
    const [first, second] = await Promise.all([
      it.link.models.setKey(id, 'key-2'),
      it.link.models.setKey(id, 'key-3'),
    ]);
    expect([outcome(first), outcome(second)]).toEqual(['ok', 'invalid-input']);
  });

  it('that the gateway cannot store is a failure without the key in it', async () => {
    const it = await open();
    gateway.failing.set('models.authSetApiKey', {
      code: 'INVALID_REQUEST',
      message: 'invalid apiKey: secret-key-2',
    });
    const reply = await it.link.models.setKey(id, 'secret-key-2');
    expect(outcome(reply)).toBe('provider-error');
    expect(JSON.stringify(reply)).not.toContain('secret-key-2');
  });
});

describe('a new key that the gateway does not store', () => {
  const busy = { code: 'UNAVAILABLE', message: 'the store is locked: secret-key-3' };
  const calls = (method: string): number => gateway.asked.get(method) ?? 0;
  /** A row whose old key is a profile that has to go first. */
  const withProfile = async (): Promise<LinkUnderTest> => {
    const key = { profileId: 'shopai:manual', type: 'api_key', key: 'key-1' } as const;
    gateway.models.put('shopai', { inline: null, profiles: [{ ...key, expiresAt: null }] });
    return open();
  };

  it('is stored by a second try', async () => {
    const it = await withProfile();
    let failures = 1;
    vi.spyOn(gateway.failing, 'get').mockImplementation((method) =>
      method === 'models.authSetApiKey' && failures-- > 0 ? busy : undefined,
    );
    expect(outcome(await it.link.models.setKey(id, 'secret-key-3'))).toBe('ok');
    expect(calls('models.authSetApiKey')).toBe(2);
    expect(calls('models.authLogout')).toBe(1);
    expect(row(it)).toMatchObject({ state: { phase: 'good' }, finding: null });
  });

  it('is kept in memory and said so, with the old one out, and stored when it is asked for', async () => {
    const it = await withProfile();
    gateway.failing.set('models.authSetApiKey', busy);
    const reply = await it.link.models.setKey(id, 'secret-key-3');
    expect(reply).toMatchObject({ ok: false, failure: { kind: 'storage' } });
    expect(JSON.stringify(reply)).not.toContain('secret-key-3');
    expect(calls('models.authSetApiKey')).toBe(2);
    expect(row(it)).toMatchObject({ finding: { kind: 'key-not-stored', oldIsOut: true } });
    expect(row(it)?.acts[0]).toBe('store-again');
    // The gateway does not list a provider that has nothing: the row stays all the same.
    gateway.emit('config.changed', {});
    const asked = calls('models.authStatus');
    await eventually(() => expect(calls('models.authStatus')).toBeGreaterThan(asked));
    expect(row(it)?.finding).toMatchObject({ kind: 'key-not-stored' });
    gateway.failing.delete('models.authSetApiKey');
    expect(outcome(await it.link.models.check(id))).toBe('ok');
    expect(calls('models.authLogout')).toBe(1);
    expect(row(it)).toMatchObject({ state: { phase: 'good' }, finding: null });
    expect(row(it)?.acts).not.toContain('store-again');
    turn();
    await eventually(() => expect(gateway.book.get(session)?.status).toBe('done'));
    await it.link.models.check(id);
    expect(calls('models.authSetApiKey')).toBe(3);
  });

  it('gives way to another one, and to a sign-in', async () => {
    gateway.models.put('shopai', { logins: [{ id: 'shopai/oauth', kind: 'oauth' }] });
    gateway.loginScript = () => ({ steps: [], end: { status: 'done' } });
    const it = await withProfile();
    const { models } = it.link;
    gateway.failing.set('models.authSetApiKey', busy);
    await models.setKey(id, 'secret-key-3');
    gateway.failing.delete('models.authSetApiKey');
    expect(outcome(await models.setKey(id, 'key-4'))).toBe('ok');
    expect(row(it)?.finding).toBeNull();
    await models.check(id);
    expect(calls('models.authSetApiKey')).toBe(3);
    gateway.failing.set('models.authSetApiKey', busy);
    await models.setKey(id, 'secret-key-5');
    gateway.failing.delete('models.authSetApiKey');
    models.signIn(id, 'browser');
    await eventually(() => expect(signIn(it)?.phase).toBe('done'));
    expect(row(it)?.finding).toBeNull();
    expect(outcome(await models.check(id))).toBe('ok');
    expect(calls('models.authSetApiKey')).toBe(5);
  });

  it('goes to no other gateway', async () => {
    const key = { profileId: 'shopai:manual', type: 'api_key', key: 'key-1' } as const;
    const shopai = { inline: null, profiles: [{ ...key, expiresAt: null }] };
    gateway.models.put('shopai', shopai);
    const other = await bench.gateway();
    other.models.put('shopai', shopai);
    let { url, token } = gateway;
    const { link } = await bench.link({
      settingsUrl: () => url,
      settingsToken: () => Promise.resolve(token),
    });
    const finding = () => link.credentials().find((one) => one.id === id)?.finding;
    await eventually(() => expect(finding()).toBeNull());
    gateway.failing.set('models.authSetApiKey', busy);
    await link.models.setKey(id, 'secret-key-3');
    expect(finding()).toMatchObject({ kind: 'key-not-stored' });
    ({ url, token } = other);
    link.reconfigured();
    await eventually(() => expect(other.asked.get('models.authStatus')).toBeGreaterThan(0));
    await eventually(() => expect(finding()).toBeNull());
    expect(outcome(await link.models.check(id))).toBe('ok');
    expect(other.asked.get('models.authSetApiKey') ?? 0).toBe(0);
    expect(outcome(await link.models.setKey(id, 'key-6'))).toBe('ok');
    expect(other.asked.get('models.authLogout')).toBe(1);
  });

  it('changes nothing while the old one is not out', async () => {
    const it = await withProfile();
    gateway.failing.set('models.authLogout', busy);
    const reply = await it.link.models.setKey(id, 'secret-key-3');
    expect(outcome(reply)).toBe('provider-error');
    expect(calls('models.authLogout')).toBe(1);
    expect(calls('models.authSetApiKey')).toBe(0);
    expect(row(it)).toMatchObject({ finding: null, generation: 1 });
    turn();
    await becomes(it, 'good');
  });
});

describe('a sign-in at the gateway', () => {
  const logins = [{ id: 'shopai/device', kind: 'device-code' }] as const;

  it('shows the code, opens the page, and is good when it is done', async () => {
    const approved = deferred<null>();
    gateway.models.put('shopai', { logins });
    gateway.loginScript = () => ({
      steps: [
        { id: 'p1', type: 'progress', message: 'Requesting device code…' },
        {
          id: 'p2',
          type: 'progress',
          message: 'Enter this code',
          externalUrl: 'https://auth.example.org/device',
          deviceCode: { code: 'WDKQ-7M4T', expiresInMinutes: 15 },
        },
      ],
      end: { status: 'done' },
      until: approved.promise.then(() => undefined),
    });
    const it = await open();
    await eventually(() => expect(row(it)?.acts).toContain('sign-in'));
    expect(outcome(it.link.models.signIn(id, 'device'))).toBe('ok');
    await eventually(() => expect(signIn(it)?.phase).toBe('device'));
    expect(signIn(it)).toMatchObject({
      userCode: 'WDKQ-7M4T',
      verificationUrl: 'https://auth.example.org/device',
      opened: true,
    });
    expect(opened).toEqual(['https://auth.example.org/device']);
    expect(it.link.models.textToCopy(id)).toBe('WDKQ-7M4T');
    expect(outcome(await it.link.models.openPage(id))).toBe('ok');
    expect(opened).toHaveLength(2);
    approved.resolve(null);
    await eventually(() => expect(signIn(it)?.phase).toBe('done'));
    expect(phase(it)).toBe('good');
    await eventually(() => expect(row(it)?.kind).toBe('gateway-model-sign-in'));
    await eventually(() => expect(gateway.connected).toBe(1));
    expect(outcome(await it.link.models.cancelSignIn(id))).toBe('ok');
    expect(signIn(it)).toBeNull();
    expect(phase(it)).toBe('good');
  });

  it('asks step by step, tells why an answer is not taken, and knows what is secret', async () => {
    gateway.models.put('shopai', { logins: [{ id: 'shopai/oauth', kind: 'oauth' }] });
    gateway.loginScript = () => ({
      steps: [
        { id: 's1', type: 'note', title: 'Before you go on', message: 'Read this.' },
        {
          id: 's2',
          type: 'select',
          message: 'Which plan?',
          options: [{ value: 'team', label: 'Team' }],
        },
        { id: 's3', type: 'text', message: 'Paste the code.', sensitive: true },
      ],
      end: { status: 'done' },
      check: (stepId, value) => (stepId === 's3' && value === 'short' ? 'Too short.' : null),
    });
    const it = await open();
    await eventually(() => expect(row(it)?.acts).toContain('sign-in'));
    const { models } = it.link;
    models.signIn(id, 'browser');
    const shows = (stepId: string, message: string): Promise<unknown> =>
      eventually(() =>
        expect(signIn(it)).toMatchObject({ phase: 'wizard', step: { id: stepId, message } }),
      );
    await shows('s1', 'Read this.');
    expect(outcome(models.answer(id, 'other', true))).toBe('unknown-id');
    expect(outcome(models.answer(id, 's1', true))).toBe('ok');
    await shows('s2', 'Which plan?');
    models.answer(id, 's2', 'team');
    await shows('s3', 'Paste the code.');
    models.answer(id, 's3', 'short');
    await shows('s3', 'Too short.\nPaste the code.');
    models.answer(id, 's3', 'long-secret-code');
    await eventually(() => expect(signIn(it)?.phase).toBe('done'));
    expect(secrets).toContain('long-secret-code');
    expect(gateway.logins.answers.map(({ stepId }) => stepId)).toEqual(['s1', 's2', 's3']);
  });

  it('waits while someone else signs in, and goes on when they are done', async () => {
    gateway.models.put('shopai', { logins });
    gateway.logins.taken = true;
    const it = await open();
    await eventually(() => expect(row(it)?.acts).toContain('sign-in'));
    it.link.models.signIn(id, 'device');
    await eventually(() => expect(signIn(it)?.phase).toBe('queued'));
    gateway.logins.taken = false;
    await eventually(() => expect(signIn(it)?.phase).toBe('done'));
  });

  it('is given up at the gateway as well when it is cancelled', async () => {
    gateway.models.put('shopai', { logins });
    gateway.loginScript = () => ({
      steps: [{ id: 's1', type: 'note', message: 'Read this.' }],
      end: { status: 'done' },
    });
    const it = await open();
    await eventually(() => expect(row(it)?.acts).toContain('sign-in'));
    it.link.models.signIn(id, 'device');
    await eventually(() => expect(signIn(it)?.phase).toBe('wizard'));
    expect(outcome(it.link.models.signIn(id, 'device'))).toBe('invalid-input');
    await it.link.models.cancelSignIn(id);
    expect(signIn(it)).toBeNull();
    await eventually(() => expect(gateway.connected).toBe(1));
    it.link.models.signIn(id, 'device');
    await eventually(() => expect(signIn(it)?.phase).toBe('wizard'));
  });

  it.each([
    ['the provider says no', 'provider-error'],
    ['the connection ends', 'unexpected'],
  ] as const)('that fails because %s tells why', async (_why, kind) => {
    gateway.models.put('shopai', { logins });
    const never = new Promise<void>(() => undefined);
    gateway.loginScript = () =>
      kind === 'provider-error'
        ? { steps: [], end: { status: 'error', error: 'device code failed' } }
        : { steps: [], end: { status: 'done' }, until: never };
    const it = await open();
    await eventually(() => expect(row(it)?.acts).toContain('sign-in'));
    it.link.models.signIn(id, 'device');
    if (kind === 'unexpected') {
      await eventually(() => expect(gateway.asked.get('wizard.next')).toBe(1));
      await gateway.crash();
    }
    await eventually(() => expect(signIn(it)?.phase).toBe('failed'));
    expect(signIn(it)).toMatchObject({ failure: { kind } });
  });
});

describe('the secrets that open the gateway', () => {
  it('are rows: the token that was shown, and the one of this device', async () => {
    const it = await open();
    expect(row(it, 'gateway:token')).toMatchObject({
      kind: 'gateway-token',
      state: { phase: 'good' },
      declared: { account: 'the settings' },
    });
    expect(row(it, 'gateway:device')).toMatchObject({
      kind: 'device-token',
      state: { phase: 'not-checked' },
    });
  });

  it('are refused by the gateway, and good again when it takes them', async () => {
    gateway.refusal = 'wrong-token';
    const it = await bench.link(towards(gateway));
    await eventually(() =>
      expect(row(it, 'gateway:token')).toMatchObject({
        state: { phase: 'refused-by-gateway' },
        lastRefusedCode: 'AUTH_TOKEN_MISMATCH',
        acts: ['set-key', 'pair'],
      }),
    );
    gateway.refusal = null;
    it.link.retry();
    await eventually(() => expect(row(it, 'gateway:token')?.state.phase).toBe('good'));
    expect(row(it, 'gateway:token')?.acts).toEqual(['set-key']);
  });

  it('of a device that is not paired say so', async () => {
    gateway.refusal = 'not-paired';
    const it = await bench.link(towards(gateway));
    await eventually(() =>
      expect(row(it, 'gateway:device')).toMatchObject({
        state: { phase: 'refused-by-gateway' },
        acts: ['pair'],
      }),
    );
    gateway.refusal = null;
    it.link.retry();
    await eventually(() => expect(row(it, 'gateway:token')?.state.phase).toBe('good'));
    expect(row(it, 'gateway:device')).toMatchObject({ state: { phase: 'not-checked' }, acts: [] });
  });
});
