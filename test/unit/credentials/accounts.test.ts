import { beforeEach, describe, expect, test, vi } from 'vitest';

import type { AccountNote } from '../../../electron/credentials/account-note.ts';
import { Accounts } from '../../../electron/credentials/accounts.ts';
import { KeyringReach } from '../../../electron/credentials/keyring-reach.ts';
import type { AuthStatus } from '../../../electron/codex/account-server.ts';
import { deferred } from '../../../electron/deferred.ts';
import { silentLog } from '../../../electron/log.ts';
import type { AccountRecord } from '../../../shared/settings.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { openScriptedAccount } from '../../fakes/open-scripted-account.ts';
import { ana, ben, ScriptedAccountServers } from '../../fakes/scripted-account-servers.ts';
import { eventually } from '../../support/eventually.ts';

let clock: ManualClock;
let host: ScriptedAccountServers;
let records: AccountRecord[];
let notes: ReadonlyMap<string, AccountNote>;
let keyring: boolean;
let usable: boolean;
let generation: number;
let said: string[];
let known: string[];

const record = (id: string, part: Partial<AccountRecord> = {}): AccountRecord => ({
  id,
  label: id,
  provider: 'OpenAI',
  kind: 'account',
  home: 'own',
  keep: 'keyring',
  ...part,
});

beforeEach(() => {
  clock = new ManualClock();
  host = new ScriptedAccountServers();
  records = [record('ana'), record('adopted', { home: 'codex' })];
  notes = new Map();
  keyring = true;
  usable = true;
  generation = 0;
  said = [];
  known = [];
});

const homeOf = (id: string, place: string): string => `/accounts/${id}/${place}`;

const open = openScriptedAccount(() => host, homeOf);

const reach = (isOpen = true): KeyringReach =>
  new KeyringReach({
    ask: () => Promise.resolve(keyring),
    isOpen,
    onChange: () => said.push('the password store'),
  });

const start = (isOpen = true): Accounts =>
  new Accounts({
    records: () => records,
    notes,
    saveNotes: (saved) => {
      notes = new Map(saved);
    },
    open,
    keyring: reach(isOpen),
    toBeKept: true,
    usable: () => usable,
    generation: () => generation,
    signInOf: () => null,
    clock,
    log: silentLog,
    know: (secret) => known.push(secret),
    restMs: 60_000,
    onChange: () => undefined,
    onSignedIn: (id, afterAnother) => {
      generation += 1;
      said.push(`signed in ${id} ${String(afterAnother)}`);
    },
    onRefused: (id, code) => said.push(`refused ${id} ${code}`),
    onWorked: (id) => said.push(`worked ${id}`),
  });

const signIn = async (accounts: Accounts, person = ana, proven = true): Promise<void> => {
  const begun = await accounts.begin('ana', 'device', new AbortController().signal);
  host.last.approve(person);
  await accounts.keep('ana', begun, proven);
};

