import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';

import { generatedTypes, missingMethods } from '../../electron/codex/program-check.ts';
import type { Behaviour } from '../stand-ins/provider-behaviour.ts';
import { DeltaGate } from '../stand-ins/delta-gate.ts';
import { practiceText } from '../../electron/practice/provider/answer.ts';
import { startProvider } from '../stand-ins/loopback-provider.ts';
import type { Failure } from '../../shared/failure.ts';
import { recordRun } from '../support/record-run.ts';
import { badKey, CodexBench, goodKey, login, realCodex, request } from './support/codex-bench.ts';

let bench: CodexBench;

beforeAll(() => realCodex(), 900_000);

beforeEach(async () => {
  bench = await CodexBench.open();
});

afterEach(() => bench.close());

test('the methods we use are in the types that this codex generates', async () => {
  const home = await bench.folder('types');
  const types = await generatedTypes(
    bench.program.command,
    { PATH: process.env.PATH ?? '', HOME: home, CODEX_HOME: home },
    join(home, 'ts'),
  );
  expect(missingMethods(types)).toEqual([]);
});

describe('a run', () => {
  test('streams the whole answer of the provider', async () => {
    const { client } = await bench.start();
    await login(client, goodKey);
    const run = recordRun(client, request(await bench.folder('cwd')));
    expect(await run.outcome).toEqual({ kind: 'completed' });
    expect(run.output()).toBe(practiceText);
    expect(client.version).toBe(bench.program.version);
    expect(bench.provider.requestsOf(goodKey)).toHaveLength(1);
    expect(bench.provider.requests.filter((seen) => seen.kind === 'upgrade')).toEqual([]);
  });

  test('ends within a second of a 401, which costs exactly one request', async () => {
    const { client } = await bench.start();
    await login(client, badKey);
    const outcome = await recordRun(client, request(await bench.folder('cwd'))).outcome;
    const [refused] = bench.provider.requestsOf(badKey);
    expect(outcome).toMatchObject({
      kind: 'failed',
      failure: { kind: 'unauthorized', credentialId: 'key', generation: 1, provider: 'Loopback' },
    });
    expect(Date.now() - (refused?.answeredAt ?? 0)).toBeLessThan(1_000);
    expect(outcome).toHaveProperty('refusedAt');
    expect(bench.provider.requests).toHaveLength(1);
  });

  test('continues in the same process with a new key, and sends its prompt once', async () => {
    const { client } = await bench.start();
    await login(client, badKey);
    const cwd = await bench.folder('cwd');
    const failed = await recordRun(client, request(cwd)).outcome;
    if (failed.kind !== 'failed' || failed.at === null) throw new Error('it should have failed');
    await login(client, goodKey, 2);
    const again = recordRun(client, request(cwd, { forkBefore: failed.at }));
    expect(await again.outcome).toEqual({ kind: 'completed' });
    const [sent] = bench.provider.requestsOf(goodKey);
    expect(sent?.body?.userTexts.filter((text) => text === 'Say what you see.')).toHaveLength(1);
  });

  test('a token that ends between two turns refuses only the second', async () => {
    const { client } = await bench.start();
    bench.provider.set(goodKey, {
      kind: 'in-order',
      steps: [{ kind: 'good' }, { kind: 'token-expired' }],
    });
    await login(client, goodKey);
    const cwd = await bench.folder('cwd');
    expect(await recordRun(client, request(cwd)).outcome).toEqual({ kind: 'completed' });
    expect(await recordRun(client, request(cwd)).outcome).toMatchObject({
      failure: { kind: 'unauthorized' },
    });
  });

  test('a second refusal names the new generation', async () => {
    const { client } = await bench.start();
    await login(client, goodKey, 1);
    await login(client, badKey, 2);
    const outcome = await recordRun(client, request(await bench.folder('cwd'))).outcome;
    expect(outcome).toMatchObject({ failure: { kind: 'unauthorized', generation: 2 } });
  });

  test('three runs on one client end each in its own way, the client stays', async () => {
    const { client } = await bench.start();
    const gate = new DeltaGate();
    bench.provider.set(goodKey, {
      kind: 'in-order',
      steps: [{ kind: 'good', gate }, { kind: 'hang' }, { kind: 'server-error', status: 503 }],
    });
    await login(client, goodKey);
    const held = recordRun(client, request(await bench.folder('one')));
    await vi.waitFor(() => expect(bench.provider.requests).toHaveLength(1), 5_000);
    const hanging = recordRun(client, request(await bench.folder('two')));
    await vi.waitFor(() => expect(bench.provider.requests).toHaveLength(2), 5_000);
    const failing = recordRun(client, request(await bench.folder('three')));
    expect(await failing.outcome).toMatchObject({
      failure: { kind: 'provider-error', status: 503 },
    });
    await hanging.run.interrupt(5_000);
    expect(await hanging.outcome).toEqual({ kind: 'interrupted' });
    gate.open();
    expect(await held.outcome).toEqual({ kind: 'completed' });
    expect(held.output()).toBe(practiceText);
    bench.provider.set(goodKey, { kind: 'good' });
    const after = recordRun(client, request(await bench.folder('four')));
    expect(await after.outcome).toEqual({ kind: 'completed' });
  });

  test('an interrupted turn leaves no command of its own running', async () => {
    const { client } = await bench.start();
    const cwd = await bench.folder('cwd');
    const seconds = String(4_000 + (process.pid % 1_000));
    await login(client, bench.answerWithTool(`echo begun; sleep ${seconds}`));
    const run = recordRun(client, request(cwd));
    await vi.waitFor(() => expect(sleeping(seconds)).toBe(true), 8_000);
    await run.run.interrupt(5_000);
    await vi.waitFor(() => expect(sleeping(seconds)).toBe(false), 8_000);
  });

  test('nobody at the address is unreachable at once, though codex would wait for a network', async () => {
    const closed = await startProvider({ tokens: {} });
    await closed.close();
    const { client } = await bench.start({ baseUrl: closed.baseUrl });
    await login(client, goodKey);
    const outcome = await recordRun(client, request(await bench.folder('cwd'))).outcome;
    expect(outcome).toMatchObject({ failure: { kind: 'unreachable', reason: 'network' } });
  });
});

