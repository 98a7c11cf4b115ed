import { beforeEach, describe, expect, test } from 'vitest';

import { AccountOwner } from '../../../electron/credentials/account-owner.ts';
import type { AccountPlace } from '../../../electron/credentials/open-account.ts';
import { deferred } from '../../../electron/deferred.ts';
import { silentLog } from '../../../electron/log.ts';
import { ManualClock, settle } from '../../fakes/manual-clock.ts';
import { openScriptedAccount } from '../../fakes/open-scripted-account.ts';
import { ana, ben, ScriptedAccountServers } from '../../fakes/scripted-account-servers.ts';

const restMs = 60_000;

let clock: ManualClock;
let host: ScriptedAccountServers;
let changes: number;
let homes: number;

beforeEach(() => {
  clock = new ManualClock();
  host = new ScriptedAccountServers();
  changes = 0;
  homes = 0;
});

/** A home per place, and a new one for each sign-in in memory. */
const open = openScriptedAccount(
  () => host,
  (id, place) => {
    homes += 1;
    return `/accounts/${id}/${place === 'ephemeral' ? `memory-${homes}` : place}`;
  },
);

const ownerOf = (place: AccountPlace | null): AccountOwner =>
  new AccountOwner({
    id: 'ana',
    open,
    clock,
    log: silentLog,
    restMs,
    place,
    onChange: () => (changes += 1),
  });

/** An owner whose sign-in is in a place since an earlier run. */
const signedIn = (
  place: AccountPlace,
): { readonly owner: AccountOwner; readonly token: string } => ({
  owner: ownerOf(place),
  token: host.signIn(`/accounts/ana/${place}`, ana),
});

const approved = async (
  owner: AccountOwner,
  place: 'keyring' | 'file' | 'ephemeral',
  person = ana,
): Promise<void> => {
  const begun = await owner.signIn('device', place, new AbortController().signal);
  host.last.approve(person);
  expect(await begun.ended).toMatchObject({ success: true });
  await begun.keep();
};

describe('one owner, one refresh', () => {
  test('ten that ask at once cost the issuer one refresh, and get the same new token', async () => {
    const { owner, token } = signedIn('keyring');
    host.refreshing = deferred();
    const asked = Array.from({ length: 10 }, () => owner.renew(token));
    await settle();
    host.refreshing.resolve(undefined);
    const answers = await Promise.all(asked);
    expect(host.refreshes).toBe(1);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ kind: 'token' });
    expect(answers[0]).not.toMatchObject({ accessToken: token });
    expect(host.servers).toHaveLength(1);
  });

  test('one that holds an older token is handed the current one, without a refresh', async () => {
    const { owner, token } = signedIn('keyring');
    const first = await owner.renew(token);
    const second = await owner.renew(token);
    expect(second).toEqual(first);
    expect(host.refreshes).toBe(1);
  });

  test('while a renewal is in flight, it is said since when', async () => {
    const { owner, token } = signedIn('keyring');
    host.refreshing = deferred();
    const renewing = owner.renew(token);
    expect(owner.renewingSince).toBe(clock.now());
    expect(changes).toBe(1);
    await settle();
    host.refreshing.resolve(undefined);
    await renewing;
    expect(owner.renewingSince).toBeNull();
    expect(changes).toBe(2);
  });

  test('an issuer that cannot be reached refuses nothing', async () => {
    const { owner, token } = signedIn('keyring');
    host.mode = 'offline';
    expect(await owner.renew(token)).toEqual({ kind: 'unavailable' });
    host.mode = 'renews';
    expect(await owner.renew(token)).toMatchObject({ kind: 'token' });
  });

  test('a codex that cannot be started refuses nothing', async () => {
    const { owner, token } = signedIn('keyring');
    host.onStart = () => Promise.reject(new Error('ENOENT'));
    expect(await owner.renew(token)).toEqual({ kind: 'unavailable' });
  });

  test('a refusal with a reason counts at once', async () => {
    const { owner, token } = signedIn('keyring');
    host.mode = 'refuses';
    expect(await owner.renew(token)).toEqual({ kind: 'refused' });
    expect(host.refreshes).toBe(1);
  });
});