describe('a sign-in', () => {
  test('is kept in the password store, survives a restart and is told by its row', async () => {
    const accounts = start();
    expect(accounts.has('ana')).toBe(false);
    await signIn(accounts);
    await accounts.close();
    const later = start();
    expect(later.has('ana')).toBe(true);
    expect(later.facts('ana')).toMatchObject({
      declared: { account: 'ana@example.org', plan: 'plus', canRenew: true, stored: true },
      store: 'keyring',
      acts: ['sign-in', 'check', 'sign-out', 'remove'],
    });
    // The row needed no process for that.
    expect(host.servers).toHaveLength(1);
    expect(await later.grant('ana')).toMatchObject({ kind: 'account', accountId: 'acct-ana' });
    expect(said).toEqual(['signed in ana false', 'worked ana']);
  });

  test('lasts until quit where no password store is there, and says so', async () => {
    keyring = false;
    const accounts = start();
    expect(accounts.facts('ana').acts).toContain('keep-in-file');
    await signIn(accounts);
    expect(accounts.facts('ana')).toMatchObject({ store: 'memory', declared: { stored: false } });
    await accounts.close();
    expect(start().has('ana')).toBe(false);
  });

  test('is kept elsewhere from the next one on, and the row says so until then', async () => {
    const accounts = start();
    await signIn(accounts);
    expect(accounts.facts('ana')).not.toHaveProperty('nextStore');
    records = [record('ana', { keep: 'file' })];
    expect(accounts.facts('ana')).toMatchObject({ store: 'keyring', nextStore: 'file' });
    expect(accounts.facts('ana').acts).toContain('keep-in-keyring');
    await signIn(accounts);
    expect(accounts.facts('ana')).toMatchObject({ store: 'file' });
    expect(accounts.facts('ana')).not.toHaveProperty('nextStore');
    expect(host.stored.has(homeOf('ana', 'keyring'))).toBe(false);
  });

  test('that the password store does not take is kept until quit by the next one, and says so', async () => {
    const accounts = start();
    const first = await accounts.begin('ana', 'device', new AbortController().signal);
    host.last.endLogin('failed to write OAuth tokens to keyring: no space');
    await first.ended;
    await first.cancel();
    expect(accounts.has('ana')).toBe(false);
    await signIn(accounts);
    expect(host.last.plan.store).toBe('ephemeral');
    expect(accounts.facts('ana')).toMatchObject({
      store: 'memory',
      declared: { stored: false, storeFailed: true },
    });
    expect(accounts.facts('ana').acts).toContain('keep-in-file');
    expect(await accounts.grant('ana')).not.toBeNull();
  });

  test('that fails for another reason says nothing of the password store', async () => {
    const accounts = start();
    const first = await accounts.begin('ana', 'device', new AbortController().signal);
    host.last.endLogin('device auth failed with status 401 Unauthorized');
    await first.ended;
    await first.cancel();
    await signIn(accounts);
    expect(host.last.plan.store).toBe('keyring');
  });

  test('goes to a file only where the person chose that', async () => {
    keyring = false;
    records = [record('ana', { keep: 'file' })];
    const accounts = start();
    await signIn(accounts);
    expect(accounts.facts('ana')).toMatchObject({ store: 'file', declared: { stored: true } });
    expect(accounts.facts('ana').acts).not.toContain('keep-in-file');
  });

  test('after another one is a generation of its own, a renewal is not', async () => {
    const accounts = start();
    await signIn(accounts);
    const grant = await accounts.grant('ana');
    expect(await accounts.renew('ana', grant?.accessToken ?? '')).toMatchObject({
      kind: 'renewed',
    });
    await signIn(accounts, ben);
    expect(said).toEqual(['signed in ana false', 'worked ana', 'signed in ana true', 'worked ana']);
    expect(accounts.facts('ana').declared).toMatchObject({ account: 'ben@example.org' });
  });

  test('whose backend does not take the token is one that is refused', async () => {
    const detail = 'account/read: workspace routing discovery unauthorized (401)';
    host.read = { kind: 'refused', failure: { kind: 'unexpected', detail, code: '-32603' } };
    const accounts = start();
    await expect(signIn(accounts, ana, false)).rejects.toMatchObject({ failure: { detail } });
    expect(said).toEqual(['signed in ana false', 'refused ana -32603']);
  });

  test('whose backend cannot be asked is one all the same', async () => {
    host.read = { kind: 'unknown', failure: { kind: 'unexpected', detail: '', code: null } };
    await signIn(start(), ana, false);
    expect(said).toEqual(['signed in ana false']);
  });

  test('with a token that is no JWT is none, and the one before stays', async () => {
    const accounts = start();
    await signIn(accounts);
    const begun = await accounts.begin('ana', 'device', new AbortController().signal);
    const opaque = {
      ...begun,
      status: () => Promise.resolve({ kind: 'token', accessToken: 'opaque' } as const),
    };
    await expect(accounts.keep('ana', opaque, true)).rejects.toMatchObject({
      failure: { kind: 'protocol' },
    });
    expect(accounts.facts('ana').declared.account).toBe('ana@example.org');
    expect(said).toHaveLength(2);
  });
});

