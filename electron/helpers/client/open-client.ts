import { createHash } from 'node:crypto';

import type { Failure } from '../../../shared/failure.ts';
import {
  defaultSettings,
  type Appetite,
  type Provider,
  type Template,
} from '../../../shared/settings.ts';
import type { Sandbox } from '../../../shared/state.ts';
import type { Ambient } from '../../base/ambient.ts';
import { FailureError } from '../../base/errors.ts';
import { raceAbort } from '../../base/promises.ts';
import type { ClientPlan, CodexProgram, StartCodexClient } from '../../codex/client.ts';
import { compartmentEnvironment } from '../../codex/compartment-environment.ts';
import { scopeLimits } from '../../codex/own-scope.ts';
import type { CredentialGrants } from '../../credentials/grants.ts';
import { providerFor, type SpawnRequest } from '../spawn-request.ts';
import { Compartment } from './compartment.ts';
import type { OpenedClient, ClientLease, ClientPool } from './pool.ts';
import type { PreparedClient } from './prepared.ts';

/**
 * What two runs must have in common to share a client: binary, configuration, what may not be read,
 * what may be used, and credential (by id: the secret itself is never part of it). Hex, 16 characters. Pure.
 */
export const startKey = (
  program: CodexProgram,
  provider: Provider,
  chatgptBaseUrl: string | null,
  credentialId: string,
  unreadable: readonly string[] = [],
  { memoryMb, tasks, cpuWeight, ioWeight }: Appetite = defaultSettings.appetite,
): string => {
  const query = Object.entries(provider.queryParams ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const parts = [
    program.command,
    program.args,
    Object.entries(program.env).sort(([a], [b]) => (a < b ? -1 : 1)),
    [provider.name, provider.baseUrl, provider.wireApi, query],
    chatgptBaseUrl,
    unreadable,
    [memoryMb, tasks, cpuWeight, ioWeight],
    credentialId,
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
};

interface OpenClientDeps {
  /** BULKHEAD_HOME. */
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly startClient: StartCodexClient;
  readonly credentials: CredentialGrants;
  /** What a client started now may use; the usual when left out. */
  readonly appetite?: () => Appetite;
  /** Where the backend of an account is; null for what is no account. */
  readonly chatgptBaseUrl: (credentialId: string) => string | null;
  readonly ambient: Pick<Ambient, 'newId' | 'log' | 'clock'>;
}

/**
 * Makes a compartment and starts a client in it. Throws a FailureError, and then neither is left;
 * the compartment goes when the client does.
 */
const openClient = async (
  { template }: Pick<SpawnRequest, 'template'>,
  program: CodexProgram,
  unreadable: readonly string[],
  appetite: Appetite,
  deps: OpenClientDeps,
  signal: AbortSignal,
): Promise<OpenedClient> => {
  const compartment = await Compartment.make(deps.home, deps.ambient.newId(), process.pid);
  const { clock, log } = deps.ambient;
  const discard = async (): Promise<void> => {
    try {
      const ended = await compartment.endRemains({
        clock,
        log,
        signal: new AbortController().signal,
      });
      // What could not be ended is known by its folder when the app starts next.
      if (ended) await compartment.remove();
    } catch (thrown) {
      log.warn('compartment.not-removed', { error: String(thrown) });
    }
  };
  const chatgptBaseUrl = deps.chatgptBaseUrl(template.credential);
  const plan: ClientPlan = {
    program,
    home: compartment.codexHome,
    env: { ...compartmentEnvironment(deps.env, program.env, compartment), ...compartment.mark },
    provider: providerFor(template, chatgptBaseUrl),
    chatgptBaseUrl,
    unreadable,
    scope: { name: compartment.scope, ...scopeLimits(appetite) },
  };
  const { credential } = template;
  const { credentials } = deps;
  try {
    const client = await deps.startClient(
      plan,
      {
        id: credential,
        generation: credentials.generation(credential),
        renew: (held) => credentials.renew(credential, held),
      },
      signal,
      (pid) => compartment.inhabit(pid),
    );
    try {
      // A practice world's or a test's client may have no process that waits for it.
      await compartment.inhabit(client.pid);
      return {
        client,
        beforeEnd: () => compartment.meetKin(client.pid),
        discard,
        credentialId: credential,
        codexHome: compartment.codexHome,
      };
    } catch (thrown) {
      await client.close();
      throw thrown;
    }
  } catch (thrown) {
    await discard();
    throw thrown;
  }
};

export interface AcquireClientDeps extends OpenClientDeps {
  readonly pool: Pick<ClientPool, 'acquire'>;
  readonly prepared: Pick<PreparedClient, 'prepare' | 'take'>;
  /** What no tool command of it may read. */
  readonly secretPlaces: () => Promise<readonly string[]>;
  /** Why no command can run in a sandbox of that codex, as far as that is known, or null. */
  readonly sandboxFailure: (sandbox: Sandbox) => Promise<Failure | null>;
  /** Finds codex; throws a FailureError. */
  readonly program: () => Promise<CodexProgram>;
}

/** A helper in a sandbox where nothing runs would complete while all its commands fail. */
const checkSandbox = async (
  { template }: Pick<SpawnRequest, 'template'>,
  { sandboxFailure }: AcquireClientDeps,
  signal: AbortSignal,
): Promise<void> => {
  const why = await raceAbort(sandboxFailure(template.sandbox), signal);
  if (why !== null) throw new FailureError(why);
};

/** By what a client is told from others, and how one is opened. */
const startOf = async (
  request: Pick<SpawnRequest, 'template'>,
  deps: AcquireClientDeps,
  signal: AbortSignal,
): Promise<{
  readonly startKey: string;
  readonly open: (signal: AbortSignal) => Promise<OpenedClient>;
}> => {
  const program = await raceAbort(deps.program(), signal);
  await checkSandbox(request, deps, signal);
  const unreadable = await deps.secretPlaces();
  const { template } = request;
  const chatgptBaseUrl = deps.chatgptBaseUrl(template.credential);
  const provider = providerFor(template, chatgptBaseUrl);
  const appetite = deps.appetite?.() ?? defaultSettings.appetite;
  return {
    startKey: startKey(
      program,
      provider,
      chatgptBaseUrl,
      template.credential,
      unreadable,
      appetite,
    ),
    open: (opening) => openClient(request, program, unreadable, appetite, deps, opening),
  };
};

/** A client that can run a request, shared or of its own; throws a FailureError. */
export const acquireClient = async (
  request: SpawnRequest,
  deps: AcquireClientDeps,
  signal: AbortSignal,
): Promise<ClientLease> => {
  const { spawnedBy, isolated } = request;
  const { startKey: key, open } = await startOf(request, deps, signal);
  const lease = await deps.pool.acquire({
    startKey: key,
    spawnedBy,
    isolated,
    open: async (opening) => (await deps.prepared.take(key, opening)) ?? open(opening),
    signal,
  });
  try {
    // Its sandbox may have been looked at meanwhile.
    await checkSandbox(request, deps, signal);
    return lease;
  } catch (thrown) {
    await lease.release(false);
    throw thrown;
  }
};

/**
 * Prepares a client, and in it the conversation, for a helper that is likely to be asked for next.
 * Never rejects: what keeps it from starting is told by the look before a spawn.
 */
export const prepareClient = async (
  template: Template,
  checkedFolder: Promise<string>,
  deps: AcquireClientDeps,
  signal: AbortSignal,
): Promise<void> => {
  try {
    const cwd = await checkedFolder;
    const { startKey: key, open } = await startOf({ template }, deps, signal);
    const { model, options, sandbox, approvals } = template;
    deps.prepared.prepare({ startKey: key, template }, async (opening) => {
      const opened = await open(opening);
      opened.client.prepare({ cwd, model, options, sandbox, approvals });
      return opened;
    });
  } catch (thrown) {
    deps.ambient.log.info('client.not-prepared', { error: String(thrown) });
  }
};
