import { beforeEach, describe, expect, test } from 'vitest';

import { deferred } from '../../../../electron/base/promises.ts';
import { ana, ben } from '../../../fakes/scripted-account-servers.ts';
import { accountHome, accountRecord, ScriptedAccounts } from '../../../fakes/scripted-accounts.ts';
import { eventually } from '../../../support/eventually.ts';

let bench: ScriptedAccounts;
beforeEach(() => {
  bench = new ScriptedAccounts();
});

describe('a sign-in', () => {
  test('is kept in the password store, survives a restart and is told by its row', async () => {
    const accounts = bench.start();
    expect(accounts.has('ana')).toBe(false);
    await bench.signIn(accounts);
    await accounts.close();
    const later = bench.start();
    expect(later.has('ana')).toBe(true);
    expect(later.facts('ana')).toMatchObject({
      declared: { account: 'ana@example.org', plan: 'plus', canRenew: true, stored: true },
      store: 'keyring',
      acts: ['sign-in', 'check', 'sign-out', 'remove'],
    });
    // The row needed no process for that.
    expect(bench.host.servers).toHaveLength(1);
    expect(await later.grant('ana')).toMatchObject({ kind: 'account', accountId: 'acct-ana' });
    expect(bench.said).toEqual(['signed in ana false', 'worked ana']);
  });

  test('lasts until quit where no password store is there, and says so', async () => {
    bench.keyring = false;
    const accounts = bench.start();
    expect(accounts.facts('ana').acts).toContain('keep-in-file');
    await bench.signIn(accounts);
    expect(accounts.facts('ana')).toMatchObject({ store: 'memory', declared: { stored: false } });
    await accounts.close();
    expect(bench.start().has('ana')).toBe(false);
  });

  test('is kept elsewhere from the next one on, and the row says so until then', async () => {
    const accounts = bench.start();
    await bench.signIn(accounts);
    expect(accounts.facts('ana')).not.toHaveProperty('nextStore');
    bench.records = [accountRecord('ana', { keep: 'file' })];
    expect(accounts.facts('ana')).toMatchObject({ store: 'keyring', nextStore: 'file' });
    expect(accounts.facts('ana').acts).toContain('keep-in-keyring');
    await bench.signIn(accounts);
    expect(accounts.facts('ana')).toMatchObject({ store: 'file' });
    expect(accounts.facts('ana')).not.toHaveProperty('nextStore');
    expect(bench.host.stored.has(accountHome('ana', 'keyring'))).toBe(false);
  });

  test('that the password store does not take is kept until quit by the next one, and says so', async () => {
    const accounts = bench.start();
    const first = await accounts.begin('ana', 'device', new AbortController().signal);
    bench.host.last.endLogin('failed to write OAuth tokens to keyring: no space');
    await first.ended;
    await first.cancel();
    expect(accounts.has('ana')).toBe(false);
    await bench.signIn(accounts);
    expect(bench.host.last.plan.store).toBe('ephemeral');
    expect(accounts.facts('ana')).toMatchObject({
      store: 'memory',
      declared: { stored: false, storeFailed: true },
    });
    expect(accounts.facts('ana').acts).toContain('keep-in-file');
    expect(await accounts.grant('ana')).not.toBeNull();
  });

  test('that fails for another reason says nothing of the password store', async () => {
    const accounts = bench.start();
    const first = await accounts.begin('ana', 'device', new AbortController().signal);
    bench.host.last.endLogin('device auth failed with status 401 Unauthorized');
    await first.ended;
    await first.cancel();
    await bench.signIn(accounts);
    expect(bench.host.last.plan.store).toBe('keyring');
  });

  test('goes to a file only where the person chose that', async () => {
    bench.keyring = false;
    bench.records = [accountRecord('ana', { keep: 'file' })];
    const accounts = bench.start();
    await bench.signIn(accounts);
    expect(accounts.facts('ana')).toMatchObject({ store: 'file', declared: { stored: true } });
    expect(accounts.facts('ana').acts).not.toContain('keep-in-file');
  });

  test('after another one is a generation of its own, a renewal is not', async () => {
    const accounts = bench.start();
    await bench.signIn(accounts);
    const grant = await accounts.grant('ana');
    expect(await accounts.renew('ana', grant?.accessToken ?? '')).toMatchObject({
      kind: 'renewed',
    });
    await bench.signIn(accounts, ben);
    expect(bench.said).toEqual([
      'signed in ana false',
      'worked ana',
      'signed in ana true',
      'worked ana',
    ]);
    expect(accounts.facts('ana').declared).toMatchObject({ account: 'ben@example.org' });
  });

  test('whose backend does not take the token is one that is refused', async () => {
    const detail = 'account/read: workspace routing discovery unauthorized (401)';
    bench.host.read = { kind: 'refused', failure: { kind: 'unexpected', detail, code: '-32603' } };
    const accounts = bench.start();
    await expect(bench.signIn(accounts, ana, false)).rejects.toMatchObject({ failure: { detail } });
    expect(bench.said).toEqual(['signed in ana false', 'refused ana -32603']);
  });

  test('whose backend cannot be asked is one all the same', async () => {
    bench.host.read = { kind: 'unknown', failure: { kind: 'unexpected', detail: '', code: null } };
    await bench.signIn(bench.start(), ana, false);
    expect(bench.said).toEqual(['signed in ana false']);
  });

  test('with a token that is no JWT is none, and the one before stays', async () => {
    const accounts = bench.start();
    await bench.signIn(accounts);
    const begun = await accounts.begin('ana', 'device', new AbortController().signal);
    const opaque = {
      ...begun,
      status: () => Promise.resolve({ kind: 'token', accessToken: 'opaque' } as const),
    };
    await expect(accounts.keep('ana', opaque, true)).rejects.toMatchObject({
      failure: { kind: 'protocol' },
    });
    expect(accounts.facts('ana').declared.account).toBe('ana@example.org');
    expect(bench.said).toHaveLength(2);
  });
});

test('signed out is gone at the issuer, here, and after a restart', async () => {
  const accounts = bench.start();
  await bench.signIn(accounts);
  await accounts.signOut('ana');
  expect(bench.host.logouts).toEqual([accountHome('ana', 'keyring')]);
  expect(accounts.has('ana')).toBe(false);
  expect(bench.start().has('ana')).toBe(false);
});

describe('a sign-in that takes the place of one kept elsewhere', () => {
  test('is given to who waits before the old one is cleared away', async () => {
    const accounts = bench.start();
    await bench.signIn(accounts);
    bench.records = [accountRecord('ana', { keep: 'file' })];
    const clearing = deferred<null>();
    const old = bench.host.last;
    const close = old.close.bind(old);
    old.close = () => clearing.promise.then(close);
    const kept = bench.signIn(accounts, ben);
    await eventually(() => expect(bench.said).toContain('signed in ana true'));
    expect(bench.host.logouts).toEqual([]);
    clearing.resolve(null);
    await kept;
    expect(bench.host.logouts).toEqual([accountHome('ana', 'keyring')]);
  });

  test('stands also when the old one cannot be cleared away', async () => {
    const accounts = bench.start();
    await bench.signIn(accounts);
    bench.records = [accountRecord('ana', { keep: 'file' })];
    bench.host.last.close = () => Promise.reject(new Error('it hangs'));
    await bench.signIn(accounts, ben);
    expect(accounts.facts('ana')).toMatchObject({
      declared: { account: 'ben@example.org' },
      store: 'file',
    });
  });
});