describe('an answer that comes after another sign-in was made', () => {
  test('is no word on that one: the new token is given', async () => {
    const accounts = start();
    await signIn(accounts);
    const late = deferred<AuthStatus>();
    vi.spyOn(host.last, 'status').mockReturnValueOnce(late.promise);
    const granting = accounts.grant('ana');
    await signIn(accounts, ben);
    late.resolve({ kind: 'refused', named: true });
    expect(await granting).toMatchObject({ accountId: 'acct-ben' });
    expect(said.filter((one) => one.startsWith('refused'))).toEqual([]);
  });
});

describe('a sign-in that takes the place of one kept elsewhere', () => {
  test('is given to who waits before the old one is cleared away', async () => {
    const accounts = start();
    await signIn(accounts);
    records = [record('ana', { keep: 'file' })];
    const clearing = deferred<null>();
    const old = host.last;
    const close = old.close.bind(old);
    old.close = () => clearing.promise.then(close);
    const kept = signIn(accounts, ben);
    await eventually(() => expect(said).toContain('signed in ana true'));
    expect(host.logouts).toEqual([]);
    clearing.resolve(null);
    await kept;
    expect(host.logouts).toEqual([homeOf('ana', 'keyring')]);
  });

  test('stands also when the old one cannot be cleared away', async () => {
    const accounts = start();
    await signIn(accounts);
    records = [record('ana', { keep: 'file' })];
    host.last.close = () => Promise.reject(new Error('it hangs'));
    await signIn(accounts, ben);
    expect(accounts.facts('ana')).toMatchObject({
      declared: { account: 'ben@example.org' },
      store: 'file',
    });
  });
});

describe('a helper’s question for another token', () => {
  test('is answered with a token that is known before anything can show it', async () => {
    const accounts = start();
    await signIn(accounts);
    const held = (await accounts.grant('ana'))?.accessToken ?? '';
    const renewal = await accounts.renew('ana', held);
    expect(renewal).toMatchObject({ kind: 'renewed', grant: { accountId: 'acct-ana' } });
    expect(known).toContain(renewal.kind === 'renewed' ? renewal.grant.accessToken : '');
  });

  test('marks the sign-in refused when the issuer refuses, and then asks it no more', async () => {
    const accounts = start();
    await signIn(accounts);
    host.mode = 'refuses';
    expect(await accounts.renew('ana', (await accounts.grant('ana'))?.accessToken ?? '')).toEqual({
      kind: 'none',
    });
    expect(said.at(-1)).toBe('refused ana refresh-refused');
    usable = false;
    expect(await accounts.renew('ana', 'whatever')).toEqual({ kind: 'none' });
    expect(host.refreshes).toBe(1);
  });

  test('is answered at once while a renewal hangs that others have waited for', async () => {
    const accounts = start();
    await signIn(accounts);
    const held = (await accounts.grant('ana'))?.accessToken ?? '';
    host.refreshing = deferred();
    const first = accounts.renew('ana', held);
    await clock.advance(8_500);
    expect(await accounts.renew('ana', held)).toEqual({ kind: 'unavailable' });
    host.refreshing.resolve(undefined);
    expect(await first).toMatchObject({ kind: 'renewed' });
    expect(host.refreshes).toBe(1);
  });

  test('refuses nothing while the issuer cannot be reached', async () => {
    const accounts = start();
    await signIn(accounts);
    host.mode = 'offline';
    const held = (await accounts.grant('ana'))?.accessToken ?? '';
    expect(await accounts.renew('ana', held)).toEqual({ kind: 'unavailable' });
    expect(await accounts.check('ana')).toMatchObject({ failure: { kind: 'unreachable' } });
    expect(said).toEqual(['signed in ana false', 'worked ana']);
    expect(accounts.has('ana')).toBe(true);
  });
});

