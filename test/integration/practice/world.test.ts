import { afterEach, beforeEach, expect, test } from 'vitest';

import { systemClock } from '../../../electron/base/clock.ts';
import type { ClientPlan, StartCodexClient } from '../../../electron/codex/client.ts';
import { startPracticeWorld } from '../../../electron/practice/practice-world.ts';
import type { PracticeWorld } from '../../../electron/practice/practice-world.ts';
import type { Settings } from '../../../shared/settings.ts';
import { keyCredential } from '../../fakes/key-credential.ts';

let world: PracticeWorld;

beforeEach(async () => {
  world = await startPracticeWorld(systemClock);
});

afterEach(() => world.close());

const chatgptBaseUrl = (): string => (world.settingsFile.read() as Settings).chatgptBaseUrl ?? '';

/** Where a plan that names `baseUrl` gets: to the program, or nowhere. */
const reached = async (baseUrl: string): Promise<boolean> => {
  let started = false;
  const start: StartCodexClient = () => {
    started = true;
    return Promise.reject(new Error('started'));
  };
  const provider = { name: 'Practice provider', baseUrl, wireApi: 'responses' } as const;
  const plan = { provider } as ClientPlan;
  const signal = AbortSignal.timeout(5_000);
  await world
    .guard(start)(plan, keyCredential('key'), signal)
    .catch(() => undefined);
  return started;
};

test('an account of practice signs in, and asks for its models, on this computer only', async () => {
  const loopback = /^http:\/\/127\.0\.0\.1:\d+\//;
  expect(Object.values(world.env)).toHaveLength(4);
  for (const [name, value] of Object.entries(world.env)) {
    if (name !== 'CODEX_APP_SERVER_LOGIN_CLIENT_ID') expect(`${value}/`).toMatch(loopback);
  }
  expect(chatgptBaseUrl()).toMatch(loopback);
  expect(await reached(`${chatgptBaseUrl()}/codex`)).toBe(true);
  expect(await reached('https://chatgpt.com/backend-api/codex')).toBe(false);
});

test('the models of practice refuse a token that its issuer never gave', async () => {
  const answer = await fetch(`${chatgptBaseUrl()}/codex/responses`, {
    method: 'POST',
    headers: { authorization: 'Bearer made-up' },
    body: JSON.stringify({ stream: true, input: [] }),
    signal: AbortSignal.timeout(5_000),
  });
  expect(answer.status).toBe(401);
});
