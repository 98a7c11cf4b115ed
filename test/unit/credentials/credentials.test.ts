import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { CredentialsBench, rowOf } from '../../fakes/credentials-bench.ts';
import { granted } from '../../fakes/key-credential.ts';

let bench: CredentialsBench;
beforeEach(async () => {
  bench = await CredentialsBench.open();
});
afterEach(() => bench.dispose());

describe('Credentials', () => {
  it('has a row for the built-in credential, which asks for a key', async () => {
    const { credentials } = await bench.start();
    expect(rowOf(credentials, 'openai')).toMatchObject({
      provider: 'OpenAI',
      generation: 0,
      store: 'none',
      state: { phase: 'needs-sign-in', refusedAt: null, waiting: 0, continuing: 0 },
    });
    expect(await credentials.grant('openai')).toBeNull();
    expect(credentials.generation('openai')).toBe(0);
  });

  it('grants what was set, and each new secret is a new generation', async () => {
    const { credentials } = await bench.start();
    expect(await credentials.set('openai', 'first-secret')).toEqual({
      ok: true,
      value: { generation: 1 },
    });
    expect(await credentials.grant('openai')).toEqual(granted(1, 'first-secret'));
    await credentials.set('openai', 'second-secret');
    expect(await credentials.grant('openai')).toEqual(granted(2, 'second-secret'));
    expect(rowOf(credentials, 'openai')?.state).toEqual({ phase: 'not-checked' });
  });

  it('opens the breaker at the first refusal and closes it with a new secret', async () => {
    const { credentials } = await bench.start();
    await credentials.set('openai', 'first-secret');
    credentials.worked('openai', 1, 'docs-bot');
    expect(rowOf(credentials, 'openai')?.state).toEqual({ phase: 'good', lastWorkedAt: 1_000 });
    bench.now = 2_000;
    credentials.refused('openai', 1, 'api-review');
    bench.now = 3_000;
    credentials.refused('openai', 1, 'changelog');
    credentials.worked('openai', 1, 'docs-bot');
    expect(credentials.usable('openai')).toBe(false);
    expect(rowOf(credentials, 'openai')).toMatchObject({
      state: { phase: 'needs-sign-in', refusedAt: 2_000 },
      lastRefusedBy: 'api-review',
      lastWorkedAt: 3_000,
    });
    await credentials.set('openai', 'second-secret');
    expect(credentials.usable('openai')).toBe(true);
  });

  it('does not count a refusal of a generation that is no longer the current one', async () => {
    const { credentials } = await bench.start();
    await credentials.set('openai', 'first-secret');
    await credentials.set('openai', 'second-secret');
    credentials.refused('openai', 1, 'late');
    credentials.refused('openai', 3, 'wrong');
    credentials.refused('openai', 0, 'never sent');
    credentials.worked('openai', 1, 'late');
    expect(credentials.usable('openai')).toBe(true);
    expect(rowOf(credentials, 'openai')?.state).toEqual({ phase: 'not-checked' });
  });

  it('is good again when a check begun after the refusal works', async () => {
    const { credentials } = await bench.start();
    await credentials.set('openai', 'first-secret');
    credentials.refused('openai', 1, 'api-review');
    credentials.saw('openai', 1, { kind: 'worked', at: 9, by: 'check', begunAfterRefusal: true });
    expect(credentials.usable('openai')).toBe(true);
    expect(rowOf(credentials, 'openai')?.state).toEqual({ phase: 'good', lastWorkedAt: 9 });
  });

  it('makes a record for a new id, and refuses one that is none', async () => {
    const { credentials } = await bench.start();
    expect((await credentials.set('corp', 'the-secret')).ok).toBe(true);
    expect(rowOf(credentials, 'corp')).toMatchObject({ provider: 'corp', generation: 1 });
    for (const id of ['../x', 'A B', '', '__proto__', 'x'.repeat(65)]) {
      const reply = await credentials.set(id, 'the-secret');
      expect(reply.ok ? 'ok' : reply.failure.kind).toBe('invalid-input');
    }
  });

  it('adds, and removes what was added with all that was known of it', async () => {
    const { credentials } = await bench.start();
    const added = await credentials.add('Work plan', 'Anthropic', 'the-secret');
    expect(added).toEqual({ ok: true, value: { id: 'work-plan' } });
    credentials.refused('work-plan', 1, 'x');
    await credentials.remove('work-plan');
    expect(rowOf(credentials, 'work-plan')).toBeUndefined();
    expect(await credentials.grant('work-plan')).toBeNull();
    const again = await credentials.remove('work-plan');
    expect(again.ok ? 'ok' : again.failure.kind).toBe('unknown-id');
    await credentials.set('openai', 'the-secret');
    await credentials.remove('openai');
    expect(rowOf(credentials, 'openai')).toMatchObject({ generation: 0 });
  });

  it('shows a limit until it opens or a call works', async () => {
    const { credentials } = await bench.start();
    await credentials.set('openai', 'the-secret');
    expect(credentials.changesAt()).toBeNull();
    credentials.limited('openai', 1, 5_000);
    expect(credentials.changesAt()).toBe(5_000);
    expect(rowOf(credentials, 'openai')?.state).toEqual({ phase: 'limited', opensAt: 5_000 });
    credentials.worked('openai', 1, 'docs-bot');
    expect(rowOf(credentials, 'openai')?.state.phase).toBe('good');
  });

  it('tells who waits of a new secret and of a check that went well, and of nothing else', async () => {
    const { credentials } = await bench.start();
    const told: string[] = [];
    const stop = credentials.onSignedIn(({ id }) => told.push(id));
    await credentials.set('openai', 'the-secret');
    expect(told.splice(0)).toEqual(['openai']);
    credentials.worked('openai', 1, 'docs-bot');
    credentials.limited('openai', 1, null);
    credentials.refused('openai', 1, 'api-review');
    credentials.worked('openai', 1, 'docs-bot');
    expect(told).toEqual([]);
    const seen = { kind: 'worked', at: 1_000, by: 'a check', begunAfterRefusal: true } as const;
    credentials.saw('openai', 1, seen);
    credentials.saw('openai', 1, seen);
    expect(told.splice(0)).toEqual(['openai']);
    credentials.signedIn('openai', true);
    credentials.unlocked('openai');
    expect(told.splice(0)).toEqual(['openai', 'openai']);
    await credentials.add('Work plan', 'Anthropic', 'the-secret');
    expect(told.splice(0)).toEqual(['work-plan']);
    stop();
    await credentials.set('openai', 'another-secret');
    expect(told).toEqual([]);
  });

  it('tells apart what else may be sent with from every other change of a row', async () => {
    const { credentials } = await bench.start();
    let told = 0;
    credentials.onStanding(() => (told += 1));
    await credentials.set('openai', 'the-secret');
    expect(told).toBe(1);
    credentials.worked('openai', 1, 'docs-bot');
    credentials.limited('openai', 1, 5_000);
    credentials.refresh();
    expect(told).toBe(1);
    credentials.refused('openai', 1, 'api-review');
    credentials.refused('openai', 1, 'docs-bot');
    expect(told).toBe(2);
    const seen = { kind: 'worked', at: 1_000, by: 'a check', begunAfterRefusal: true } as const;
    credentials.saw('openai', 1, seen);
    expect(told).toBe(3);
    await credentials.remove('openai');
    expect(told).toBe(4);
  });

  it('tells who listens about changed rows only, and keeps the others as they are', async () => {
    const { credentials } = await bench.start();
    await credentials.set('corp', 'the-secret');
    const [openai, corp] = credentials.list();
    const seen: number[] = [];
    const stop = credentials.subscribe((views) => seen.push(views.length));
    await credentials.set('openai', 'the-secret');
    seen.length = 0;
    credentials.limited('openai', 1, 5_000);
    credentials.limited('openai', 1, 5_000);
    stop();
    credentials.worked('openai', 1, 'docs-bot');
    expect(seen).toEqual([2]);
    expect(credentials.list()[1]).toBe(corp);
    expect(credentials.list()[0]?.version).toBeGreaterThan(openai?.version ?? 0);
  });
});
