import { describe, expect, it } from 'vitest';
import { failureJson, statusJson } from '../../../electron/control/printed-json.ts';
import { statusText, templatesText } from '../../../electron/control/printed-text.ts';
import { describeCause } from '../../../shared/describe-cause.ts';
import { failure } from '../../../shared/failure.ts';
import { builtInTemplate } from '../../../shared/settings.ts';
import type { BlastSample, CodexView, SessionView } from '../../../shared/state.ts';
import { credentialView } from '../../fakes/credential-view.ts';
import { helperView, scriptedPanel } from '../../support/scripted-panel.ts';

const session: SessionView = {
  key: 'agent:main:main',
  revision: 3,
  label: 'main',
  provider: 'openai',
  model: 'gpt-5.5',
  status: 'running',
  hasActiveRun: true,
  runStartedAt: 1,
  updatedAt: 2,
  totalTokens: 3,
  contextTokens: 4,
  lastError: null,
  parentKey: null,
  kind: 'direct',
};

const sample: BlastSample = {
  at: 1,
  connId: 'c',
  bootId: 'b',
  sessionsTotal: 1,
  sessionsRunning: [],
  helpersTotal: 2,
  helpersAlive: ['h2'],
};

describe('a failure as JSON', () => {
  it.each([
    { kind: 'incompatible', found: '0.140.0', needed: '0.169.0' },
    { kind: 'not-found', command: 'codex' },
    { kind: 'misconfigured', what: 'the folder', folder: '/srv' },
    { kind: 'rate-limited', provider: 'OpenAI', opensAt: 5 },
    { kind: 'unreachable', reason: 'busy', target: 'Bulkhead' },
    { kind: 'limit', what: 'memory', most: 4_000_000_000 },
    { kind: 'pairing-required', requestId: 'r1' },
  ] as const)('has what is known of it, and its sentence: %j', (cause) => {
    const failed = failure(cause, 'raw', 'E1');
    const told = JSON.parse(JSON.stringify(failureJson(failed, 'app'))) as unknown;
    expect(told).toMatchObject({ ...cause, detail: 'raw', code: 'E1' });
    expect(told).toMatchObject({ sentence: describeCause(failed, 'app') });
    expect(told).toHaveProperty('status');
    expect(told).toHaveProperty('provider');
  });
});

const panelWithStory = () => {
  const panel = scriptedPanel();
  panel.store.setGateway({
    ...panel.state().gateway,
    url: 'ws://127.0.0.1:18789',
    addressSource: 'openclaw.json',
    tokenSource: 'device',
    secretKind: 'token',
    version: '2026.9.6',
    connId: 'conn-1',
    bootId: 'boot-1',
    attempts: 2,
    reconnects: 1,
    state: {
      phase: 'waiting',
      attempt: 2,
      since: 100,
      retryAt: 9_000,
      failure: failure(
        { kind: 'unreachable', reason: 'not-listening', target: 'ws://127.0.0.1:18789' },
        'connect ECONNREFUSED',
        'ECONNREFUSED',
      ),
    },
  });
  panel.store.setHelpers([
    helperView({
      id: 'h1',
      isolated: true,
      pid: 41,
      clientId: 'c1',
      queuedAt: 1,
      startedAt: 2,
      firstDeltaAt: null,
      refusedAt: 3,
      failedAt: 4,
      endedAt: null,
      state: {
        phase: 'waiting-for-sign-in',
        processUntil: 600_000,
        failure: failure(
          { kind: 'unauthorized', credentialId: 'openai', generation: 1, provider: 'OpenAI' },
          'Invalid bearer token',
          401,
        ),
      },
      blastRadius: { before: sample, after: sample, same: true, changed: [], rows: [] },
    }),
    helperView({ id: 'h2' }),
  ]);
  return panel;
};

