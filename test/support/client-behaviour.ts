import { existsSync } from 'node:fs';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { CodexClient, RunRequest } from '../../electron/codex/client.ts';
import { practiceText } from '../../electron/practice/provider/answer.ts';
import type { Failure } from '../../shared/failure.ts';
import { keyGrant } from '../fakes/key-credential.ts';
import { DeltaGate } from '../stand-ins/delta-gate.ts';
import { startProvider, type LoopbackProvider } from '../stand-ins/loopback-provider.ts';
import type { Behaviour } from '../stand-ins/provider-behaviour.ts';
import { eventually } from './eventually.ts';
import { recordRun } from './record-run.ts';

/** Where clients of one program are started, each in a compartment of its own. */
export interface ClientBench {
  readonly provider: LoopbackProvider;
  readonly version: string;
  /** What the credential of its clients is called, and the provider of their plan. */
  readonly names: { readonly credentialId: string; readonly provider: string };
  /** Whether the program says and sends nothing but what a run needs; codex adds texts of its own. */
  readonly isBare: boolean;
  /** A folder of its own to run in. */
  folder(name: string): Promise<string>;
  /** Starts a client that is signed in to nothing; `baseUrl` is another provider than the bench's. */
  start(baseUrl?: string): Promise<CodexClient>;
  close(): Promise<void>;
}

const goodKey = 'sk-client-good-0123456789abcdef';
const badKey = 'sk-client-bad-0123456789abcdef';
const prompt = 'Say what you see.';

/** Each behaviour of a provider, and the failure of the run that meets it. */
const refusals: readonly (readonly [Behaviour, Failure['kind'], object])[] = [
  [{ kind: 'token-expired' }, 'unauthorized', { generation: 1 }],
  [{ kind: 'proxy-page' }, 'unreachable', { reason: 'proxy' }],
  [{ kind: 'forbidden' }, 'forbidden', {}],
  [{ kind: 'rate-limited', retryAfterS: 1 }, 'rate-limited', {}],
  [{ kind: 'quota', resetsInS: 600 }, 'quota', {}],
  [{ kind: 'server-error', status: 500 }, 'provider-error', { status: null }],
  [{ kind: 'server-error', status: 503 }, 'provider-error', { status: 503 }],
  [{ kind: 'failed-response' }, 'provider-error', { status: null }],
  [{ kind: 'drop', after: 2 }, 'unreachable', { reason: 'dropped' }],
  [{ kind: 'drop', after: 3 }, 'unreachable', { reason: 'dropped' }],
];

/**
 * Defines the tests of a client on a program. The real codex and the practice helper program pass
 * the same ones, so that what is built on the one holds for the other.
 */
