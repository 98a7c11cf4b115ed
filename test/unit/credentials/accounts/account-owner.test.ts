import { beforeEach, describe, expect, test } from 'vitest';

import type { AccountOwner } from '../../../../electron/credentials/accounts/account-owner.ts';
import { deferred } from '../../../../electron/base/promises.ts';
import { settle } from '../../../fakes/manual-clock.ts';
import { OwnerBench } from '../../../fakes/owner-bench.ts';
import { ben } from '../../../fakes/scripted-account-servers.ts';

let bench: OwnerBench;
beforeEach(() => {
  bench = new OwnerBench();
});

describe('the process of an owner', () => {
  test('is started on need and rests when nobody needs it', async () => {
    const { clock, host, restMs } = bench;
    const { owner } = bench.signedIn('keyring');
    expect(host.servers).toHaveLength(0);
    await owner.status();
    await clock.advance(restMs - 1);
    expect(host.alive).toHaveLength(1);
    await clock.advance(1);
    expect(host.alive).toHaveLength(0);
    expect(await owner.status()).toMatchObject({ kind: 'token' });
    expect(host.servers).toHaveLength(2);
  });

  test('stays while it is needed again', async () => {
    const { clock, host, restMs } = bench;
    const { owner } = bench.signedIn('keyring');
    for (let n = 0; n < 3; n += 1) {
      await owner.status();
      await clock.advance(restMs - 1);
    }
    expect(host.servers).toHaveLength(1);
  });

  test('does not rest while the sign-in is in its memory', async () => {
    const { clock, host, restMs } = bench;
    const owner = bench.ownerOf(null);
    await bench.approved(owner, 'ephemeral');
    await clock.advance(restMs * 10);
    expect(host.alive).toHaveLength(1);
    expect(await owner.status()).toMatchObject({ kind: 'token' });
  });

  test('is started again when it died, and the question asked again', async () => {
    const { host } = bench;
    const { owner } = bench.signedIn('keyring');
    await owner.status();
    host.last.die();
    await settle();
    expect(await owner.status()).toMatchObject({ kind: 'token' });
    expect(host.servers).toHaveLength(2);
  });

  test('takes a sign-in with it that was in its memory, and says so', async () => {
    const { host } = bench;
    const owner = bench.ownerOf(null);
    await bench.approved(owner, 'ephemeral');
    const before = bench.changes;
    host.last.die();
    await settle();
    expect(owner.place).toBeNull();
    expect(bench.changes).toBeGreaterThan(before);
    expect(await owner.status()).toEqual({ kind: 'signed-out' });
  });

  test('is gone once the owner was closed, also when it was just being started', async () => {
    const { host } = bench;
    const { owner } = bench.signedIn('keyring');
    const started = deferred<undefined>();
    host.onStart = () => started.promise.then(() => undefined);
    const asked = owner.status().catch(() => null);
    await settle();
    const closing = owner.close();
    started.resolve(undefined);
    await closing;
    await asked;
    expect(host.alive).toHaveLength(0);
  });
});

describe('a sign-in', () => {
  test('that fails harms the one in memory before it as little as one that is cancelled', async () => {
    const { host } = bench;
    const owner = bench.ownerOf(null);
    await bench.approved(owner, 'ephemeral');
    const before = await owner.status();
    host.onLogin = () => Promise.reject(new Error('the issuer hangs'));
    await expect(
      owner.signIn('device', 'ephemeral', new AbortController().signal),
    ).rejects.toThrow();
    host.onLogin = () => Promise.resolve();
    const begun = await owner.signIn('device', 'ephemeral', new AbortController().signal);
    await begun.cancel();
    await begun.cancel();
    expect(host.last.cancelled).toHaveLength(1);
    expect(await owner.status()).toEqual(before);
    expect(host.alive).toHaveLength(1);
  });

  test('at an issuer that hangs costs a stored sign-in nothing but a new process', async () => {
    const { host } = bench;
    const { owner, token } = bench.signedIn('keyring');
    host.onLogin = () => Promise.reject(new Error('no answer for 15 s'));
    await expect(owner.signIn('device', 'keyring', new AbortController().signal)).rejects.toThrow();
    expect(host.alive).toHaveLength(0);
    expect(await owner.status()).toEqual({ kind: 'token', accessToken: token });
  });

  test('that cannot be cancelled either ends its process, and the next need starts another', async () => {
    const { host } = bench;
    const { owner, token } = bench.signedIn('keyring');
    const begun = await owner.signIn('device', 'keyring', new AbortController().signal);
    host.last.cancelLogin = () => Promise.reject(new Error('no answer for 2 s'));
    await begun.cancel();
    expect(host.alive).toHaveLength(0);
    expect(await owner.status()).toEqual({ kind: 'token', accessToken: token });
  });

  test('is not taken for done because the token of the one before was renewed', async () => {
    const { host } = bench;
    const changes: string[] = [];
    const begin = async (owner: AccountOwner, which: string): Promise<void> => {
      const begun = await owner.signIn('device', 'keyring', new AbortController().signal);
      begun.onChange(() => changes.push(which));
      host.last.listener.onChange();
      await settle();
    };
    await begin(bench.signedIn('keyring').owner, 'beside a good one');
    await begin(bench.ownerOf(null), 'the first');
    const { owner } = bench.signedIn('keyring');
    host.mode = 'refuses';
    await owner.renew(null);
    await begin(owner, 'after a refused one');
    expect(changes).toEqual(['the first', 'after a refused one']);
  });

  test('that is kept takes the place of the one before, whose process goes', async () => {
    const { host } = bench;
    const owner = bench.ownerOf(null);
    await bench.approved(owner, 'ephemeral');
    const first = host.last;
    await bench.approved(owner, 'ephemeral', ben);
    expect(first.alive).toBe(false);
    expect(host.alive).toHaveLength(1);
    expect(owner.place).toBe('ephemeral');
  });

  test('that moves to another place leaves nothing in the old one', async () => {
    const { host } = bench;
    const { owner } = bench.signedIn('file');
    await owner.status();
    await bench.approved(owner, 'keyring');
    expect(owner.place).toBe('keyring');
    expect(host.logouts).toEqual(['/accounts/ana/file']);
    expect(host.alive.map(({ plan }) => plan.store)).toEqual(['keyring']);
  });

  test('that was signed out of is gone at its issuer and here', async () => {
    const { host } = bench;
    const { owner } = bench.signedIn('keyring');
    await owner.signOut();
    expect(host.logouts).toEqual(['/accounts/ana/keyring']);
    expect(owner.place).toBeNull();
    expect(host.alive).toHaveLength(0);
    expect(await owner.renew(null)).toEqual({ kind: 'signed-out' });
  });
});