describe('statusJson', () => {
  it('has exactly the promised shape', () => {
    const json = statusJson(panelWithStory().state(), [session]);
    expect(Object.keys(json)).toEqual([
      'v',
      'app',
      'codex',
      'gateway',
      'sessions',
      'helpers',
      'credentials',
    ]);
    expect(json.v).toBe(1);
    expect(json.app).toEqual({
      pid: 1,
      electron: '33.2.1',
      version: '0.0.0-test',
      practice: false,
      standIn: true,
      keyring: 'asking',
    });
    expect(json.gateway).toEqual({
      phase: 'waiting',
      reason: 'not-listening',
      url: 'ws://127.0.0.1:18789',
      addressSource: 'openclaw.json',
      tokenSource: 'device',
      connId: 'conn-1',
      bootId: 'boot-1',
      version: '2026.9.6',
      since: 100,
      attempts: 2,
      reconnects: 1,
      retryAt: 9_000,
      failure: {
        kind: 'unreachable',
        reason: 'not-listening',
        target: 'ws://127.0.0.1:18789',
        sentence: '127.0.0.1:18789 refused the connection (nothing is listening)',
        status: null,
        provider: null,
        code: 'ECONNREFUSED',
        detail: 'connect ECONNREFUSED',
      },
    });
    expect(json.sessions[0]).toMatchObject({ key: 'agent:main:main', status: 'running' });
    expect(json.helpers[0]).toEqual({
      id: 'h1',
      template: 'codex-5.5',
      phase: 'waiting-for-sign-in',
      pid: 41,
      clientId: 'c1',
      isolated: true,
      spawnedBy: null,
      credentialId: 'openai',
      credentialGeneration: 1,
      cwd: '/tmp',
      sandbox: 'read-only',
      approvals: 'never',
      queuedAt: 1,
      startedAt: 2,
      firstDeltaAt: null,
      refusedAt: 3,
      failedAt: 4,
      endedAt: null,
      failure: {
        kind: 'unauthorized',
        credentialId: 'openai',
        generation: 1,
        sentence: 'Sign-in refused by OpenAI',
        status: 401,
        provider: 'OpenAI',
        code: '401',
        detail: 'Invalid bearer token',
      },
      blastRadius: { same: true, changed: [] },
    });
    expect(json.helpers[1]).toMatchObject({ phase: 'running', failure: null, blastRadius: null });
    expect(JSON.parse(JSON.stringify(json))).toEqual(json);
  });

  it('says which codex there is, what its sandboxes are worth, and what would be needed', () => {
    const state = scriptedPanel().state();
    const codexOf = (codex: CodexView) =>
      statusJson({ ...state, app: { ...state.app, codex } }, []).codex;
    const found = {
      phase: 'found',
      path: '/usr/bin/codex',
      version: '0.171.0',
      sandboxes: { 'read-only': 'closed', 'workspace-write': 'broken' },
    } as const;
    expect(codexOf(found)).toEqual({
      phase: 'found',
      path: '/usr/bin/codex',
      version: '0.171.0',
      sandboxes: [
        { sandbox: 'read-only', found: 'closed', failure: null },
        {
          sandbox: 'workspace-write',
          found: 'broken',
          failure: {
            kind: 'no-sandbox',
            sentence: describeCause(failure({ kind: 'no-sandbox' }), 'helper'),
            status: null,
            provider: null,
            code: null,
            detail: '',
          },
        },
      ],
      failure: null,
    });
    const old = failure({ kind: 'incompatible', found: '0.168.0', needed: '0.169.0' });
    expect(codexOf({ phase: 'unusable', failure: old })).toMatchObject({
      phase: 'unusable',
      path: null,
      sandboxes: [],
      failure: {
        kind: 'incompatible',
        sentence: describeCause(old, 'helper'),
        found: '0.168.0',
        needed: '0.169.0',
      },
    });
    expect(codexOf({ phase: 'looking' })).toMatchObject({ phase: 'looking', failure: null });
  });

  it('says null for what is not known of a gateway that was never tried', () => {
    expect(statusJson(scriptedPanel().state(), []).gateway).toMatchObject({
      phase: 'idle',
      reason: null,
      since: null,
      retryAt: null,
      failure: null,
    });
  });
});

describe('statusText', () => {
  it('says the same in aligned lines', () => {
    const lines = statusText(panelWithStory().state(), [session], 1_000).split('\n');
    expect(lines[0]).toBe('Bulkhead  0.0.0-test, pid 1, Electron 33.2.1, a stand-in');
    expect(lines[1]).toContain('Gateway   Gateway not reachable. Trying again in 8 s.');
    expect(lines[2]).toBe('Sessions  1 session, 1 in a turn');
    const state = panelWithStory().state();
    const cut = { ...state, gateway: { ...state.gateway, sessionsNotShown: 12 } };
    expect(statusText(cut, [session], 1_000).split('\n')[2]).toBe(
      'Sessions  1 session, 1 in a turn, 12 more are in the gateway and not shown here',
    );
    expect(statusJson(cut, [session])).toMatchObject({ sessionsNotShown: 12 });
    expect(lines[3]).toBe('Helpers   1 needs sign-in · 1 working');
    expect(lines[5]).toContain('Waiting for sign-in to OpenAI');
  });

  it('names the command that pairs this device where that is what the gateway waits for', () => {
    const { gateway } = panelWithStory().state();
    const cause = { kind: 'pairing-required', requestId: '3f9c1e' } as const;
    const state = { phase: 'blocked', since: 100, failure: failure(cause) } as const;
    const blocked = { ...panelWithStory().state(), gateway: { ...gateway, state } };
    expect(statusText(blocked, [], 1_000).split('\n')[1]).toMatch(
      /Run on its computer: openclaw devices approve 3f9c1e$/,
    );
    expect(statusJson(blocked, []).gateway.failure).toMatchObject({ requestId: '3f9c1e' });
    expect(statusText(panelWithStory().state(), [], 1_000)).not.toContain('devices approve');
  });

  it('lets no name or text of others steer the terminal', () => {
    const panel = scriptedPanel();
    panel.store.setHelpers([
      helperView({ id: 'h1', name: 'evil\u001b[2J\u0007', activity: 'x\r\nGateway  fine\u202e' }),
    ]);
    const text = statusText(panel.state(), [], 1_000);

    expect(text.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f\u202e]/);
    expect(text.split('\n')).toHaveLength(6);
  });
});

describe('templatesText', () => {
  it('says of each whether it uses a key or an account', () => {
    const { store, state } = scriptedPanel();
    const mine = { ...builtInTemplate, id: 'mine', name: 'Mine', credential: 'ana' };
    store.setSettings(state().settings, [builtInTemplate, mine]);
    store.setCredentials([
      credentialView({ phase: 'not-checked' }, { id: 'ana', kind: 'account' }),
    ]);
    const [first, second] = templatesText(state()).split('\n');
    expect(first).toContain('key openai');
    expect(second).toContain('account ana');
  });
});
