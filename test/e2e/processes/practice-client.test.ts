import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { CodexClient, RunRequest } from '../../../electron/codex/client.ts';
import { findCodex } from '../../../electron/codex/program.ts';
import type { Behaviour } from '../../stand-ins/provider-behaviour.ts';
import { DeltaGate } from '../../stand-ins/delta-gate.ts';
import { practiceText } from '../../../electron/practice/provider/answer.ts';
import type { LoopbackProvider } from '../../stand-ins/loopback-provider.ts';
import type { Failure } from '../../../shared/failure.ts';
import { keyGrant } from '../../fakes/key-credential.ts';
import { eventually } from '../../support/eventually.ts';
import { recordRun } from '../../support/record-run.ts';
import { PracticeClients } from './practice-clients.ts';

const { key } = PracticeClients;

let clients: PracticeClients;
let provider: LoopbackProvider;

beforeEach(async () => {
  clients = await PracticeClients.open();
  ({ provider } = clients);
});

afterEach(() => clients.close());

const signedIn = (): Promise<CodexClient> => clients.signedIn();

const request = (prompt = 'Look around.', more: Partial<RunRequest> = {}): RunRequest => ({
  prompt,
  cwd: clients.root,
  model: 'practice',
  options: {},
  sandbox: 'read-only',
  approvals: 'never',
  forkBefore: null,
  ...more,
});

test('a run streams every delta and tells its thread, turn, items and tokens', async () => {
  const run = recordRun(await signedIn(), request());
  expect(await run.outcome).toEqual({ kind: 'completed' });
  expect(run.output()).toBe(practiceText);
  expect(new Set(run.events.map((event) => event.kind))).toEqual(
    new Set(['thread', 'turn', 'item-started', 'delta', 'item-completed', 'tokens']),
  );
});

test('a refused key is told at once, and a new one continues in the same process', async () => {
  provider.set(key, { kind: 'invalid-token' });
  const client = await signedIn();
  const failed = await recordRun(client, request()).outcome;
  expect(failed).toMatchObject({
    failure: { kind: 'unauthorized', credentialId: 'practice', generation: 1 },
  });
  if (failed.kind !== 'failed' || failed.at === null) throw new Error('it should have failed');
  const fresh = 'sk-practice-fresh-0123456789';
  provider.set(fresh, { kind: 'good' });
  await client.login(keyGrant(fresh), AbortSignal.timeout(5_000), 2);
  const again = recordRun(client, request('Look around.', { forkBefore: failed.at }));
  expect(await again.outcome).toEqual({ kind: 'completed' });
  expect(provider.requestsOf(fresh)[0]?.body?.userTexts).toEqual(['Look around.']);
});

test('the stand-in ends each refusal as codex does, each after one request', async () => {
  const client = await signedIn();
  const table: readonly (readonly [Behaviour, Partial<Failure>])[] = [
    [{ kind: 'token-expired' }, { kind: 'unauthorized' }],
    [{ kind: 'proxy-page' }, { kind: 'unreachable', reason: 'proxy' }],
    [{ kind: 'forbidden' }, { kind: 'forbidden' }],
    [{ kind: 'rate-limited', retryAfterS: 1 }, { kind: 'rate-limited' }],
    [{ kind: 'quota', resetsInS: 60 }, { kind: 'quota' }],
    [
      { kind: 'server-error', status: 500 },
      { kind: 'provider-error', status: null },
    ],
    [
      { kind: 'server-error', status: 503 },
      { kind: 'provider-error', status: 503 },
    ],
    [{ kind: 'failed-response' }, { kind: 'provider-error', status: null }],
    [
      { kind: 'drop', after: 2 },
      { kind: 'unreachable', reason: 'dropped' },
    ],
  ];
  for (const [behaviour, expected] of table) {
    const before = provider.requests.length;
    provider.set(key, behaviour);
    const outcome = await recordRun(client, request()).outcome;
    expect(outcome, behaviour.kind).toMatchObject({ kind: 'failed', failure: expected });
    expect(provider.requests.length - before, behaviour.kind).toBe(1);
  }
});

test('nobody at the address is unreachable, and the waiting turn is interrupted', async () => {
  const client = await signedIn();
  await provider.close();
  expect(await recordRun(client, request()).outcome).toMatchObject({
    failure: { kind: 'unreachable', reason: 'network' },
  });
});

