import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';

import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import { compartmentsIn, ownerFile } from './compartment.ts';
import { processIdentity } from './process-identity.ts';

const TenantSchema = v.nullable(
  v.object({ pid: v.pipe(v.number(), v.integer(), v.minValue(2)), identity: v.string() }),
);
const OwnerSchema = v.object({ v: v.literal(1), app: TenantSchema, codex: TenantSchema });
type Tenant = v.InferOutput<typeof TenantSchema>;

const lives = async (tenant: Tenant): Promise<boolean> =>
  tenant !== null && (await processIdentity(tenant.pid)) === tenant.identity;

const readOwner = async (folder: string): Promise<v.InferOutput<typeof OwnerSchema> | null> => {
  try {
    const text = await readFile(path.join(folder, ownerFile), 'utf8');
    const parsed = v.safeParse(OwnerSchema, JSON.parse(text));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
};

/** Its end of stdin is closed with the app, so it normally goes by itself within two seconds. */
const end = async (tenant: Tenant, clock: Clock, signal: AbortSignal): Promise<boolean> => {
  for (let waits = 0; tenant !== null && waits < 60; waits += 1) {
    if (!(await lives(tenant))) return true;
    if (waits === 30) {
      try {
        process.kill(-tenant.pid, 'SIGKILL');
      } catch {
        // It went between the question and the signal, or leads no group: nothing more to do.
      }
    }
    await clock.pause(50, signal);
  }
  return !(await lives(tenant));
};

/**
 * Clears away the compartments of runs of the app that are over. A process is ended only when pid
 * and start time are those noted in the compartment; a compartment whose app or process still
 * lives stays. Answers how many were removed; never throws.
 */
export const reapCompartments = async (
  home: string,
  deps: { readonly clock: Clock; readonly log: Log; readonly signal: AbortSignal },
): Promise<number> => {
  const names = await readdir(compartmentsIn(home)).catch(() => []);
  const reap = async (name: string): Promise<number> => {
    const folder = path.join(compartmentsIn(home), name);
    const owner = await readOwner(folder);
    if (owner !== null && (await lives(owner.app))) return 0;
    if (owner !== null && !(await end(owner.codex, deps.clock, deps.signal))) return 0;
    await rm(folder, { recursive: true, force: true, maxRetries: 3, retryDelay: 50 });
    return 1;
  };
  const removed = await Promise.all(
    names.map((name) =>
      reap(name).catch((thrown: unknown) => {
        deps.log.warn('compartment.not-removed', { name, error: String(thrown) });
        return 0;
      }),
    ),
  );
  return removed.reduce((sum, one) => sum + one, 0);
};
