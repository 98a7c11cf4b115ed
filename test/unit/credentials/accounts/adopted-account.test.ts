import { beforeEach, describe, expect, test } from 'vitest';

import { ana, ben } from '../../../fakes/scripted-account-servers.ts';
import { accountHome, ScriptedAccounts } from '../../../fakes/scripted-accounts.ts';

let bench: ScriptedAccounts;
beforeEach(() => {
  bench = new ScriptedAccounts();
});

describe('the person’s own codex', () => {
  const adopted = accountHome('adopted', 'codex');

  test('is used as it is, and nobody signs in or out there', async () => {
    bench.host.signIn(adopted, ana);
    const accounts = bench.start();
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
    expect(bench.host.logouts).toEqual([]);
    expect(
      bench.host.servers.flatMap(({ logins, cancelled }) => [...logins, ...cancelled]),
    ).toEqual([]);
    expect(bench.host.stored.has(adopted)).toBe(true);
  });

  test('signed in as somebody else is a finding and another generation', async () => {
    bench.host.signIn(adopted, ana);
    const accounts = bench.start();
    await accounts.look('adopted');
    bench.host.signIn(adopted, ben);
    await accounts.look('adopted');
    expect(bench.said).toEqual(['signed in adopted false', 'signed in adopted true']);
    expect(accounts.facts('adopted').declared).toMatchObject({
      account: 'ben@example.org',
      changedAt: bench.clock.now(),
    });
  });

  test('that renewed by itself is the same sign-in', async () => {
    bench.host.signIn(adopted, ana);
    const accounts = bench.start();
    await accounts.look('adopted');
    bench.host.renew(adopted);
    await accounts.look('adopted');
    expect(bench.said).toEqual(['signed in adopted false']);
    expect(accounts.facts('adopted').declared.changedAt).toBeNull();
  });

  test('signed in again after a refusal is followed', async () => {
    bench.host.signIn(adopted, ana);
    const accounts = bench.start();
    await accounts.look('adopted');
    bench.usable = false;
    bench.host.signIn(adopted, ana);
    await accounts.look('adopted');
    expect(bench.said.at(-1)).toBe('signed in adopted true');
  });

  test('signed in again as somebody else after a refusal is one new sign-in', async () => {
    bench.host.signIn(adopted, ana);
    const accounts = bench.start();
    await accounts.look('adopted');
    bench.usable = false;
    bench.host.signIn(adopted, ben);
    await accounts.look('adopted');
    expect(bench.said).toEqual(['signed in adopted false', 'signed in adopted true']);
  });

  test('signed in again while the app was closed is told from the sign-in that was refused', async () => {
    bench.host.signIn(adopted, ana);
    await bench.start().look('adopted');
    bench.usable = false;
    await bench.start().look('adopted');
    expect(bench.said).toEqual(['signed in adopted false']);
    bench.host.signIn(adopted, ana);
    const token = bench.host.stored.get(adopted) ?? '';
    await bench.start().look('adopted');
    expect(bench.said.at(-1)).toBe('signed in adopted true');
    expect(JSON.stringify([...bench.notes])).not.toContain(token);
  });

  test('with a token that says nothing of an account is no sign-in for a helper', async () => {
    bench.host.signIn(adopted, ana);
    const accounts = bench.start();
    await accounts.look('adopted');
    bench.host.stored.set(adopted, 'no-jwt');
    await expect(accounts.grant('adopted')).rejects.toMatchObject({
      failure: { kind: 'protocol', code: 'no-account' },
    });
    expect(bench.known).toContain('no-jwt');
  });

  test('signed out elsewhere is signed out here', async () => {
    bench.host.signIn(adopted, ana);
    const accounts = bench.start();
    await accounts.look('adopted');
    bench.host.stored.delete(adopted);
    await accounts.look('adopted');
    expect(accounts.has('adopted')).toBe(false);
  });
});
