import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';

import { generatedTypes, missingMethods } from '../../electron/codex/program-check.ts';
import type { Behaviour } from '../stand-ins/provider-behaviour.ts';
import type { Failure } from '../../shared/failure.ts';
import { describeClient } from '../support/client-behaviour.ts';
import { recordRun } from '../support/record-run.ts';
import {
  CodexBench,
  goodKey,
  login,
  realCodex,
  realCodexes,
  request,
} from './support/codex-bench.ts';

beforeAll(() => realCodex(), 900_000);

describe.each(realCodexes)('the real %s alone', (which) => {
  let bench: CodexBench;

  beforeEach(async () => {
    bench = await CodexBench.open(which);
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

  // What the practice helper program does not tell, or tells otherwise.
  test.for<readonly [Behaviour, Failure['kind'], object]>([
    [{ kind: 'quota', resetsInS: 600 }, 'quota', { opensAt: expect.any(Number) as number }],
    [{ kind: 'server-error', status: 400 }, 'provider-error', { status: 400 }],
  ])('the real codex ends %j as %s, after one request', async ([behaviour, kind, more]) => {
    const { client } = await bench.start();
    bench.provider.set(goodKey, behaviour);
    await login(client, goodKey);
    const outcome = await recordRun(client, request(await bench.folder('cwd'))).outcome;
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind, ...more } });
    expect(bench.provider.requests).toHaveLength(1);
  });
});

for (const which of realCodexes) {
  describeClient(`the real ${which}`, async () => {
    const opened = await CodexBench.open(which);
    return {
      provider: opened.provider,
      version: opened.program.version,
      names: { credentialId: 'key', provider: 'Loopback' },
      isBare: false,
      folder: (name) => opened.folder(name),
      start: async (baseUrl) =>
        (await opened.start(baseUrl === undefined ? {} : { baseUrl })).client,
      close: () => opened.close(),
    };
  });
}

const sleeping = (seconds: string): boolean => {
  try {
    return execFileSync('pgrep', ['-f', `^sleep ${seconds}$`]).length > 0;
  } catch {
    return false;
  }
};
