import { afterEach, expect, it } from 'vitest';

import { AccountProcess } from '../../../../electron/credentials/accounts/account-process.ts';
import { deferred } from '../../../../electron/base/promises.ts';
import { ManualClock } from '../../../fakes/manual-clock.ts';
import { openScriptedAccount } from '../../../fakes/open-scripted-account.ts';
import { ScriptedAccountServers } from '../../../fakes/scripted-account-servers.ts';

const host = new ScriptedAccountServers();
const open = openScriptedAccount(
  () => host,
  (id, place) => `/accounts/${id}/${place}`,
);
const account = new AccountProcess({
  id: 'ana',
  open,
  clock: new ManualClock(),
  restMs: 60_000,
  onLost: () => undefined,
});
afterEach(() => account.close());

it('is the one of a new sign-in, also when the old place is still being opened', async () => {
  const opening = deferred<undefined>();
  host.onStart = () => opening.promise;
  const old = account.hold('keyring');
  host.onStart = () => Promise.resolve();
  const signedIn = await account.start('file', account.signal);
  account.replace(signedIn);
  opening.resolve(undefined);
  expect(await old).toBe(signedIn);
  expect(account.pid).toBe(signedIn.server.pid);
  expect(host.alive).toHaveLength(1);
});
