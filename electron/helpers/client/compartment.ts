import { mkdir, rm, writeFile, readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';

import type { Clock } from '../../base/clock.ts';
import { storageFailure } from '../../base/errors.ts';
import { placesIn } from '../../base/paths.ts';
import { childPath, readRegularFile, removeFolder } from '../../base/files.ts';
import type { Log } from '../../base/log.ts';
import { markName } from '../../codex/compartment-environment.ts';
import {
  descendants,
  endRemains,
  kinKey,
  sharedLook,
  ticksNow,
  type Belonging,
  type LookAtProcesses,
} from './orphans.ts';

/** Name of the file that says whose compartment a folder is. */
const ownerFile = 'owner.json';
const ownerBytes = 64 * 1024;

/** Folder under BULKHEAD_HOME that holds all compartments. */
export const compartmentsIn = (home: string): string => placesIn(home).compartments;

const bootId = async (): Promise<string> =>
  (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();

/**
 * Names a process beyond its pid: boot id and start time in ticks (Linux, /proc/<pid>/stat field
 * 22), so that a pid that was given out again is never taken for the old one. Null when it is gone.
 */
export const processIdentity = async (pid: number): Promise<string | null> => {
  try {
    const boot = await bootId();
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets and may itself hold spaces and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state] = fields;
    const startedAt = fields[19];
    if (startedAt === undefined || state === 'Z' || state === 'X') return null;
    return `${boot}:${startedAt}`;
  } catch {
    return null;
  }
};

const TenantSchema = v.object({
  pid: v.pipe(v.number(), v.integer(), v.minValue(2)),
  identity: v.string(),
});

const OwnerSchema = v.object({
  v: v.literal(1),
  app: v.nullable(TenantSchema),
  codex: v.nullable(TenantSchema),
  /** When it was made and what marks its processes; an older note has none. */
  made: v.optional(
    v.nullable(
      v.object({
        boot: v.string(),
        ticks: v.number(),
        mark: v.string(),
        scope: v.optional(v.nullable(v.string()), null),
      }),
    ),
    null,
  ),
});

/** All compartments of a process share their looks. */
const lookAtProcesses = sharedLook();

type Owner = v.InferOutput<typeof OwnerSchema>;

/** Without its note a compartment is told by its folder alone, which no other one has had. */
const madeUnknown = (folder: string): MadeAs & { readonly boot: null } => ({
  boot: null,
  ticks: 0,
  mark: folder,
  scope: path.basename(folder),
});
type Tenant = v.InferOutput<typeof TenantSchema>;

const tenant = async (pid: number): Promise<Tenant | null> => {
  const identity = await processIdentity(pid);
  return identity === null ? null : { pid, identity };
};

const madeNow = async (mark: string, scope: string): Promise<Owner['made']> => {
  const ticks = await ticksNow();
  const boot = await bootId().catch(() => null);
  return ticks === null || boot === null ? null : { boot, ticks, mark, scope };
};

/** By what the processes of a compartment are known. */
type MadeAs = Omit<NonNullable<Owner['made']>, 'boot'>;

const belonging = (made: MadeAs, kin: ReadonlySet<string>): Belonging => ({
  mark: made.mark,
  scope: made.scope,
  madeAt: made.ticks,
  uid: process.getuid?.() ?? -1,
  kin,
});

interface EndDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** The real processes when left out. */
  readonly look?: LookAtProcesses;
}

const endAll = async (
  made: MadeAs | null,
  kin: ReadonlySet<string>,
  { clock, log, signal, look = lookAtProcesses }: EndDeps,
): Promise<boolean> => {
  if (made === null) return true;
  const left = await endRemains(belonging(made, kin), { look, clock, signal });
  if (left.length > 0) log.warn('compartment.processes-left', { pids: left.map(({ pid }) => pid) });
  return left.length === 0;
};

/** One client's folder of its own: its CODEX_HOME, its TMPDIR and a note of who lives in it. */
export class Compartment {
  /** Own CODEX_HOME, mode 0700. */
  readonly codexHome: string;
  /** Name of the scope that its process is to run in, where there can be one. */
  readonly scope: string;
  /** Own TMPDIR, mode 0700: the one temporary folder that its commands may write in. */
  readonly temporary: string;
  readonly #folder: string;
  readonly #appPid: number;
  /** What was seen below its process; a program can take the mark out of its environment. */
  readonly #kin = new Set<string>();
  #made: Owner['made'] = null;
  #inhabitant: number | null = null;

  private constructor(folder: string, appPid: number) {
    this.#folder = folder;
    this.#appPid = appPid;
    this.scope = path.basename(folder);
    this.codexHome = path.join(folder, 'codex-home');
    this.temporary = path.join(folder, 'tmp');
  }

