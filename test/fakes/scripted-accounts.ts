import type { AccountNote } from '../../electron/credentials/accounts/account-notes.ts';
import { Accounts } from '../../electron/credentials/accounts/accounts.ts';
import { KeyringReach } from '../../electron/credentials/sign-in/sign-in-places.ts';
import { silentLog } from '../../electron/base/log.ts';
import type { AccountRecord } from '../../shared/settings.ts';
import { ManualClock } from './manual-clock.ts';
import { openScriptedAccount } from './open-scripted-account.ts';
import { ana, ScriptedAccountServers } from './scripted-account-servers.ts';

/** The record of an account of our own, in the password store. */
export const accountRecord = (id: string, part: Partial<AccountRecord> = {}): AccountRecord => ({
  id,
  label: id,
  provider: 'OpenAI',
  kind: 'account',
  home: 'own',
  keep: 'keyring',
  ...part,
});

/** Where a scripted app-server keeps the sign-in of an account. */
export const accountHome = (id: string, place: string): string => `/accounts/${id}/${place}`;

/** The accounts `ana` and `adopted` on scripted servers, with everything around them. */
export class ScriptedAccounts {
  readonly clock = new ManualClock();
  readonly host = new ScriptedAccountServers();
  records = [accountRecord('ana'), accountRecord('adopted', { home: 'codex' })];
  /** Whether the password store can be used. */
  keyring = true;
  usable = true;
  generation = 0;
  /** What was said of accounts, the oldest first. */
  readonly said: string[] = [];
  /** Secrets that were told to be taken out of every text. */
  readonly known: string[] = [];
  /** What was kept of accounts. */
  notes: ReadonlyMap<string, AccountNote> = new Map();

  /** Opens the accounts, as each start of the app does; `isOpen` is of the password store. */
  start(isOpen = true): Accounts {
    return new Accounts({
      records: () => this.records,
      notes: this.notes,
      saveNotes: (saved) => {
        this.notes = new Map(saved);
      },
      open: openScriptedAccount(() => this.host, accountHome),
      keyring: new KeyringReach({
        ask: () => Promise.resolve(this.keyring),
        isOpen,
        onChange: () => this.said.push('the password store'),
      }),
      toBeKept: true,
      usable: () => this.usable,
      generation: () => this.generation,
      signInOf: () => null,
      clock: this.clock,
      log: silentLog,
      know: (secret) => this.known.push(secret),
      restMs: 60_000,
      onChange: () => undefined,
      onSignedIn: (id, afterAnother) => {
        this.generation += 1;
        this.said.push(`signed in ${id} ${String(afterAnother)}`);
      },
      onRefused: (id, code) => this.said.push(`refused ${id} ${code}`),
      onWorked: (id) => this.said.push(`worked ${id}`),
    });
  }

  /** Signs `ana` in by code, which is approved at once. */
  async signIn(accounts: Accounts, person = ana, proven = true): Promise<void> {
    const begun = await accounts.begin('ana', 'device', new AbortController().signal);
    this.host.last.approve(person);
    await accounts.keep('ana', begun, proven);
  }
}
