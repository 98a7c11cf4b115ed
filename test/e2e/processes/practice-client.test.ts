import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { CodexClient, RunRequest } from '../../../electron/codex/client.ts';
import { findCodex } from '../../../electron/codex/program.ts';
import { DeltaGate } from '../../stand-ins/delta-gate.ts';
import { practiceHelperVersion } from '../../../electron/practice/program/program.ts';
import { practiceText } from '../../../electron/practice/provider/answer.ts';
import type { LoopbackProvider } from '../../stand-ins/loopback-provider.ts';
import { describeClient } from '../../support/client-behaviour.ts';
import { eventually } from '../../support/eventually.ts';
import { recordRun } from '../../support/record-run.ts';
import { PracticeClients } from './practice-clients.ts';

const { key } = PracticeClients;

describeClient('the practice helper program', async () => {
  const opened = await PracticeClients.open();
  return {
    provider: opened.provider,
    version: practiceHelperVersion,
    names: { credentialId: 'practice', provider: 'Practice' },
    isBare: true,
    folder: (name) => mkdtemp(join(opened.root, `${name}-`)),
    start: (baseUrl) => opened.start({}, undefined, baseUrl),
    close: () => opened.close(),
  };
});

describe('the practice helper program alone', () => {
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

  describe('a shared client', () => {
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
  });

  describe('a program that misbehaves in the middle of a turn', () => {
    test.for([
      ['exit=3', { kind: 'exited', exitCode: 3, signal: null }],
      ['exit=0', { kind: 'exited', exitCode: 0, signal: null }],
      ['kill', { kind: 'exited', exitCode: null, signal: 'SIGKILL' }],
    ] as const)('%s fails its run as %j, and leaves no process', async ([cue, expected]) => {
      provider.set(key, { kind: 'good', paceMs: 20 });
      const client = await signedIn();
      const outcome = await recordRun(client, request(`[[practice:${cue}]]`)).outcome;
      expect(outcome).toMatchObject({ kind: 'failed', failure: expected });
      await client.exited;
      expect(existsSync(`/proc/${client.pid}`)).toBe(false);
      expect(await recordRun(client, request()).outcome).toMatchObject({ failure: expected });
    });

    test('lines that are no messages are somebody’s log, and harm nothing', async () => {
      const run = recordRun(await signedIn(), request('[[practice:garbage]]'));
      expect(await run.outcome).toEqual({ kind: 'completed' });
      expect(run.output()).toBe(practiceText);
    });

    test('a line of more than 16 MiB ends its run alone: the client goes on', async () => {
      provider.set(key, { kind: 'good', paceMs: 20 });
      const client = await signedIn();
      expect(await recordRun(client, request('[[practice:oversized]]')).outcome).toMatchObject({
        kind: 'failed',
        failure: { kind: 'protocol', code: 'oversized-line' },
      });
      expect(await recordRun(client, request()).outcome).toEqual({ kind: 'completed' });
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
});