  /** Makes `compartments/<id>` under BULKHEAD_HOME; throws a FailureError `storage`. */
  static async make(home: string, id: string, appPid: number): Promise<Compartment> {
    const made = new Compartment(childPath(compartmentsIn(home), id), appPid);
    try {
      await mkdir(compartmentsIn(home), { recursive: true, mode: 0o700 });
      await mkdir(made.#folder, { mode: 0o700 });
      made.#made = await madeNow(made.#folder, made.scope);
      await made.#note(null);
      await mkdir(made.codexHome, { mode: 0o700 });
      await mkdir(made.temporary, { mode: 0o700 });
    } catch (thrown) {
      // Nobody was in it yet, and there may be no descriptor for a process that removes it.
      await rm(made.#folder, { recursive: true, force: true }).catch(() => undefined);
      throw storageFailure("the helper's own folder", thrown);
    }
    return made;
  }

  /** Goes into the environment of its process, which hands it on to all that it starts. */
  get mark(): Readonly<Record<string, string>> {
    return { [markName]: this.#folder };
  }

  /**
   * Notes the process that lives here, before its program begins, so that a leftover can be told
   * from a stranger later. Twice for the same one is safe.
   */
  async inhabit(pid: number): Promise<void> {
    if (pid === this.#inhabitant) return;
    await this.#note(await tenant(pid)).catch((thrown: unknown) => {
      throw storageFailure("the note of the helper's process", thrown);
    });
    this.#inhabitant = pid;
  }

  /** Remembers what runs below its process `pid` now: once that is gone, nobody can tell any more. */
  async meetKin(pid: number, look: LookAtProcesses = lookAtProcesses): Promise<void> {
    for (const one of descendants(await look(), pid)) this.#kin.add(kinKey(one));
  }

  /** Ends whatever is left of its process, in whatever session; true when nothing is. */
  endRemains(deps: EndDeps): Promise<boolean> {
    return endAll(this.#made, this.#kin, deps);
  }

  /** Removes the folder with all that is in it. Twice is safe. */
  async remove(): Promise<void> {
    await removeFolder(this.#folder);
  }

  async #note(codex: Tenant | null): Promise<void> {
    const app = await tenant(this.#appPid);
    const owner = { v: 1, app, codex, made: this.#made } satisfies Owner;
    await writeFile(path.join(this.#folder, ownerFile), JSON.stringify(owner), { mode: 0o600 });
  }
}

const lives = async (tenant: Tenant | null): Promise<boolean> =>
  tenant !== null && (await processIdentity(tenant.pid)) === tenant.identity;

const readOwner = async (folder: string): Promise<Owner | null> => {
  try {
    const text = (await readRegularFile(path.join(folder, ownerFile), ownerBytes)).toString('utf8');
    const parsed = v.safeParse(OwnerSchema, JSON.parse(text));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
};

/** Its end of stdin is closed with the app, so it normally goes by itself within two seconds. */
const end = async (tenant: Tenant | null, clock: Clock, signal: AbortSignal): Promise<boolean> => {
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
 * Ends the app-servers of accounts below `home` that are older than this app, or than `before`
 * (ticks since the system started): one app at a time has a home, so theirs is over. Never rejects.
 */
export const reapAccountServers = async (
  home: string,
  { look = lookAtProcesses, clock, signal, log }: EndDeps,
  before?: number,
): Promise<void> => {
  const own = Number((await processIdentity(process.pid))?.split(':')[1] ?? 0);
  const start = path.join(placesIn(home).accounts, path.sep);
  const old = (await look()).filter(
    ({ mark, startedAt }) => mark?.startsWith(start) === true && startedAt < (before ?? own),
  );
  if (old.length === 0) return;
  log.warn('account.processes-left', { pids: old.map(({ pid }) => pid) });
  const kin = new Set(old.map(kinKey));
  // By what they are themselves: those that this app has started bear the same mark.
  const theirs = { mark: '', scope: null, madeAt: 0, uid: process.getuid?.() ?? -1, kin };
  await endRemains(theirs, { look, clock, signal });
};

/**
 * Clears away the compartments of runs of the app that are over. A process is ended only when pid
 * and start time are those noted in the compartment, or when it is of this user, bears the
 * compartment's mark and is not older than it; where the note cannot be read, by the mark alone. A
 * compartment whose app or processes still live
 * stays. Answers how many were removed; never throws.
 */
export const reapCompartments = async (home: string, deps: EndDeps): Promise<number> => {
  const names = await readdir(compartmentsIn(home)).catch(() => []);
  const boot = await bootId().catch(() => null);
  const accounts = reapAccountServers(home, deps);
  const reap = async (name: string): Promise<number> => {
    const folder = path.join(compartmentsIn(home), name);
    const owner = await readOwner(folder);
    if (owner !== null && (await lives(owner.app))) return 0;
    if (owner !== null && !(await end(owner.codex, deps.clock, deps.signal))) return 0;
    const made = owner?.made ?? madeUnknown(folder);
    if ((made.boot === null || made.boot === boot) && !(await endAll(made, new Set(), deps)))
      return 0;
    await removeFolder(folder);
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
  await accounts;
  return removed.reduce((sum, one) => sum + one, 0);
};
