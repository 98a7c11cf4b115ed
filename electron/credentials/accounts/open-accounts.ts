import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import {
  openaiProvider,
  type AccountRecord,
  type CredentialRecord,
} from '../../../shared/settings.ts';
import type { Clock } from '../../base/clock.ts';
import { removeFolder } from '../../base/files.ts';
import type { Log } from '../../base/log.ts';
import { KeyedFile } from '../keyed-file.ts';
import { type OpenBrowser, callbackPort, portHolder } from '../sign-in/browser.ts';
import { KeyringReach } from '../sign-in/sign-in-places.ts';
import { SignIns } from '../sign-in/sign-ins.ts';
import { AccountNoteSchema } from './account-notes.ts';
import { Accounts } from './accounts.ts';
import { CodexHomeWatch } from './codex-home-watch.ts';
import {
  accountFolder,
  createOpenAccount,
  memoryPrefix,
  type OpenAccountDeps,
} from './open-account.ts';

/** How long the owner of an account is kept that nobody needs. */
const restMs = 60_000;

export interface OpenAccountsDeps extends OpenAccountDeps {
  readonly records: () => readonly CredentialRecord[];
  /** The file of what is known of accounts. */
  readonly notesFile: string;
  readonly openBrowser: OpenBrowser;
  readonly copy: (text: string) => Promise<void>;
  readonly toBeKept: boolean;
  readonly clock: Clock;
  readonly know: (secret: string) => void;
  readonly usable: (id: string) => boolean;
  readonly generation: (id: string) => number;
  readonly onChange: () => void;
  readonly onSignedIn: (id: string, afterAnother: boolean) => void;
  readonly onRefused: (id: string, code: string) => void;
  readonly onWorked: (id: string) => void;
  /** A sign-in that was locked away can be read again. */
  readonly onUnlocked: (id: string) => void;
  /** A file of ours could not be read, and is kept there. */
  readonly onSetAside: (path: string) => void;
}

/** The accounts with their sign-ins, and the person's own codex home when one is adopted. */
export interface OpenedAccounts {
  readonly accounts: Accounts;
  readonly signIns: SignIns;
  readonly keyring: KeyringReach;
  /** Follows the person's own codex home while a record adopts it, from now on. */
  followHome(): void;
  /** Takes away everything of an account that is on the disk. */
  clear(id: string): Promise<void>;
  /** Settles when nothing runs any more. Twice is safe. */
  close(): Promise<void>;
}

/** Homes of sign-ins that were in memory, left by an app that was killed. */
const clearLeftovers = async (folder: string, log: Log): Promise<void> => {
  const ids = await readdir(folder).catch(() => []);
  for (const id of ids) {
    const names = await readdir(join(folder, id)).catch(() => []);
    for (const name of names.filter((one) => one.startsWith(memoryPrefix))) {
      // One that stays holds nothing up: it is tried again when the app starts next.
      await removeFolder(join(folder, id, name)).catch((error: unknown) => {
        log.warn('account.home-not-cleared', { id, error });
      });
    }
  }
};

/** Opens the accounts; no process is started before one is needed. */
export const openAccounts = async (deps: OpenAccountsDeps): Promise<OpenedAccounts> => {
  const { folder, log, clock, onChange } = deps;
  const notes = new KeyedFile({
    path: deps.notesFile,
    member: 'accounts',
    entry: AccountNoteSchema,
    log,
    onSetAside: deps.onSetAside,
    clock,
  });
  await clearLeftovers(folder, log).catch((error: unknown) => {
    log.warn('account leftovers not cleared', { error });
  });
  const isAccount = (record: CredentialRecord): record is AccountRecord =>
    record.kind === 'account';
  const records = (): readonly AccountRecord[] => deps.records().filter(isAccount);
  const known = await notes.load();
  const keyring = new KeyringReach({
    ask: deps.keyringReady,
    // Where nothing was ever kept in it, there is nothing to ask for.
    isOpen:
      ![...known.values()].some(({ store }) => store === 'keyring') || (await deps.keyringReady()),
    onChange: () => {
      onChange();
      if (keyring.isOpen) for (const id of accounts.inKeyring()) deps.onUnlocked(id);
    },
  });
  const accounts: Accounts = new Accounts({
    ...deps,
    keyring,
    records,
    notes: known,
    saveNotes: (newest) => {
      notes.save(newest);
    },
    open: createOpenAccount(deps),
    signInOf: (id) => signIns.of(id),
    restMs,
  });
  const signIns: SignIns = new SignIns({
    begin: (id, flow, signal) => accounts.begin(id, flow, signal),
    keep: (id, begun, proven) => accounts.keep(id, begun, proven),
    labelOf: (id) => records().find((record) => record.id === id)?.label ?? id,
    portHolder: async () => {
      // The practice helper waits on a port of its own.
      if (!deps.toBeKept) return null;
      const holder = await portHolder(callbackPort);
      const ours = holder?.pid !== null && holder !== null && accounts.pids().includes(holder.pid);
      return ours ? null : holder;
    },
    openBrowser: deps.openBrowser,
    copy: deps.copy,
    issuer: openaiProvider.name,
    clock,
    onChange,
  });
  const adopted = (): readonly AccountRecord[] => records().filter(({ home }) => home === 'codex');
  const home = new CodexHomeWatch(deps.codexHome, clock, deps.looks, () => {
    for (const { id } of adopted()) void accounts.look(id);
  });
  return {
    accounts,
    signIns,
    keyring,
    followHome: () => {
      if (adopted().length > 0) home.open();
      else home.close();
      // What was refused may have been signed in again while nobody watched.
      for (const { id } of adopted()) if (!deps.usable(id)) void accounts.look(id);
    },
    clear: async (id) => removeFolder(accountFolder(folder, id)),
    close: async () => {
      home.close();
      await signIns.close();
      await accounts.close();
      await notes.close();
    },
  };
};
