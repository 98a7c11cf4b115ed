import { describe, expect, it } from 'vitest';

import { systemClock } from '../../../electron/base/clock.ts';
import { FailureError } from '../../../electron/base/errors.ts';
import { preflight, type PreflightLooks } from '../../../electron/helpers/preflight.ts';
import { failure } from '../../../shared/failure.ts';
import { credentialView } from '../../fakes/credential-view.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { scriptedProgram } from '../../fakes/scripted-codex.ts';

const plenty = { processes: 5_000, memory: 2 ** 33, disk: 2 ** 35 };
const never = <T>(): Promise<T> => new Promise(() => undefined);

const looks = (more: Partial<PreflightLooks> = {}): PreflightLooks => ({
  program: () => Promise.resolve(scriptedProgram),
  sandbox: () => null,
  folder: () => Promise.resolve({ realPath: '/home/ana/src', realHome: '/home/ana' }),
  writes: true,
  writers: () => [],
  refusal: () => null,
  credential: () => undefined,
  alive: () => ({ alive: 3, limit: 20 }),
  room: () => Promise.resolve(plenty),
  sharedSession: () => null,
  ...more,
});

const refusal = (generation: number) =>
  failure({ kind: 'unauthorized', credentialId: 'openai', generation, provider: 'OpenAI' });
const noFolder = failure({ kind: 'misconfigured', what: 'the folder /x', folder: '/x' });
const noCodex = failure({ kind: 'not-found', command: 'codex' });

const kinds = async (more: Partial<PreflightLooks>): Promise<readonly string[]> =>
  (await preflight(looks(more), systemClock)).findings.map(({ kind }) => kind);

describe('a look before a spawn', () => {
  it('finds nothing to tell when all is well, and which codex it would be', async () => {
    const found = await preflight(looks(), systemClock);
    expect(found).toMatchObject({ findings: [], codex: '0.169.0' });
  });

  it('tells everything at once, the worst first', async () => {
    const found = await preflight(
      looks({
        program: () => Promise.reject(new FailureError(noCodex)),
        folder: () => Promise.resolve({ failure: noFolder }),
        refusal: () => refusal(1),
        credential: () => credentialView({ phase: 'not-checked' }, { lastRefusedAt: 1_402 }),
        alive: () => ({ alive: 20, limit: 20 }),
        room: () => Promise.resolve({ processes: 12, memory: 2 ** 20, disk: 0 }),
        sharedSession: () => ({ provider: 'OpenAI', session: 'agent:main:main' }),
      }),
      systemClock,
    );
    expect(found.codex).toBeNull();
    expect(found.findings).toEqual([
      { kind: 'will-fail', failure: noCodex },
      { kind: 'will-fail', failure: noFolder },
      { kind: 'will-wait', credentialId: 'openai', provider: 'OpenAI', refusedAt: 1_402 },
      { kind: 'will-queue', alive: 20, limit: 20 },
      { kind: 'short-of', what: 'processes', left: 12 },
      { kind: 'short-of', what: 'memory', left: 2 ** 20 },
      { kind: 'short-of', what: 'disk', left: 0 },
      { kind: 'shares-with-session', provider: 'OpenAI', session: 'agent:main:main' },
    ]);
  });

  it('tells of a sandbox that cannot run, unless there is no codex to have one', async () => {
    const noSandbox = failure({ kind: 'no-sandbox' });
    const sandbox = () => noSandbox;
    const found = await preflight(looks({ sandbox }), systemClock);
    expect(found.findings).toEqual([{ kind: 'will-fail', failure: noSandbox }]);
    const program = () => Promise.reject(new FailureError(noCodex));
    const without = await preflight(looks({ sandbox, program }), systemClock);
    expect(without.findings).toEqual([{ kind: 'will-fail', failure: noCodex }]);
  });

  it('says that it would wait for a first key, which nobody has refused', async () => {
    const found = await preflight(
      looks({
        refusal: () => refusal(0),
        credential: () => credentialView({ phase: 'not-checked' }, { lastRefusedAt: 1_402 }),
      }),
      systemClock,
    );
    expect(found.findings).toMatchObject([{ kind: 'will-wait', refusedAt: null }]);
  });

  it('tells an end that is near only of a sign-in that works', async () => {
    const credential = () => credentialView({ phase: 'ends-soon', endsAt: 9 });
    expect(await kinds({ credential })).toEqual(['ends-soon']);
    expect(await kinds({ credential, refusal: () => refusal(1) })).toEqual(['will-wait']);
  });

  it('takes what cannot be known for enough', async () => {
    const room = () => Promise.resolve({ processes: null, memory: null, disk: null });
    expect(await kinds({ room })).toEqual([]);
  });

  it.each([
    ['program', { program: never }],
    ['folder', { folder: never }],
    ['room', { room: never }],
    ['everything', { program: never, folder: never, room: never }],
  ] satisfies readonly (readonly [string, Partial<PreflightLooks>])[])(
    'is over in under 300 ms when the look at %s never ends, and the rest is told',
    async (_what, slow) => {
      const clock = new ManualClock();
      let isOver = false;
      const looking = preflight(looks({ refusal: () => refusal(1), ...slow }), clock);
      void looking.then(() => (isOver = true));
      await clock.advance(299);
      expect(isOver).toBe(true);
      const found = await looking;
      const slowFolder = 'folder' in slow ? ['folder-slow'] : [];
      expect(found.findings.map(({ kind }) => kind)).toEqual([...slowFolder, 'will-wait']);
      expect(found.tookMs).toBeLessThan(300);
    },
  );

  it('tells who else writes in the folder only of one that writes itself', async () => {
    const others = {
      writers: () => [{ who: 'helper', name: 'a', folder: '/home/ana/src' }] as const,
    };
    expect(await kinds(others)).toEqual(['writes-with']);
    expect(await kinds({ ...others, writes: false })).toEqual([]);
  });

  it('aborts a look that takes too long', async () => {
    const seen: AbortSignal[] = [];
    const room = (signal: AbortSignal): Promise<never> => {
      seen.push(signal);
      return never();
    };
    await preflight(looks({ room }), systemClock);
    expect(seen.map(({ aborted }) => aborted)).toEqual([true]);
  });
});