describe('a refusal without a reason', () => {
  test('is none where the backend cannot be reached either', async () => {
    const { owner, token } = signedIn('keyring');
    host.mode = 'page-401';
    host.read = { kind: 'unknown', failure: { kind: 'unexpected', detail: '', code: null } };
    expect(await owner.renew(token)).toEqual({ kind: 'unavailable' });
    // codex asks no more in that process; the sign-in is still in its place.
    host.mode = 'renews';
    expect(await owner.renew(token)).toMatchObject({ kind: 'token' });
    expect(host.servers).toHaveLength(2);
  });

  test('counts where the backend answers and the issuer refuses again', async () => {
    const { owner, token } = signedIn('file');
    host.mode = 'page-401';
    expect(await owner.renew(token)).toEqual({ kind: 'refused' });
    expect(host.refreshes).toBe(2);
  });

  test('ends a sign-in that was in memory only', async () => {
    const owner = ownerOf(null);
    await approved(owner, 'ephemeral');
    host.mode = 'page-401';
    expect(await owner.renew(null)).toEqual({ kind: 'refused' });
    expect(host.alive).toHaveLength(1);
  });
});

describe('a home that the person’s own codex uses as well', () => {
  test('a refused renewal is looked at once more after 2 s', async () => {
    const { owner, token } = signedIn('codex');
    host.mode = 'refuses';
    const renewing = owner.renew(token);
    await clock.advance(1_999);
    let over = false;
    void renewing.then(() => (over = true));
    await settle();
    expect(over).toBe(false);
    await clock.advance(1);
    expect(await renewing).toEqual({ kind: 'refused' });
  });

  test('is never signed out of', async () => {
    const { owner } = signedIn('codex');
    await owner.status();
    await owner.signOut();
    expect(host.logouts).toEqual([]);
  });

  test('is read by a new process after it was changed', async () => {
    const { owner } = signedIn('codex');
    await owner.status();
    host.signIn('/accounts/ana/codex', ben);
    owner.changedOutside('codex');
    await owner.status();
    expect(host.servers).toHaveLength(2);
    expect(host.alive).toHaveLength(1);
  });
});

describe('the process of an owner', () => {
  test('is started on need and rests when nobody needs it', async () => {
    const { owner } = signedIn('keyring');
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
    const { owner } = signedIn('keyring');
    for (let n = 0; n < 3; n += 1) {
      await owner.status();
      await clock.advance(restMs - 1);
    }
    expect(host.servers).toHaveLength(1);
  });

  test('does not rest while the sign-in is in its memory', async () => {
    const owner = ownerOf(null);
    await approved(owner, 'ephemeral');
    await clock.advance(restMs * 10);
    expect(host.alive).toHaveLength(1);
    expect(await owner.status()).toMatchObject({ kind: 'token' });
  });

  test('is started again when it died, and the question asked again', async () => {
    const { owner } = signedIn('keyring');
    await owner.status();
    host.last.die();
    await settle();
    expect(await owner.status()).toMatchObject({ kind: 'token' });
    expect(host.servers).toHaveLength(2);
  });

  test('takes a sign-in with it that was in its memory, and says so', async () => {
    const owner = ownerOf(null);
    await approved(owner, 'ephemeral');
    const before = changes;
    host.last.die();
    await settle();
    expect(owner.place).toBeNull();
    expect(changes).toBeGreaterThan(before);
    expect(await owner.status()).toEqual({ kind: 'signed-out' });
  });

  test('is gone once the owner was closed, also when it was just being started', async () => {
    const { owner } = signedIn('keyring');
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
    const owner = ownerOf(null);
    await approved(owner, 'ephemeral');
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
    const { owner, token } = signedIn('keyring');
    host.onLogin = () => Promise.reject(new Error('no answer for 15 s'));
    await expect(owner.signIn('device', 'keyring', new AbortController().signal)).rejects.toThrow();
    expect(host.alive).toHaveLength(0);
    expect(await owner.status()).toEqual({ kind: 'token', accessToken: token });
  });

  test('that is kept takes the place of the one before, whose process goes', async () => {
    const owner = ownerOf(null);
    await approved(owner, 'ephemeral');
    const first = host.last;
    await approved(owner, 'ephemeral', ben);
    expect(first.alive).toBe(false);
    expect(host.alive).toHaveLength(1);
    expect(owner.place).toBe('ephemeral');
  });

  test('that moves to another place leaves nothing in the old one', async () => {
    const { owner } = signedIn('file');
    await owner.status();
    await approved(owner, 'keyring');
    expect(owner.place).toBe('keyring');
    expect(host.logouts).toEqual(['/accounts/ana/file']);
    expect(host.alive.map(({ plan }) => plan.store)).toEqual(['keyring']);
  });

  test('that was signed out of is gone at its issuer and here', async () => {
    const { owner } = signedIn('keyring');
    await owner.signOut();
    expect(host.logouts).toEqual(['/accounts/ana/keyring']);
    expect(owner.place).toBeNull();
    expect(host.alive).toHaveLength(0);
    expect(await owner.renew(null)).toEqual({ kind: 'signed-out' });
  });
});