describe('a shared client', () => {
  test('ends three runs each in its own way', async () => {
    const gate = new DeltaGate();
    provider.set(key, {
      kind: 'in-order',
      steps: [{ kind: 'good', gate }, { kind: 'hang' }, { kind: 'forbidden' }],
    });
    const client = await signedIn();
    const held = recordRun(client, request());
    await eventually(() => expect(provider.requests).toHaveLength(1));
    const hanging = recordRun(client, request());
    await eventually(() => expect(provider.requests).toHaveLength(2));
    expect(await recordRun(client, request()).outcome).toMatchObject({
      failure: { kind: 'forbidden' },
    });
    await hanging.run.interrupt(2_000);
    expect(await hanging.outcome).toEqual({ kind: 'interrupted' });
    gate.release(3);
    await eventually(() => expect(held.output().length).toBeGreaterThan(0));
    gate.open();
    expect(await held.outcome).toEqual({ kind: 'completed' });
    expect(held.output()).toBe(practiceText);
  });

  test('an interrupt that nobody answers rejects as stalled', async () => {
    provider.set(key, { kind: 'hang' });
    const client = await signedIn();
    const run = recordRun(client, request('[[practice:ignore-interrupt]]'));
    await eventually(() => expect(provider.requests).toHaveLength(1));
    await expect(run.run.interrupt(300)).rejects.toMatchObject({
      failure: { kind: 'stalled', phase: 'interrupt', silentMs: 300 },
    });
    await client.close();
    expect(await run.outcome).toEqual({ kind: 'interrupted' });
  });

  test('a run that was interrupted before its turn began sends nothing', async () => {
    const client = await signedIn();
    const run = recordRun(client, request());
    await run.run.interrupt(2_000);
    expect(await run.outcome).toEqual({ kind: 'interrupted' });
    expect(provider.requests).toEqual([]);
  });
});

describe('a program that misbehaves in the middle of a turn', () => {
  test.for([
    ['exit=3', { kind: 'exited', exitCode: 3, signal: null }],
    ['exit=0', { kind: 'exited', exitCode: 0, signal: null }],
    ['kill', { kind: 'exited', exitCode: null, signal: 'SIGKILL' }],
    ['garbage', { kind: 'protocol', code: 'bad-line' }],
    ['oversized', { kind: 'protocol', code: 'oversized-line' }],
  ] as const)('%s fails its run as %j, and leaves no process', async ([cue, expected]) => {
    provider.set(key, { kind: 'good', paceMs: 20 });
    const client = await signedIn();
    const outcome = await recordRun(client, request(`[[practice:${cue}]]`)).outcome;
    expect(outcome).toMatchObject({ kind: 'failed', failure: expected });
    await client.exited;
    expect(existsSync(`/proc/${client.pid}`)).toBe(false);
    expect(await recordRun(client, request()).outcome).toMatchObject({ failure: expected });
  });

  test('a pipe that is closed under a living process is broken-pipe', async () => {
    provider.set(key, { kind: 'good', gate: new DeltaGate() });
    const client = await signedIn();
    const waiting = recordRun(client, request());
    await eventually(() => expect(provider.requests).toHaveLength(1));
    provider.set(key, { kind: 'good' });
    await recordRun(client, request('[[practice:close-stdin]]')).outcome;
    expect(await recordRun(client, request()).outcome).toMatchObject({
      failure: { kind: 'broken-pipe' },
    });
    expect(await waiting.outcome).toMatchObject({ failure: { kind: 'broken-pipe' } });
    await client.exited;
  });

  test('notifications named error and __proto__ harm nothing', async () => {
    const run = recordRun(await signedIn(), request('[[practice:odd-names]]'));
    expect(await run.outcome).toEqual({ kind: 'completed' });
    expect(run.output()).toBe(practiceText);
  });

  test('requests of the program are answered, so that its turn goes on', async () => {
    const run = recordRun(await signedIn(), request('[[practice:ask]]'));
    expect(await run.outcome).toEqual({ kind: 'completed' });
  });
});

test('a named program is taken or refused, never passed over', async () => {
  await expect(
    findCodex({
      setting: join(clients.root, 'absent'),
      env: { PATH: process.env.PATH },
      roots: [],
      cacheFile: join(clients.root, 'cache.json'),
    }),
  ).rejects.toMatchObject({ failure: { kind: 'not-found' } });
});
