import { open, readdir, readFile, stat } from 'node:fs/promises';

import type { Clock } from '../../base/clock.ts';
import { markName } from '../../codex/compartment-environment.ts';
import { scopeNameIn } from '../../codex/own-scope.ts';

/** A process of ours as the system shows it. */
export interface SeenProcess {
  readonly pid: number;
  readonly parent: number;
  readonly uid: number;
  /** Ticks since the system started (Linux, /proc/<pid>/stat field 22). */
  readonly startedAt: number;
  /** What its environment says under `markName`; null for nothing, or when it is not readable. */
  readonly mark: string | null;
  /** The scope of ours that it is in; null for none. */
  readonly scope: string | null;
}

/** By what the processes of one compartment are told from strangers. */
export interface Belonging {
  readonly mark: string;
  /** Name of the scope that it was to have; null for none. */
  readonly scope: string | null;
  /** Ticks since the system started; nothing older is of the compartment. */
  readonly madeAt: number;
  readonly uid: number;
  /** `kinKey` of processes that were seen below the compartment's own while that lived. */
  readonly kin: ReadonlySet<string>;
}

/** Names a process beyond its pid, within one run of the system. */
export const kinKey = ({ pid, startedAt }: SeenProcess): string => `${pid}:${startedAt}`;

const withChildren = (
  table: readonly SeenProcess[],
  first: readonly SeenProcess[],
): readonly SeenProcess[] => {
  const children = new Map<number, SeenProcess[]>();
  for (const one of table) children.set(one.parent, [...(children.get(one.parent) ?? []), one]);
  const found = new Map(first.map((one) => [one.pid, one]));
  // A map goes on to what is added to it meanwhile.
  for (const parent of found.values()) {
    for (const child of children.get(parent.pid) ?? []) {
      // A child that seems older than its parent is the child of whoever had that pid before.
      if (child.startedAt >= parent.startedAt) found.set(child.pid, child);
    }
  }
  return [...found.values()];
};

/** All that descends from the process `pid`, without itself. Pure. */
export const descendants = (table: readonly SeenProcess[], pid: number): readonly SeenProcess[] =>
  withChildren(
    table,
    table.filter((one) => one.pid === pid),
  ).filter((one) => one.pid !== pid);

/**
 * The processes that belong to a compartment: those with its mark, in its scope, or known to be its
 * kin, and what descends from any of them, as far as they are of the same user and not older than it. This very
 * process is never one of them. Pure.
 */
export const remainsOf = (
  table: readonly SeenProcess[],
  { mark, scope, madeAt, uid, kin }: Belonging,
): readonly SeenProcess[] => {
  const ours = table.filter(
    (one) => one.uid === uid && one.startedAt >= madeAt && one.pid > 1 && one.pid !== process.pid,
  );
  return withChildren(
    ours,
    ours.filter(
      (one) => one.mark === mark || (scope !== null && one.scope === scope) || kin.has(kinKey(one)),
    ),
  );
};

/** A program can make its environment look endless. */
const environmentMax = 256 * 1024;

const markOf = async (pid: number): Promise<string | null> => {
  const file = await open(`/proc/${pid}/environ`).catch(() => null);
  if (file === null) return null;
  try {
    const bytes = Buffer.allocUnsafe(environmentMax);
    let length = 0;
    for (let read = -1; read !== 0 && length < environmentMax; length += read) {
      ({ bytesRead: read } = await file.read(bytes, length, environmentMax - length));
    }
    const start = `${markName}=`;
    const entries = bytes.toString('utf8', 0, length).split('\0');
    return entries.find((one) => one.startsWith(start))?.slice(start.length) ?? null;
  } catch {
    // It went meanwhile.
    return null;
  } finally {
    await file.close();
  }
};

const look = async (pid: number, uid: number): Promise<SeenProcess | null> => {
  try {
    if ((await stat(`/proc/${pid}`)).uid !== uid) return null;
    const line = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets and may itself hold spaces and brackets.
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
    const [state, parent] = fields;
    if (state === 'Z' || state === 'X') return null;
    const startedAt = Number(fields[19]);
    const scope = scopeNameIn(await readFile(`/proc/${pid}/cgroup`, 'utf8'));
    return { pid, parent: Number(parent), uid, startedAt, mark: await markOf(pid), scope };
  } catch {
    return null;
  }
};

const atOnce = 8;

const lookAtAll = async (): Promise<readonly SeenProcess[]> => {
  const uid = process.getuid?.();
  if (uid === undefined) return [];
  const names = await readdir('/proc').catch(() => []);
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  const found: SeenProcess[] = [];
  for (let from = 0; from < pids.length; from += atOnce) {
    const some = await Promise.all(pids.slice(from, from + atOnce).map((pid) => look(pid, uid)));
    found.push(...some.filter((one) => one !== null));
  }
  return found;
};

/** Looks at all processes of this user. Never rejects; empty where there is no /proc. */
export type LookAtProcesses = () => Promise<readonly SeenProcess[]>;

/** One look at a time; whoever asks during one shares the next, which sees what was there then. */
export const sharedLook = (lookOnce: LookAtProcesses = lookAtAll): LookAtProcesses => {
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<readonly SeenProcess[]> | null = null;
  return () => {
    next ??= running.then(() => {
      next = null;
      const looking = lookOnce();
      running = looking;
      return looking;
    });
    return next;
  };
};

/** Ticks since the system started, now; null where there is no /proc. */
export const ticksNow = async (): Promise<number | null> => {
  const uptime = await readFile('/proc/uptime', 'utf8').catch(() => '');
  const seconds = /^\d+\.\d\d/.exec(uptime)?.[0];
  // USER_HZ is 100 on every Linux that Electron runs on.
  return seconds === undefined ? null : Math.floor(Number(seconds) * 100);
};

export interface EndRemainsDeps {
  readonly look: LookAtProcesses;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

const tell = (found: readonly SeenProcess[], signal: 'SIGSTOP' | 'SIGKILL'): void => {
  for (const { pid } of found) {
    try {
      process.kill(pid, signal);
    } catch {
      // It went between the look and the signal, which is what was wanted.
    }
  }
};

const rounds = 40;
const roundMs = 50;

/**
 * Ends all that is left of a compartment, also what ignores SIGTERM and what is made meanwhile;
 * answers what could not be ended within about two seconds. Never rejects.
 */
export const endRemains = async (
  belonging: Belonging,
  { look: see, clock, signal }: EndRemainsDeps,
): Promise<readonly SeenProcess[]> => {
  const kin = new Set(belonging.kin);
  const remains = async (): Promise<readonly SeenProcess[]> => {
    const found = remainsOf(await see(), { ...belonging, kin });
    for (const one of found) kin.add(kinKey(one));
    return found;
  };
  let found = await remains();
  for (let round = 0; found.length > 0 && round < rounds; round += 1) {
    // What stands still makes no others between this look and the end of those that it showed.
    tell(found, 'SIGSTOP');
    tell(await remains(), 'SIGKILL');
    await clock.pause(round === 0 ? 1 : roundMs, signal);
    found = await remains();
  }
  return found;
};
