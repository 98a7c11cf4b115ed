import { beforeEach, describe, expect, test } from 'vitest';

import { deferred } from '../../../../electron/base/promises.ts';
import { settle } from '../../../fakes/manual-clock.ts';
import { OwnerBench } from '../../../fakes/owner-bench.ts';
import { ben } from '../../../fakes/scripted-account-servers.ts';

let bench: OwnerBench;
beforeEach(() => {
  bench = new OwnerBench();
});

describe('one owner, one refresh', () => {
  test('ten that ask at once cost the issuer one refresh, and get the same new token', async () => {
    const { host } = bench;
    const { owner, token } = bench.signedIn('keyring');
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
    const { host } = bench;
    const { owner, token } = bench.signedIn('keyring');
    const first = await owner.renew(token);
    const second = await owner.renew(token);
    expect(second).toEqual(first);
    expect(host.refreshes).toBe(1);
  });

  test('one that holds the current token gets another one, also while the holder of an older asks', async () => {
    const { host } = bench;
    const { owner, token } = bench.signedIn('keyring');
    const current = await owner.renew(token);
    const held = current.kind === 'token' ? current.accessToken : null;
    const [older, newer] = await Promise.all([owner.renew(token), owner.renew(held)]);
    expect(older).toEqual(current);
    expect(newer).toMatchObject({ kind: 'token' });
    expect(newer).not.toEqual(current);
    expect(host.refreshes).toBe(2);
  });

  test('a check asks the issuer, also while the holder of an older token asks', async () => {
    const { host } = bench;
    const { owner, token } = bench.signedIn('keyring');
    await owner.renew(token);
    await Promise.all([owner.renew(token), owner.renew(null)]);
    expect(host.refreshes).toBe(2);
  });

  test('while a renewal is in flight, it is said since when', async () => {
    const { clock, host } = bench;
    const { owner, token } = bench.signedIn('keyring');
    host.refreshing = deferred();
    const renewing = owner.renew(token);
    expect(owner.renewingSince).toBe(clock.now());
    expect(bench.changes).toBe(1);
    await settle();
    host.refreshing.resolve(undefined);
    await renewing;
    expect(owner.renewingSince).toBeNull();
    expect(bench.changes).toBe(2);
  });

  test('an issuer that cannot be reached refuses nothing', async () => {
    const { host } = bench;
    const { owner, token } = bench.signedIn('keyring');
    host.mode = 'offline';
    expect(await owner.renew(token)).toEqual({ kind: 'unavailable' });
    host.mode = 'renews';
    expect(await owner.renew(token)).toMatchObject({ kind: 'token' });
  });

  test('a codex that cannot be started refuses nothing', async () => {
    const { host } = bench;
    const { owner, token } = bench.signedIn('keyring');
    host.onStart = () => Promise.reject(new Error('ENOENT'));
    expect(await owner.renew(token)).toEqual({ kind: 'unavailable' });
  });

  test('a refusal with a reason counts at once', async () => {
    const { host } = bench;
    const { owner, token } = bench.signedIn('keyring');
    host.mode = 'refuses';
    expect(await owner.renew(token)).toEqual({ kind: 'refused' });
    expect(host.refreshes).toBe(1);
  });
});

describe('a refusal without a reason', () => {
  test('is none where the backend cannot be reached either', async () => {
    const { host } = bench;
    const { owner, token } = bench.signedIn('keyring');
    host.mode = 'page-401';
    host.read = { kind: 'unknown', failure: { kind: 'unexpected', detail: '', code: null } };
    expect(await owner.renew(token)).toEqual({ kind: 'unavailable' });
    // codex asks no more in that process; the sign-in is still in its place.
    host.mode = 'renews';
    expect(await owner.renew(token)).toMatchObject({ kind: 'token' });
    expect(host.servers).toHaveLength(2);
  });

  test('counts where the backend answers and the issuer refuses again', async () => {
    const { host } = bench;
    const { owner, token } = bench.signedIn('file');
    host.mode = 'page-401';
    expect(await owner.renew(token)).toEqual({ kind: 'refused' });
    expect(host.refreshes).toBe(2);
  });

  test.each(['keyring', 'file', 'codex'] as const)(
    'once, as a portal gives it, is none for a sign-in kept in %s',
    async (place) => {
      const { clock, host } = bench;
      const { owner, token } = bench.signedIn(place);
      host.mode = 'page-401';
      host.onStart = () => {
        if (host.servers.length > 0) host.mode = 'renews';
        return Promise.resolve();
      };
      const renewing = owner.renew(token);
      await clock.advance(2_000);
      expect(await renewing).toMatchObject({ kind: 'token' });
    },
  );

  test.each(['page-401', 'refuses'] as const)(
    'that codex only remembers (%s) does not decide: a fresh process asks',
    async (mode) => {
      const { host } = bench;
      const { owner, token } = bench.signedIn('keyring');
      await owner.status();
      host.mode = mode;
      await host.servers[0]?.renewByItself();
      host.mode = 'renews';
      expect(await owner.renew(token)).toMatchObject({ kind: 'token' });
      expect(host.servers).toHaveLength(2);
    },
  );

  test('that is remembered counts when the issuer refuses the fresh process too', async () => {
    const { host } = bench;
    const { owner } = bench.signedIn('keyring');
    await owner.status();
    host.mode = 'refuses';
    await host.servers[0]?.renewByItself();
    expect(await owner.renew(null)).toEqual({ kind: 'refused' });
    expect(host.refreshes).toBe(2);
  });

  test('ends a sign-in that was in memory only', async () => {
    const { host } = bench;
    const owner = bench.ownerOf(null);
    await bench.approved(owner, 'ephemeral');
    host.mode = 'page-401';
    expect(await owner.renew(null)).toEqual({ kind: 'refused' });
    expect(host.alive).toHaveLength(1);
  });
});

describe('a home that the person’s own codex uses as well', () => {
  test('a refused renewal is looked at once more after 2 s', async () => {
    const { clock, host } = bench;
    const { owner, token } = bench.signedIn('codex');
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
    const { host } = bench;
    const { owner } = bench.signedIn('codex');
    await owner.status();
    await owner.signOut();
    expect(host.logouts).toEqual([]);
  });

  test('is read by a new process after it was changed', async () => {
    const { host } = bench;
    const { owner } = bench.signedIn('codex');
    await owner.status();
    host.signIn('/accounts/ana/codex', ben);
    owner.changedOutside('codex');
    await owner.status();
    expect(host.servers).toHaveLength(2);
    expect(host.alive).toHaveLength(1);
  });
});
