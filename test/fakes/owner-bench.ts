import { expect } from 'vitest';

import { AccountOwner } from '../../electron/credentials/accounts/account-owner.ts';
import type { AccountPlace } from '../../electron/credentials/sign-in/sign-in-places.ts';
import { silentLog } from '../../electron/base/log.ts';
import { ManualClock } from './manual-clock.ts';
import { openScriptedAccount } from './open-scripted-account.ts';
import { ana, ScriptedAccountServers } from './scripted-account-servers.ts';

/** Owners of the account `ana`, on scripted servers: a home per place, and one for each in memory. */
export class OwnerBench {
  readonly clock = new ManualClock();
  readonly host = new ScriptedAccountServers();
  readonly restMs = 60_000;
  /** How often an owner said that something of it changed. */
  changes = 0;
  #homes = 0;

  readonly open = openScriptedAccount(
    () => this.host,
    (id, place) => {
      this.#homes += 1;
      return `/accounts/${id}/${place === 'ephemeral' ? `memory-${this.#homes}` : place}`;
    },
  );

  ownerOf(place: AccountPlace | null): AccountOwner {
    const { open, clock, restMs } = this;
    const onChange = (): void => {
      this.changes += 1;
    };
    return new AccountOwner({ id: 'ana', open, clock, log: silentLog, restMs, place, onChange });
  }

  /** An owner whose sign-in is in a place since an earlier run. */
  signedIn(place: AccountPlace): { readonly owner: AccountOwner; readonly token: string } {
    return {
      owner: this.ownerOf(place),
      token: this.host.signIn(`/accounts/ana/${place}`, ana),
    };
  }

  /** Signs in by code, which is approved at once, and keeps it. */
  async approved(
    owner: AccountOwner,
    place: 'keyring' | 'file' | 'ephemeral',
    person = ana,
  ): Promise<void> {
    const begun = await owner.signIn('device', place, new AbortController().signal);
    this.host.last.approve(person);
    expect(await begun.ended).toMatchObject({ success: true });
    await begun.keep();
  }
}
