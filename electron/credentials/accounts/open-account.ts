import { randomUUID } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';

import { parse } from 'smol-toml';
import * as v from 'valibot';

import { failure } from '../../../shared/failure.ts';
import { defaultSettings } from '../../../shared/settings.ts';
import { FailureError } from '../../base/errors.ts';
import { childPath, removeFolder } from '../../base/files.ts';
import type { Looks } from '../../base/folder-look.ts';
import type { Log } from '../../base/log.ts';
import { makePrivateFolder } from '../../base/paths.ts';
import type {
  AccountListener,
  AccountServer,
  StartAccountServer,
} from '../../codex/account-server.ts';
import type { CodexProgram } from '../../codex/client.ts';
import { compartmentEnvironment, markName } from '../../codex/compartment-environment.ts';
import { scopeLimits } from '../../codex/own-scope.ts';
import type { AccountPlace } from '../sign-in/sign-in-places.ts';
import { lockedAway } from './account-failures.ts';

/** An account's app-server that runs, and the place whose sign-in it holds. */
export interface OpenedAccount {
  readonly place: AccountPlace;
  readonly server: AccountServer;
  /** Closes the server and clears away what may not outlive it. Twice is safe; never rejects. */
  close(): Promise<void>;
}

/** Opens an account's app-server on one of its places; throws a FailureError. */
export type OpenAccount = (
  id: string,
  place: AccountPlace,
  listener: AccountListener,
  signal: AbortSignal,
) => Promise<OpenedAccount>;

export interface OpenAccountDeps {
  /** Folder of all accounts. */
  readonly folder: string;
  /** CODEX_HOME of the person's own codex. */
  readonly codexHome: string;
  /** How that is looked at. */
  readonly looks: Pick<Looks, 'look' | 'resolve' | 'readFile'>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Throws a FailureError. */
  readonly program: () => Promise<CodexProgram>;
  readonly start: StartAccountServer;
  readonly chatgptBaseUrl: () => string | null;
  /** Whether the password store can be used without a prompt; asked before each use. */
  readonly keyringReady: () => Promise<boolean>;
  readonly log: Log;
}

const misconfigured = (what: string): FailureError =>
  new FailureError(failure({ kind: 'misconfigured', what }));

/** Of a codex's own configuration. */
const configBytes = 2 * 1024 * 1024;

const Servers = v.object({ mcp_servers: v.record(v.string(), v.unknown()) });

/** The tool servers that a codex home names; none where its configuration cannot be read. */
const mcpServersOf = async (
  home: string,
  looks: Pick<Looks, 'readFile'>,
): Promise<readonly string[]> => {
  const asked = { path: join(home, 'config.toml'), maxBytes: configBytes };
  const found = await looks.readFile(asked);
  if (found.kind === 'silent') throw misconfigured(`${asked.path} does not answer`);
  if (found.kind !== 'read') return [];
  try {
    const config = v.safeParse(Servers, parse(Buffer.from(found.content).toString('utf8')));
    return config.success ? Object.keys(config.output.mcp_servers) : [];
  } catch {
    return [];
  }
};

/** The folder in which an account's places are. */
export const accountFolder = (folder: string, id: string): string => childPath(folder, id);

/** How the home of a sign-in that is only in memory is called. */
export const memoryPrefix = 'memory-';

/** An account's process runs no command; this is many times what one was seen to use. */
const accountAppetite = { ...defaultSettings.appetite, memoryMb: 2_000, tasks: 512 };

/** Makes the function that opens accounts; what is made for one is below its own folder, 0700. */
export const createOpenAccount = (deps: OpenAccountDeps): OpenAccount => {
  const homeOf = async (id: string, place: AccountPlace): Promise<string> => {
    if (place === 'codex') {
      const { kind } = await deps.looks.look(deps.codexHome);
      if (kind === 'folder') return deps.codexHome;
      throw misconfigured(
        kind === 'silent' ? `${deps.codexHome} does not answer` : `there is no ${deps.codexHome}`,
      );
    }
    if (place === 'keyring' && !(await deps.keyringReady())) {
      throw new FailureError(lockedAway);
    }
    const own = accountFolder(deps.folder, id);
    makePrivateFolder(deps.folder);
    makePrivateFolder(own);
    if (place === 'ephemeral') return mkdtemp(join(own, memoryPrefix));
    const home = join(own, place);
    makePrivateFolder(home);
    return home;
  };
  return async (id, place, listener, signal) => {
    const program = await deps.program();
    const home = await homeOf(id, place);
    const discard = async (): Promise<void> => {
      if (place !== 'ephemeral') return;
      try {
        await removeFolder(home);
      } catch (error) {
        deps.log.warn('account.home-not-cleared', { id, error });
      }
    };
    const inStore = place === 'keyring' || place === 'codex';
    try {
      const server = await deps.start(
        {
          program,
          home,
          env: {
            ...accountEnvironment(deps.env, program.env, home, inStore),
            // Also of one whose home is the person's own: by this the next start knows it for ours.
            [markName]: join(accountFolder(deps.folder, id), place),
          },
          store: place === 'codex' ? null : place,
          chatgptBaseUrl: deps.chatgptBaseUrl(),
          mcpServers: place === 'codex' ? await mcpServersOf(home, deps.looks) : [],
          scope: { name: `account-${randomUUID().slice(0, 8)}`, ...scopeLimits(accountAppetite) },
        },
        listener,
        signal,
      );
      return {
        place,
        server,
        close: async () => {
          await server.close();
          await discard();
        },
      };
    } catch (thrown) {
      await discard();
      throw thrown;
    }
  };
};

type Environment = Readonly<Record<string, string | undefined>>;

/** Where codex 0.169.0 signs in, renews and revokes; no secret is in any of them. */
const issuer = [
  'CODEX_APP_SERVER_LOGIN_ISSUER',
  'CODEX_APP_SERVER_LOGIN_CLIENT_ID',
  'CODEX_REFRESH_TOKEN_URL_OVERRIDE',
  'CODEX_REVOKE_TOKEN_URL_OVERRIDE',
] as const;

/** The way to the desktop's password store. An account's process runs no command of a model. */
const passwordStore = ['DBUS_SESSION_BUS_ADDRESS', 'XDG_RUNTIME_DIR'] as const;

/**
 * The environment of the app-server that owns an account: a compartment's, the issuer where one is
 * named, and the session bus only where the sign-in is kept in the password store. Pure.
 */
const accountEnvironment = (
  person: Environment,
  program: Readonly<Record<string, string>>,
  home: string,
  usesPasswordStore: boolean,
): Readonly<Record<string, string>> => {
  const more: Record<string, string> = {};
  for (const name of [...issuer, ...(usesPasswordStore ? passwordStore : [])]) {
    const value = person[name];
    if (value !== undefined && value !== '') more[name] = value;
  }
  return { ...more, ...compartmentEnvironment(person, program, { codexHome: home }) };
};
