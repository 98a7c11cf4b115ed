import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { CredentialsBench, rowOf } from '../../../fakes/credentials-bench.ts';
import { granted } from '../../../fakes/key-credential.ts';

let bench: CredentialsBench;
beforeEach(async () => {
  bench = await CredentialsBench.open();
});
afterEach(() => bench.dispose());

describe('Credentials', () => {
  it('holds a key that the password store fails on, says it once, and stores it when asked again', async () => {
    const { credentials, notStored } = await bench.start();
    await credentials.set('openai', 'an-older-secret');
    const encrypt = vi.spyOn(bench.box, 'encrypt').mockImplementation(() => {
      throw new Error('the keyring is full');
    });
    await credentials.set('openai', 'the-secret');
    expect(notStored).toEqual(['openai']);
    expect(await credentials.grant('openai')).toEqual(granted(2, 'the-secret'));
    expect(rowOf(credentials, 'openai')).toMatchObject({
      store: 'memory',
      state: { phase: 'cannot-store', failed: true },
      acts: ['set-key', 'store-again', 'check', 'remove'],
    });
    const again = await credentials.storeAgain('openai');
    expect(again).toMatchObject({ ok: false, failure: { kind: 'storage' } });
    expect(JSON.stringify(again)).not.toContain('the-secret');
    expect(notStored).toEqual(['openai']);
    // Neither the old key nor the new one is there after a quit now.
    expect(await (await bench.start()).credentials.grant('openai')).toBeNull();
    encrypt.mockRestore();
    expect(await credentials.storeAgain('openai')).toEqual({ ok: true, value: null });
    expect(await credentials.storeAgain('openai')).toBeNull();
    expect(rowOf(credentials, 'openai')).toMatchObject({
      store: 'keyring',
      generation: 2,
      state: { phase: 'not-checked' },
      acts: ['set-key', 'check', 'remove'],
    });
    expect((await (await bench.start()).credentials.grant('openai'))?.grant).toEqual({
      kind: 'api-key',
      secret: 'the-secret',
    });
  });

  it('works on with a full disk and says which sign-in was not stored', async () => {
    const { credentials, notStored, file } = await bench.start(() =>
      Promise.reject(new Error('ENOSPC: no space left on device')),
    );
    expect((await credentials.set('openai', 'the-secret')).ok).toBe(true);
    expect(notStored).toEqual(['openai']);
    expect(await credentials.grant('openai')).toEqual(granted(1, 'the-secret'));
    expect(rowOf(credentials, 'openai')?.store).toBe('memory');
    await file.close();
  });
});
