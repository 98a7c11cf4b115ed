import { beforeEach, describe, expect, test, vi } from 'vitest';

import type { AuthStatus } from '../../../../electron/codex/account-server.ts';
import { deferred } from '../../../../electron/base/promises.ts';
import { ben } from '../../../fakes/scripted-account-servers.ts';
import { ScriptedAccounts } from '../../../fakes/scripted-accounts.ts';

let bench: ScriptedAccounts;
beforeEach(() => {
  bench = new ScriptedAccounts();
});

describe('a helper’s question for another token', () => {
  test('is answered with a token that is known before anything can show it', async () => {
    const accounts = bench.start();
    await bench.signIn(accounts);
    const held = (await accounts.grant('ana'))?.accessToken ?? '';
    const renewal = await accounts.renew('ana', held);
    expect(renewal).toMatchObject({ kind: 'renewed', grant: { accountId: 'acct-ana' } });
    expect(bench.known).toContain(renewal.kind === 'renewed' ? renewal.grant.accessToken : '');
  });

  test('marks the sign-in refused when the issuer refuses, and then asks it no more', async () => {
    const accounts = bench.start();
    await bench.signIn(accounts);
    bench.host.mode = 'refuses';
    expect(await accounts.renew('ana', (await accounts.grant('ana'))?.accessToken ?? '')).toEqual({
      kind: 'none',
    });
    expect(bench.said.at(-1)).toBe('refused ana refresh-refused');
    bench.usable = false;
    expect(await accounts.renew('ana', 'whatever')).toEqual({ kind: 'none' });
    expect(bench.host.refreshes).toBe(1);
  });

  test('is answered at once while a renewal hangs that others have waited for', async () => {
    const accounts = bench.start();
    await bench.signIn(accounts);
    const held = (await accounts.grant('ana'))?.accessToken ?? '';
    bench.host.refreshing = deferred();
    const first = accounts.renew('ana', held);
    await bench.clock.advance(8_500);
    expect(await accounts.renew('ana', held)).toEqual({ kind: 'unavailable' });
    bench.host.refreshing.resolve(undefined);
    expect(await first).toMatchObject({ kind: 'renewed' });
    expect(bench.host.refreshes).toBe(1);
  });

  test('refuses nothing while the issuer cannot be reached', async () => {
    const accounts = bench.start();
    await bench.signIn(accounts);
    bench.host.mode = 'offline';
    const held = (await accounts.grant('ana'))?.accessToken ?? '';
    expect(await accounts.renew('ana', held)).toEqual({ kind: 'unavailable' });
    expect(await accounts.check('ana')).toMatchObject({ failure: { kind: 'unreachable' } });
    expect(bench.said).toEqual(['signed in ana false', 'worked ana']);
    expect(accounts.has('ana')).toBe(true);
  });
});

describe('an answer that comes after another sign-in was made', () => {
  test('is no word on that one: the new token is given', async () => {
    const accounts = bench.start();
    await bench.signIn(accounts);
    const late = deferred<AuthStatus>();
    vi.spyOn(bench.host.last, 'status').mockReturnValueOnce(late.promise);
    const granting = accounts.grant('ana');
    await bench.signIn(accounts, ben);
    late.resolve({ kind: 'refused', named: true });
    expect(await granting).toMatchObject({ accountId: 'acct-ben' });
    expect(bench.said.filter((one) => one.startsWith('refused'))).toEqual([]);
  });
});