const sleeping = (seconds: string): boolean => {
  try {
    return execFileSync('pgrep', ['-f', `^sleep ${seconds}$`]).length > 0;
  } catch {
    return false;
  }
};

test.for<readonly [Behaviour, Failure['kind'], object]>([
  [{ kind: 'token-expired' }, 'unauthorized', { generation: 1 }],
  [{ kind: 'proxy-page' }, 'unreachable', { reason: 'proxy' }],
  [{ kind: 'forbidden' }, 'forbidden', {}],
  [{ kind: 'rate-limited', retryAfterS: 1 }, 'rate-limited', {}],
  [{ kind: 'quota', resetsInS: 600 }, 'quota', { opensAt: expect.any(Number) as number }],
  [{ kind: 'server-error', status: 500 }, 'provider-error', { status: null }],
  [{ kind: 'server-error', status: 400 }, 'provider-error', { status: 400 }],
  [{ kind: 'failed-response' }, 'provider-error', { status: null }],
  [{ kind: 'drop', after: 3 }, 'unreachable', { reason: 'dropped' }],
])('the real codex ends %j as %s, after one request', async ([behaviour, kind, more]) => {
  const { client } = await bench.start();
  bench.provider.set(goodKey, behaviour);
  await login(client, goodKey);
  const outcome = await recordRun(client, request(await bench.folder('cwd'))).outcome;
  expect(outcome).toMatchObject({ kind: 'failed', failure: { kind, ...more } });
  expect(bench.provider.requests).toHaveLength(1);
});

describe('an end that nobody wanted', () => {
  test('a killed process ends its run as exited, with the signal', async () => {
    const { client } = await bench.start();
    bench.provider.set(goodKey, { kind: 'hang' });
    await login(client, goodKey);
    const run = recordRun(client, request(await bench.folder('cwd')));
    await vi.waitFor(() => expect(bench.provider.requests).toHaveLength(1), 5_000);
    process.kill(client.pid, 'SIGKILL');
    expect(await run.outcome).toMatchObject({
      kind: 'failed',
      failure: { kind: 'exited', signal: 'SIGKILL' },
    });
    await expect(login(client, goodKey)).rejects.toMatchObject({ failure: { kind: 'exited' } });
  });

  test('closing ends the process and interrupts its run', async () => {
    const { client } = await bench.start();
    bench.provider.set(goodKey, { kind: 'hang' });
    await login(client, goodKey);
    const run = recordRun(client, request(await bench.folder('cwd')));
    await vi.waitFor(() => expect(bench.provider.requests).toHaveLength(1), 5_000);
    await Promise.all([client.close(), client.close()]);
    expect(await run.outcome).toEqual({ kind: 'interrupted' });
    expect(existsSync(`/proc/${client.pid}`)).toBe(false);
  });
});