export const describeClient = (name: string, open: () => Promise<ClientBench>): void => {
  let bench: ClientBench;

  beforeEach(async () => {
    bench = await open();
    bench.provider.set(goodKey, { kind: 'good' });
    bench.provider.set(badKey, { kind: 'invalid-token' });
  });

  afterEach(() => bench.close());

  const login = (client: CodexClient, key: string, generation?: number): Promise<void> =>
    client.login(keyGrant(key), AbortSignal.timeout(10_000), generation);
  const signedIn = async (key = goodKey): Promise<CodexClient> => {
    const client = await bench.start();
    await login(client, key);
    return client;
  };
  const request = async (more: Partial<RunRequest> = {}): Promise<RunRequest> => ({
    prompt,
    cwd: more.cwd ?? (await bench.folder('cwd')),
    model: 'gpt-5.5',
    options: {},
    sandbox: 'read-only',
    approvals: 'never',
    forkBefore: null,
    ...more,
  });
  const asked = (times: number): Promise<void> =>
    eventually(() => expect(bench.provider.requests).toHaveLength(times));

  describe(`a run of ${name}`, () => {
    test('streams the whole answer, and tells its thread, turn, items and tokens', async () => {
      const client = await signedIn();
      const run = recordRun(client, await request());
      expect(await run.outcome).toEqual({ kind: 'completed' });
      expect(run.output()).toBe(practiceText);
      const told = new Set(run.events.map(({ kind }) => kind));
      const needed = ['thread', 'turn', 'item-started', 'delta', 'item-completed', 'tokens'];
      expect([...told]).toEqual(expect.arrayContaining(needed));
      if (bench.isBare) expect(told).toEqual(new Set(needed));
      expect(client.version).toBe(bench.version);
      expect(bench.provider.requestsOf(goodKey)).toHaveLength(1);
      expect(bench.provider.requests.filter((seen) => seen.kind === 'upgrade')).toEqual([]);
    });

    test('ends within a second of a 401, which costs exactly one request', async () => {
      const client = await signedIn(badKey);
      const outcome = await recordRun(client, await request()).outcome;
      const [refused] = bench.provider.requestsOf(badKey);
      const failure = { kind: 'unauthorized', generation: 1, ...bench.names };
      expect(outcome).toMatchObject({ kind: 'failed', failure });
      expect(Date.now() - (refused?.answeredAt ?? 0)).toBeLessThan(1_000);
      expect(outcome).toHaveProperty('refusedAt');
      expect(bench.provider.requests).toHaveLength(1);
    });

    test('continues in the same process with a new key, and sends its prompt once', async () => {
      const client = await signedIn(badKey);
      const cwd = await bench.folder('cwd');
      const failed = await recordRun(client, await request({ cwd })).outcome;
      if (failed.kind !== 'failed' || failed.at === null) throw new Error('it should have failed');
      await login(client, goodKey, 2);
      const again = recordRun(client, await request({ cwd, forkBefore: failed.at }));
      expect(await again.outcome).toEqual({ kind: 'completed' });
      const texts = bench.provider.requestsOf(goodKey)[0]?.body?.userTexts;
      expect(texts?.filter((text) => text === prompt)).toHaveLength(1);
      if (bench.isBare) expect(texts).toEqual([prompt]);
    });

    test('a token that ends between two turns refuses only the second', async () => {
      const client = await signedIn();
      const steps = [{ kind: 'good' }, { kind: 'token-expired' }] as const;
      bench.provider.set(goodKey, { kind: 'in-order', steps });
      const cwd = await bench.folder('cwd');
      const first = recordRun(client, await request({ cwd }));
      expect(await first.outcome).toEqual({ kind: 'completed' });
      expect(await recordRun(client, await request({ cwd })).outcome).toMatchObject({
        failure: { kind: 'unauthorized' },
      });
    });

    test('a second refusal names the new generation', async () => {
      const client = await bench.start();
      await login(client, goodKey, 1);
      await login(client, badKey, 2);
      const outcome = await recordRun(client, await request()).outcome;
      expect(outcome).toMatchObject({ failure: { kind: 'unauthorized', generation: 2 } });
    });

    test.for<readonly [Behaviour, object]>([
      [{ kind: 'forbidden' }, { kind: 'forbidden' }],
      [
        { kind: 'server-error', status: 503 },
        { kind: 'provider-error', status: 503 },
      ],
    ])('three on one client end each in its own way (%j), the client stays', async (third) => {
      const [behaviour, failure] = third;
      const gate = new DeltaGate();
      const steps = [{ kind: 'good', gate }, { kind: 'hang' }, behaviour] as const;
      bench.provider.set(goodKey, { kind: 'in-order', steps });
      const client = await signedIn();
      const held = recordRun(client, await request());
      await asked(1);
      const hanging = recordRun(client, await request());
      await asked(2);
      const failing = recordRun(client, await request());
      expect(await failing.outcome).toMatchObject({ failure });
      await hanging.run.interrupt(5_000);
      expect(await hanging.outcome).toEqual({ kind: 'interrupted' });
      gate.release(3);
      await eventually(() => expect(held.output().length).toBeGreaterThan(0));
      gate.open();
      expect(await held.outcome).toEqual({ kind: 'completed' });
      expect(held.output()).toBe(practiceText);
      bench.provider.set(goodKey, { kind: 'good' });
      const after = recordRun(client, await request());
      expect(await after.outcome).toEqual({ kind: 'completed' });
    });

    test('that was interrupted before its turn began sends nothing', async () => {
      const client = await signedIn();
      const run = recordRun(client, await request());
      await run.run.interrupt(5_000);
      expect(await run.outcome).toEqual({ kind: 'interrupted' });
      expect(bench.provider.requests).toEqual([]);
    });

    test('nobody at the address is unreachable at once, though codex waits for a network', async () => {
      const closed = await startProvider({ tokens: {} });
      await closed.close();
      const client = await bench.start(closed.baseUrl);
      await login(client, goodKey);
      const outcome = await recordRun(client, await request()).outcome;
      expect(outcome).toMatchObject({ failure: { kind: 'unreachable', reason: 'network' } });
    });
  });

  test.for(refusals)(`${name} ends %j as %s, after one request`, async (row) => {
    const [behaviour, kind, more] = row;
    const client = await signedIn();
    bench.provider.set(goodKey, behaviour);
    const outcome = await recordRun(client, await request()).outcome;
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind, ...more } });
    expect(bench.provider.requests).toHaveLength(1);
  });

  describe(`an end of ${name} that nobody wanted`, () => {
    test('a killed process ends its run as exited, with the signal', async () => {
      const client = await signedIn();
      bench.provider.set(goodKey, { kind: 'hang' });
      const run = recordRun(client, await request());
      await asked(1);
      process.kill(client.pid, 'SIGKILL');
      expect(await run.outcome).toMatchObject({
        kind: 'failed',
        failure: { kind: 'exited', signal: 'SIGKILL' },
      });
      await expect(login(client, goodKey)).rejects.toMatchObject({ failure: { kind: 'exited' } });
    });

    test('closing ends the process and interrupts its run', async () => {
      const client = await signedIn();
      bench.provider.set(goodKey, { kind: 'hang' });
      const run = recordRun(client, await request());
      await asked(1);
      await Promise.all([client.close(), client.close()]);
      expect(await run.outcome).toEqual({ kind: 'interrupted' });
      expect(existsSync(`/proc/${client.pid}`)).toBe(false);
    });
  });
};
