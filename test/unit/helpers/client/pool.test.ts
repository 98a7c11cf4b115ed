import { describe, expect, it } from 'vitest';

import {
  ClientPool,
  isIsolated,
  type OpenedClient,
} from '../../../../electron/helpers/client/pool.ts';
import { ManualClock, settle } from '../../../fakes/manual-clock.ts';
import { ScriptedCodex, scriptedProgram } from '../../../fakes/scripted-codex.ts';
import { granted, keyCredential } from '../../../fakes/key-credential.ts';

const setUp = () => {
  const clock = new ManualClock();
  const codex = new ScriptedCodex();
  const pool = new ClientPool({ clock });
  const discarded: string[] = [];
  const open = async (signal: AbortSignal): Promise<OpenedClient> => {
    const plan = {
      program: scriptedProgram,
      home: '/nowhere',
      env: {},
      provider: { name: 'OpenAI', baseUrl: 'http://127.0.0.1:1/v1', wireApi: 'responses' as const },
      chatgptBaseUrl: null,
      unreadable: [],
    };
    const client = await codex.start(plan, keyCredential('openai'), signal);
    return {
      client,
      credentialId: 'openai',
      codexHome: '/nowhere',
      discard: () => {
        discarded.push(client.id);
        return Promise.resolve();
      },
    };
  };
  const acquire = (
    startKey: string,
    who: { spawnedBy?: string | null; isolated?: boolean } = {},
    signal = new AbortController().signal,
  ) => pool.acquire({ startKey, open, signal, ...who });
  return { clock, codex, pool, acquire, discarded };
};

describe('ClientPool', () => {
  it('gives runs without spawnedBy one client per start key', async () => {
    const { acquire, codex, pool } = setUp();
    const [a, b] = await Promise.all([acquire('k'), acquire('k')]);
    const other = await acquire('other key');
    expect(a.pooled).toBe(b.pooled);
    expect([a.fresh, b.fresh]).toEqual([true, false]);
    expect(other.pooled).not.toBe(a.pooled);
    expect(codex.clients).toHaveLength(2);
    await pool.close();
  });

  it('gives a run with spawnedBy a client of its own, apart from the shared ones', async () => {
    const { acquire, codex, pool } = setUp();
    const shared = await acquire('k');
    const own = await acquire('k', { spawnedBy: 'agent:main:main' });
    expect(own.pooled).not.toBe(shared.pooled);
    expect(own.isolated).toBe(true);
    expect(pool.size).toEqual({ shared: 1, isolated: 1 });
    await own.release(false);
    expect(codex.alive).toEqual([shared.pooled.client]);
    expect(pool.size).toEqual({ shared: 1, isolated: 0 });
    await pool.close();
  });

  it('does not isolate for a session key that merely looks like a subagent', async () => {
    const { acquire, pool } = setUp();
    const key = 'agent:main:subagent:7f3a';
    expect(isIsolated({ spawnedBy: null })).toBe(false);
    expect(isIsolated({ spawnedBy: '  ' })).toBe(false);
    const a = await acquire(key);
    const b = await acquire(key);
    expect(a.pooled).toBe(b.pooled);
    expect(a.isolated).toBe(false);
    await pool.close();
  });

  it('keeps a shared client when a run on it failed for a reason of its own', async () => {
    const { acquire, pool, codex } = setUp();
    const failing = await acquire('k');
    await failing.release(false);
    const next = await acquire('k');
    expect(next.pooled).toBe(failing.pooled);
    expect(codex.clients).toHaveLength(1);
    await pool.close();
  });

  it('takes a spoiled client out of the map while its other runs drain', async () => {
    const { acquire, pool } = setUp();
    const broken = await acquire('k');
    const draining = await acquire('k');
    await broken.release(true);
    expect(draining.pooled.isGone).toBe(false);
    const next = await acquire('k');
    expect(next.pooled).not.toBe(draining.pooled);
    await draining.release(false);
    expect(draining.pooled.isGone).toBe(true);
    expect(next.pooled.isGone).toBe(false);
    await pool.close();
  });

  it('forgets a start-up that failed, so that the next run starts anew', async () => {
    const { acquire, codex, pool } = setUp();
    codex.onStart = () => Promise.reject(new Error('no such program'));
    const both = await Promise.allSettled([acquire('k'), acquire('k')]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    codex.onStart = () => Promise.resolve();
    await expect(acquire('k')).resolves.toMatchObject({ fresh: true });
    await pool.close();
  });

  it('never hands out a client whose process ended', async () => {
    const { acquire, codex, pool, discarded } = setUp();
    const dead = await acquire('k');
    codex.alive[0]?.die(null, 'SIGKILL');
    await settle();
    expect(discarded).toEqual(['client-1']);
    const next = await acquire('k');
    expect(next.pooled).not.toBe(dead.pooled);
    await dead.release(false);
    expect(next.pooled.isGone).toBe(false);
    await pool.close();
  });

  it('lets a shared client that nobody uses go after a minute', async () => {
    const { acquire, clock, codex, pool } = setUp();
    const lease = await acquire('k');
    await lease.release(false);
    await lease.release(false);
    await clock.advance(59_000);
    expect(codex.alive).toHaveLength(1);
    await clock.advance(2_000);
    expect(codex.alive).toHaveLength(0);
    expect(pool.size.shared).toBe(0);
    await pool.close();
  });

  it('ends a shared start-up that its only run gave up, but not one that another waits for', async () => {
    const { acquire, codex, pool } = setUp();
    let aborted = 0;
    codex.onStart = (signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => {
          aborted += 1;
          reject(new Error('aborted'));
        });
        setImmediate(() => setImmediate(() => resolve()));
      });
    const alone = new AbortController();
    const gone = acquire('alone', {}, alone.signal);
    alone.abort();
    await expect(gone).rejects.toThrow();
    expect(aborted).toBe(1);

    const first = new AbortController();
    const leaving = acquire('both', {}, first.signal);
    const staying = acquire('both');
    first.abort();
    await expect(leaving).rejects.toThrow();
    await expect(staying).resolves.toMatchObject({ isolated: false });
    expect(aborted).toBe(1);
    await pool.close();
  });

  it('signs a shared client in once per generation', async () => {
    const { acquire, codex, pool } = setUp();
    const { pooled } = await acquire('k');
    const { signal } = new AbortController();
    await Promise.all([
      pooled.signIn(granted(1, 'a'), signal),
      pooled.signIn(granted(1, 'a'), signal),
    ]);
    await Promise.all([
      pooled.signIn(granted(2, 'b'), signal),
      pooled.signIn(granted(1, 'a'), signal),
    ]);
    expect(codex.clients[0]?.logins.map(({ generation }) => generation)).toEqual([1, 2]);
    expect(pooled.generation).toBe(2);
    await pool.close();
  });

  it('closes everything, and starts nothing any more', async () => {
    const { acquire, codex, pool } = setUp();
    await acquire('k');
    await acquire('k', { isolated: true });
    await Promise.all([pool.close(), pool.close()]);
    expect(codex.alive).toHaveLength(0);
    await expect(acquire('k', { isolated: true })).rejects.toThrow();
    await expect(acquire('k2')).rejects.toThrow();
  });
});
