import { describe, expect, it } from 'vitest';

import { sharedSession } from '../../../electron/panel/spawn.ts';
import type { SessionView } from '../../../shared/state.ts';

const row = (key: string, more: Partial<SessionView> = {}): SessionView => ({
  key,
  revision: 1,
  label: key,
  provider: 'openai',
  model: 'gpt-5.5',
  status: 'idle',
  hasActiveRun: false,
  runStartedAt: null,
  updatedAt: 1,
  totalTokens: null,
  contextTokens: null,
  lastError: null,
  parentKey: null,
  kind: null,
  ...more,
});

const gateway = 'ws://127.0.0.1:18789';
const through = (baseUrl: string, model = 'openclaw') => ({
  model,
  provider: { name: 'OpenClaw', baseUrl, wireApi: 'responses' as const },
});
const inside = through('http://127.0.0.1:18789/v1');
const rows = [
  row('agent:main:main', { updatedAt: 5 }),
  row('agent:main:busy', { updatedAt: 2, hasActiveRun: true, provider: 'anthropic' }),
  row('agent:docs:main', { updatedAt: 9, provider: 'mistral' }),
  row('agent:main:unknown', { updatedAt: 99, hasActiveRun: true, provider: null }),
];

describe('the session that a refused helper would block', () => {
  it('is none for a helper that sends to a provider itself, whatever that is called', () => {
    expect(
      sharedSession({ provider: null, model: 'gpt-5.5' }, 'agent:main:main', gateway, rows),
    ).toBeNull();
    const own = through('https://api.openai.com/v1', 'gpt-5.5');
    expect(sharedSession(own, 'agent:main:main', gateway, rows)).toBeNull();
    expect(sharedSession(through('http://127.0.0.1:9/v1'), null, gateway, rows)).toBeNull();
  });

  it('is the one that asked, for a helper whose requests run inside the gateway', () => {
    expect(sharedSession(inside, 'agent:main:main', gateway, rows)).toEqual({
      provider: 'openai',
      session: 'agent:main:main',
    });
  });

  it('is one that runs, else the newest, when nobody asked or that one is not known', () => {
    const busy = { provider: 'anthropic', session: 'agent:main:busy' };
    expect(sharedSession(inside, null, gateway, rows)).toEqual(busy);
    expect(sharedSession(inside, 'agent:main:unknown', gateway, rows)).toEqual(busy);
    const quiet = rows.filter(({ hasActiveRun }) => !hasActiveRun);
    expect(sharedSession(inside, null, gateway, quiet)?.session).toBe('agent:docs:main');
  });

  it('belongs to the agent that the model names', () => {
    const docs = through('http://127.0.0.1:18789/v1', 'openclaw/docs');
    expect(sharedSession(docs, null, gateway, rows)?.session).toBe('agent:docs:main');
    const none = through('http://127.0.0.1:18789/v1', 'openclaw/none');
    expect(sharedSession(none, null, gateway, rows)).toBeNull();
    const usual = through('http://127.0.0.1:18789/v1', 'openclaw/default');
    expect(sharedSession(usual, null, gateway, rows)?.session).toBe('agent:main:busy');
  });

  it('is found by whichever name the same place is called', () => {
    expect(sharedSession(through('http://localhost:18789/v1'), null, gateway, rows)).not.toBeNull();
    expect(
      sharedSession(through('https://claw.example/v1'), null, 'wss://claw.example', rows),
    ).not.toBeNull();
    expect(
      sharedSession(through('http://claw.example/v1'), null, 'wss://claw.example', rows),
    ).toBeNull();
  });
});