test('signed out is gone at the issuer, here, and after a restart', async () => {
  const accounts = start();
  await signIn(accounts);
  await accounts.signOut('ana');
  expect(host.logouts).toEqual([homeOf('ana', 'keyring')]);
  expect(accounts.has('ana')).toBe(false);
  expect(start().has('ana')).toBe(false);
});

describe('the person’s own codex', () => {
  const adopted = homeOf('adopted', 'codex');

  test('is used as it is, and nobody signs in or out there', async () => {
    host.signIn(adopted, ana);
    const accounts = start();
    await accounts.look('adopted');
    expect(accounts.facts('adopted')).toMatchObject({
      store: 'codex-home',
      acts: ['check', 'remove'],
    });
    expect(await accounts.grant('adopted')).toMatchObject({ accountId: 'acct-ana' });
    await expect(
      accounts.begin('adopted', 'device', new AbortController().signal),
    ).rejects.toMatchObject({ failure: { kind: 'invalid-input' } });
    await expect(accounts.signOut('adopted')).rejects.toMatchObject({
      failure: { kind: 'invalid-input' },
    });
    await accounts.forget('adopted');
    expect(host.logouts).toEqual([]);
    expect(host.servers.flatMap(({ logins, cancelled }) => [...logins, ...cancelled])).toEqual([]);
    expect(host.stored.has(adopted)).toBe(true);
  });

  test('signed in as somebody else is a finding and another generation', async () => {
    host.signIn(adopted, ana);
    const accounts = start();
    await accounts.look('adopted');
    host.signIn(adopted, ben);
    await accounts.look('adopted');
    expect(said).toEqual(['signed in adopted false', 'signed in adopted true']);
    expect(accounts.facts('adopted').declared).toMatchObject({
      account: 'ben@example.org',
      changedAt: clock.now(),
    });
  });

  test('that renewed by itself is the same sign-in', async () => {
    host.signIn(adopted, ana);
    const accounts = start();
    await accounts.look('adopted');
    host.renew(adopted);
    await accounts.look('adopted');
    expect(said).toEqual(['signed in adopted false']);
    expect(accounts.facts('adopted').declared.changedAt).toBeNull();
  });

  test('signed in again after a refusal is followed', async () => {
    host.signIn(adopted, ana);
    const accounts = start();
    await accounts.look('adopted');
    usable = false;
    host.signIn(adopted, ana);
    await accounts.look('adopted');
    expect(said.at(-1)).toBe('signed in adopted true');
  });

  test('signed in again as somebody else after a refusal is one new sign-in', async () => {
    host.signIn(adopted, ana);
    const accounts = start();
    await accounts.look('adopted');
    usable = false;
    host.signIn(adopted, ben);
    await accounts.look('adopted');
    expect(said).toEqual(['signed in adopted false', 'signed in adopted true']);
  });

  test('signed in again while the app was closed is told from the sign-in that was refused', async () => {
    host.signIn(adopted, ana);
    await start().look('adopted');
    usable = false;
    await start().look('adopted');
    expect(said).toEqual(['signed in adopted false']);
    host.signIn(adopted, ana);
    const token = host.stored.get(adopted) ?? '';
    await start().look('adopted');
    expect(said.at(-1)).toBe('signed in adopted true');
    expect(JSON.stringify([...notes])).not.toContain(token);
  });

  test('with a token that says nothing of an account is no sign-in for a helper', async () => {
    host.signIn(adopted, ana);
    const accounts = start();
    await accounts.look('adopted');
    host.stored.set(adopted, 'no-jwt');
    await expect(accounts.grant('adopted')).rejects.toMatchObject({
      failure: { kind: 'protocol', code: 'no-account' },
    });
    expect(known).toContain('no-jwt');
  });

  test('signed out elsewhere is signed out here', async () => {
    host.signIn(adopted, ana);
    const accounts = start();
    await accounts.look('adopted');
    host.stored.delete(adopted);
    await accounts.look('adopted');
    expect(accounts.has('adopted')).toBe(false);
  });
});
