import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { failure } from '../../shared/failure.ts';
import type { Clock } from '../base/clock.ts';
import { FailureError, storageFailure, toFailure } from '../base/errors.ts';
import { FolderLooks, type Looks } from '../base/folder-look.ts';
import type { Log } from '../base/log.ts';
import { AppServerClient } from './app-server-client.ts';
import type { ClientPlan, PausableClient, StartCodexClient } from './client.ts';
import { configToml } from './config.ts';
import { deniedPlaces } from './denied-places.ts';
import { startProcess, type Gate } from './process.ts';

const writeConfig = async (plan: ClientPlan, looks: Pick<Looks, 'resolve'>): Promise<void> => {
  try {
    await writeFile(
      join(plan.home, 'config.toml'),
      configToml(
        plan.provider,
        plan.chatgptBaseUrl,
        await deniedPlaces([plan.home, ...plan.unreadable], ['/'], looks),
      ),
      { mode: 0o600 },
    );
  } catch (error) {
    throw storageFailure('compartment', error);
  }
};

/**
 * Makes the function that starts app-servers: it writes the compartment's config.toml, starts
 * `codex app-server` with the plan's environment plus CODEX_HOME, and finishes the handshake.
 * Whatever goes wrong is a FailureError, and the process is gone before it is thrown.
 */
export const createStartClient =
  (deps: {
    readonly redact: (text: string) => string;
    readonly clock: Clock;
    readonly log: Log;
    /** A new client's id; random when left out. */
    readonly newId?: () => string;
    /** What the program waits for before it begins; nothing when left out. */
    readonly gate?: Gate;
    /** How long a client may leave a request unanswered; 30 s when left out. */
    readonly requestMs?: number;
    /** How places are looked at; the real way when left out. */
    readonly looks?: Pick<Looks, 'resolve'>;
  }): ((...start: Parameters<StartCodexClient>) => Promise<PausableClient>) =>
  async (plan, credential, signal) => {
    const looks = deps.looks ?? new FolderLooks();
    if (signal.aborted) {
      throw new FailureError(failure({ kind: 'unexpected' }, 'start was cancelled', 'cancelled'));
    }
    await writeConfig(plan, looks);
    let client: AppServerClient | null = null;
    const process = await startProcess({
      command: plan.program.command,
      args: [...plan.program.args, 'app-server'],
      cwd: plan.home,
      env: { ...plan.env, ...plan.program.env, CODEX_HOME: plan.home },
      redact: deps.redact,
      onLimit: (hit) => client?.met(hit),
      ...(deps.gate === undefined ? {} : { gate: deps.gate }),
    });
    client = new AppServerClient({
      id: (deps.newId ?? newClientId)(),
      process,
      plan,
      credential,
      looks,
      redact: deps.redact,
      clock: deps.clock,
      log: deps.log,
      ...(deps.requestMs === undefined ? {} : { requestMs: deps.requestMs }),
    });
    try {
      await client.handshake(signal);
      return client;
    } catch (error) {
      await client.close();
      throw error instanceof FailureError
        ? error
        : new FailureError(toFailure(error), { cause: error });
    }
  };

const newClientId = (): string => `client-${randomUUID().slice(0, 8)}`;
