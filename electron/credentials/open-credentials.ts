import { join } from 'node:path';

import type { Failure } from '../../shared/failure.ts';
import type { Clock } from '../base/clock.ts';
import type { Ambient } from '../base/ambient.ts';
import type { Looks } from '../base/folder-look.ts';
import type { Paths } from '../base/paths.ts';
import type { StartAccountServer } from '../codex/account-server.ts';
import type { CodexProgram } from '../codex/client.ts';
import type { SettingsModel } from '../settings/settings-model.ts';
import { accountCommands } from './accounts/account-commands.ts';
import { openAccounts } from './accounts/open-accounts.ts';
import { Credentials } from './credentials.ts';
import { KeySecrets } from './keys/key-secrets.ts';
import type { OpenBrowser } from './sign-in/browser.ts';
import type { Vault } from './vault/vault.ts';
import { CredentialLedger, ObservedFile } from './verdicts/credential-ledger.ts';

/** What accounts need of the outside. */
export interface AccountEdges {
  readonly startServer: StartAccountServer;
  /** Whether codex can use the password store now, without a prompt. */
  readonly keyringReady: () => Promise<boolean>;
  readonly openBrowser: OpenBrowser;
}

interface OpenCredentialsDeps {
  readonly settings: SettingsModel;
  readonly vault: Vault;
  readonly paths: Paths;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly personHome: string;
  readonly edges: AccountEdges;
  /** How the person's own codex home is looked at. */
  readonly looks: Pick<Looks, 'look' | 'resolve' | 'readFile'>;
  readonly program: () => Promise<CodexProgram>;
  readonly copy: (text: string) => Promise<void>;
  readonly ambient: Pick<Ambient, 'clock' | 'log'>;
  readonly know: (secret: string) => void;
  /** A key is held but could not be stored. */
  readonly onNotStored: (id: string, why: Failure) => void;
  /** Every key that could not be stored is. */
  readonly onAllStored: () => void;
  /** A file of ours could not be read, and is kept there. */
  readonly onSetAside: (path: string) => void;
  /** Asks a password store again that was not unlocked; true when it is in another state. */
  readonly lookAtVault: () => Promise<boolean>;
}

/** All credentials of ours, what a person does with accounts, and the way to end it. */
export interface OpenedCredentials {
  readonly credentials: Credentials;
  readonly commands: ReturnType<typeof accountCommands>;
  /** Settles when no account's process runs and all is written. Twice is safe. */
  close(): Promise<void>;
}

/** CODEX_HOME of the person's own codex; practice has none. */
const codexHomeOf = ({ env, paths, personHome }: OpenCredentialsDeps): string => {
  if (paths.practice) return paths.noCodexHome;
  const named = env.CODEX_HOME ?? '';
  return named === '' ? join(personHome, '.codex') : named;
};

/** Opens the credentials: keys in the vault, accounts with their owners, what was seen of both. */
export const openCredentials = async (deps: OpenCredentialsDeps): Promise<OpenedCredentials> => {
  const { settings, vault, paths } = deps;
  const { clock, log } = deps.ambient;
  const now = (): number => clock.now();
  const toBeKept = !paths.practice;
  const observed = new ObservedFile(join(paths.history, 'credentials.json'), log, {
    onSetAside: deps.onSetAside,
    clock,
  });
  const ledger = new CredentialLedger(await observed.load(), (known) => {
    observed.save(known);
  });
  const { onNotStored, onAllStored } = deps;
  const keys = new KeySecrets({ vault, toBeKept, onNotStored, onAllStored });
  const opened = await openAccounts({
    records: () => settings.credentials(),
    folder: paths.accounts,
    notesFile: join(paths.history, 'accounts.json'),
    codexHome: codexHomeOf(deps),
    looks: deps.looks,
    env: deps.env,
    program: deps.program,
    start: deps.edges.startServer,
    chatgptBaseUrl: () => settings.settings.chatgptBaseUrl,
    keyringReady: deps.edges.keyringReady,
    openBrowser: deps.edges.openBrowser,
    copy: deps.copy,
    toBeKept,
    clock,
    log,
    onSetAside: deps.onSetAside,
    know: deps.know,
    usable: (id) => credentials.usable(id),
    generation: (id) => credentials.generation(id),
    onChange: () => {
      credentials.refresh();
    },
    onSignedIn: (id, afterAnother) => {
      credentials.signedIn(id, afterAnother);
    },
    onRefused: (id, code) => {
      const seen = { kind: 'refresh-refused', at: now(), by: 'the renewal', code } as const;
      credentials.saw(id, credentials.generation(id), seen);
    },
    onUnlocked: (id) => {
      credentials.unlocked(id);
    },
    onWorked: (id) => {
      const seen = { kind: 'worked', at: now(), by: 'a check', begunAfterRefusal: true } as const;
      credentials.saw(id, credentials.generation(id), seen);
    },
  });
  const { accounts } = opened;
  const credentials: Credentials = new Credentials({
    records: settings,
    keys,
    accounts,
    ledger,
    endsSoonMs: () => settings.settings.endsSoonMs,
    now,
  });
  opened.followHome();
  const unlockKeys = async (): Promise<void> => {
    const away = credentials.list().filter(({ generation }) => generation === 0);
    const isNews = await deps.lookAtVault();
    if (!(await vault.readAgain()) && !isNews) return;
    credentials.recognise();
    for (const { id } of away) if (credentials.generation(id) > 0) credentials.unlocked(id);
  };
  const closing = new AbortController();
  const following = followKeyring({
    everyMs: () => {
      const { phase } = vault.keyring;
      const isBlocked = vault.keyring.phase === 'unlocked' && vault.awaitsKeyring;
      if (toBeKept && (vault.hasUnstored || isBlocked)) return diskAgainMs;
      if (!toBeKept || (phase === 'unlocked' && !accounts.awaitsKeyring)) return null;
      // A person who unlocks it should not have to wait; on many desktops there never is one.
      const isAwaited = phase === 'locked' || vault.awaitsKeyring || accounts.awaitsKeyring;
      return isAwaited ? 5_000 : 60_000;
    },
    look: async () => {
      if (vault.hasUnstored) {
        if (await vault.storeAgain()) onAllStored();
        credentials.refresh();
      }
      await unlockKeys();
      if (accounts.awaitsKeyring) await opened.keyring.look();
    },
    clock,
    signal: closing.signal,
  });
  return {
    credentials,
    commands: accountCommands({ records: settings, credentials, opened }),
    close: async () => {
      closing.abort();
      await following;
      await opened.close();
      await observed.close();
    },
  };
};

/** How often what the disk did not take, or give, is tried again. */
const diskAgainMs = 10_000;

/** How often it is asked whether it is time to ask. */
const tickMs = 5_000;

interface FollowKeyringDeps {
  /** How often the password store is to be asked as things are now; null for not at all. */
  readonly everyMs: () => number | null;
  /** Asks it. Never rejects. */
  readonly look: () => Promise<void>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Asks the password store again and again, as often as things are. Settles after the abort. */
const followKeyring = async (deps: FollowKeyringDeps): Promise<void> => {
  const { everyMs, look, clock, signal } = deps;
  const isOver = (): boolean => signal.aborted;
  let notAskedMs = 0;
  while (!isOver()) {
    await clock.pause(tickMs, signal);
    notAskedMs += tickMs;
    const dueMs = everyMs();
    if (isOver() || dueMs === null || notAskedMs < dueMs) continue;
    notAskedMs = 0;
    await look();
  }
};
