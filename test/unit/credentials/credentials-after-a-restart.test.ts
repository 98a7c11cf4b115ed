import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { CredentialsBench, rowOf } from '../../fakes/credentials-bench.ts';
import { granted } from '../../fakes/key-credential.ts';

let bench: CredentialsBench;
beforeEach(async () => {
  bench = await CredentialsBench.open();
});
afterEach(() => bench.dispose());

describe('Credentials', () => {
  it('remembers across a restart what was refused, and where the numbering stood', async () => {
    const before = await bench.start();
    await before.credentials.set('openai', 'first-secret');
    before.credentials.refused('openai', 1, 'api-review');
    await before.file.close();
    const after = await bench.start();
    expect(after.credentials.usable('openai')).toBe(false);
    expect(await after.credentials.set('openai', 'x-second-secret')).toMatchObject({
      value: { generation: 2 },
    });
    await after.file.close();
    expect(await readFile(bench.observedPath, 'utf8')).not.toContain('secret"');
    expect(JSON.stringify(bench.settingsFile.stored ?? {})).not.toContain('x-second-secret');
  });

  it('reads what an earlier version stored, which knew neither codes nor when a limit was told', async () => {
    const before = await bench.start();
    await before.credentials.set('openai', 'first-secret');
    await before.file.close();
    const old = {
      generation: 1,
      lastWorkedAt: 400,
      lastWorkedBy: 'docs-bot',
      workedGeneration: 1,
      lastRefusedAt: null,
      lastRefusedBy: null,
      refusedGeneration: 0,
      limit: { opensAt: 9_000 },
    };
    const text = JSON.stringify({ v: 1, credentials: { openai: old } });
    await writeFile(bench.observedPath, text);
    const after = await bench.start();
    expect(rowOf(after.credentials, 'openai')).toMatchObject({
      state: { phase: 'limited', opensAt: 9_000 },
      lastWorkedAt: 400,
      lastRefusedCode: null,
    });
  });

  it('keeps the code of a refusal across a restart', async () => {
    const before = await bench.start();
    await before.credentials.set('openai', 'first-secret');
    before.credentials.refused('openai', 1, 'api-review', 'unauthorized');
    await before.file.close();
    const after = await bench.start();
    expect(rowOf(after.credentials, 'openai')?.lastRefusedCode).toBe('unauthorized');
  });

  it('asks again after a restart without a password store, and never reuses a number', async () => {
    bench.box.keyring = { phase: 'none', why: 'none here' };
    const before = await bench.start();
    await before.credentials.set('openai', 'first-secret');
    expect(rowOf(before.credentials, 'openai')).toMatchObject({
      store: 'memory',
      state: { phase: 'cannot-store' },
    });
    await before.file.close();
    const after = await bench.start();
    expect(after.credentials.generation('openai')).toBe(0);
    await after.credentials.set('openai', 'again-secret');
    expect(after.credentials.generation('openai')).toBe(2);
  });

  it('counts a key that a backup brings back after another one was in use as one of its own', async () => {
    const first = await bench.start();
    await first.credentials.set('openai', 'first-secret');
    first.credentials.refused('openai', 1, 'api-review');
    await first.file.close();
    const backup = join(bench.folder, 'backup');
    await cp(join(bench.folder, 'vault'), backup, { recursive: true });
    bench.box.keyring = { phase: 'locked' };
    const locked = await bench.start();
    expect(rowOf(locked.credentials, 'openai')).toMatchObject({
      generation: 0,
      store: 'keyring',
      acts: ['set-key', 'remove'],
    });
    await locked.credentials.set('openai', 'second-secret');
    locked.credentials.worked('openai', 2, 'docs-bot');
    expect(rowOf(locked.credentials, 'openai')).toMatchObject({ state: { phase: 'good' } });
    await locked.file.close();
    await cp(backup, join(bench.folder, 'vault'), { recursive: true });
    bench.box.keyring = { phase: 'unlocked', backend: 'scripted' };
    const later = await bench.start();
    expect(await later.credentials.grant('openai')).toEqual(granted(3, 'first-secret'));
    // What worked was the other key, so nothing is known of this one.
    expect(rowOf(later.credentials, 'openai')).toMatchObject({
      generation: 3,
      state: { phase: 'not-checked' },
    });
    await later.file.close();
    const again = await bench.start();
    expect(again.credentials.generation('openai')).toBe(3);
    const observed = await readFile(bench.observedPath, 'utf8');
    for (const secret of ['first-secret', 'second-secret']) expect(observed).not.toContain(secret);
  });

  it('never reuses a number when only what was observed is lost', async () => {
    const before = await bench.start();
    await before.credentials.set('openai', 'first-secret');
    await before.file.close();
    await writeFile(bench.observedPath, '{"v":1,"cred');
    const after = await bench.start();
    expect(after.credentials.generation('openai')).toBe(1);
    await after.credentials.set('openai', 'again-secret');
    expect(after.credentials.generation('openai')).toBe(2);
    expect(await readFile(`${bench.observedPath}.broken`, 'utf8')).toContain('cred');
  });
});
