import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { dirname } from 'node:path';

import type { Appetite } from '../../shared/settings.ts';
import type { HelperBounds } from '../../shared/state.ts';
import type { Clock } from '../base/clock.ts';
import type { LimitHit } from './client.ts';

/** The scope that a process is to run in, and what may be used there. */
export interface ScopePlan {
  /** Unique on this machine; letters, digits and dashes. */
  readonly name: string;
  /** Bytes. */
  readonly memory: number;
  /** Processes and threads. */
  readonly tasks: number;
  /** Of all scopes of Bulkhead together, where any other program has 100. */
  readonly cpuWeight: number;
  readonly ioWeight: number;
}

const megabyte = 1_000_000;
/** Half of a small machine is too little for anything. */
const leastMemory = 2_000 * megabyte;

/** The limits that the settings come to on a machine with `total` bytes of memory. Pure. */
export const scopeLimits = (
  { memoryMb, ...rest }: Appetite,
  total = totalmem(),
): Omit<ScopePlan, 'name'> => ({
  memory: memoryMb === 0 ? Math.max(leastMemory, Math.floor(total / 2)) : memoryMb * megabyte,
  tasks: rest.tasks,
  cpuWeight: rest.cpuWeight,
  ioWeight: rest.ioWeight,
});

/**
 * The niceness that gives one process as much of a busy processor as that weight, where any other
 * program has 100: the kernel takes a fifth off with each step of it. Pure.
 */
export const nicenessFor = (cpuWeight: number): number =>
  Math.min(19, Math.max(0, Math.round(Math.log(100 / cpuWeight) / Math.log(1.25))));

/** What systemd calls the scope of that name. */
export const scopeUnit = (name: string): string => `bulkhead-${name}.scope`;

const inScope = /^\d+:([^:]*):(\/.*\/bulkhead-([A-Za-z0-9-]+)\.scope)(?:\/.*)?$/;

/** The name of the scope that `/proc/<pid>/cgroup` tells of; null for one of nobody's or others'. Pure. */
export const scopeNameIn = (cgroup: string): string | null => {
  for (const line of cgroup.split('\n')) {
    const name = inScope.exec(line)?.[3];
    if (name !== undefined) return name;
  }
  return null;
};

interface Limited {
  readonly most: number;
  /** How often the end of it was met. */
  readonly met: () => number;
}

// These files are made up by the kernel: reading them waits for no disk.
const read = (file: string): string | null => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
};

/** cgroup v1 says of “no limit” that it is a little less than this. */
const boundless = 2 ** 60;

const limited = (
  folder: string,
  [limit, events, word]: readonly [limit: string, events: string, word: string],
): Limited | null => {
  const text = read(`${folder}/${limit}`);
  const most = Number(text ?? Number.NaN);
  if (!Number.isFinite(most) || most >= boundless) return null;
  const pattern = new RegExp(`^${word} (\\d+)$`, 'm');
  const counted = (where: string): number | null => {
    const seen = pattern.exec(read(`${where}/${events}`) ?? '')?.[1];
    return seen === undefined ? null : Number(seen);
  };
  const above = dirname(folder);
  let last = { own: 0, above: counted(above) };
  return {
    most,
    met: () => {
      const own = counted(folder);
      const all = counted(above);
      if (own !== null) last = { own, above: all };
      // A scope goes with the last process in it. Since cgroup v2 the slice has counted with it.
      else if (all !== null && last.above !== null) return last.own + all - last.above;
      return last.own;
    },
  };
};

/** Where a controller's files of a scope can be: cgroup v2, alone or beside v1, and v1. */
const foldersFor = (cgroup: string, controller: string, root: string): readonly string[] =>
  cgroup.split('\n').flatMap((line) => {
    const [, controllers, path] = inScope.exec(line) ?? [];
    if (controllers === undefined || path === undefined) return [];
    if (controllers === '') return [`${root}${path}`, `${root}/unified${path}`];
    return controllers.split(',').includes(controller) ? [`${root}/${controller}${path}`] : [];
  });

const files = {
  memory: [
    ['memory.max', 'memory.events', 'oom_kill'],
    ['memory.limit_in_bytes', 'memory.oom_control', 'oom_kill'],
  ],
  pids: [['pids.max', 'pids.events', 'max']],
} as const;

const findLimited = (
  cgroup: string,
  controller: keyof typeof files,
  root: string,
): Limited | null => {
  for (const folder of foldersFor(cgroup, controller, root)) {
    for (const names of files[controller]) {
      const found = limited(folder, names);
      if (found !== null) return found;
    }
  }
  return null;
};

/** Between two looks at what was met. */
const lookMs = 2_000;
/** What was met so long before an end did not bring it about. */
const lately = 2 * lookMs;

/** The scope that a process runs in, as the kernel tells of it. */
export class OwnScope {
  readonly bounds: HelperBounds;
  readonly #clock: Clock;
  readonly #kinds: readonly { readonly what: LimitHit['what']; readonly limited: Limited }[];
  readonly #seen = new Map<LimitHit['what'], { readonly met: number; readonly at: number }>();

  private constructor(cgroup: string, clock: Clock, root: string) {
    const memory = findLimited(cgroup, 'memory', root);
    const tasks = findLimited(cgroup, 'pids', root);
    this.#clock = clock;
    this.bounds = { kind: 'scope', memory: memory?.most ?? null, tasks: tasks?.most ?? null };
    this.#kinds = [
      ...(memory === null ? [] : [{ what: 'memory' as const, limited: memory }]),
      ...(tasks === null ? [] : [{ what: 'tasks' as const, limited: tasks }]),
    ];
  }

  /** Null when the process is in no scope of ours. */
  static of(
    pid: number,
    clock: Clock,
    roots = { proc: '/proc', cgroup: '/sys/fs/cgroup' },
  ): OwnScope | null {
    const cgroup = read(`${roots.proc}/${pid}/cgroup`) ?? '';
    return scopeNameIn(cgroup) === null ? null : new OwnScope(cgroup, clock, roots.cgroup);
  }

  /** What was met since this was asked last. */
  newlyMet(): readonly LimitHit[] {
    return this.#kinds.flatMap(({ what, limited: { most, met } }) => {
      const before = this.#seen.get(what)?.met ?? 0;
      const now = met();
      if (now <= before) return [];
      this.#seen.set(what, { met: now, at: this.#clock.monotonic() });
      return [{ what, most }];
    });
  }

  /** What a process that has just ended in trouble had come to the end of; asked at once. */
  endedBy(): LimitHit | null {
    this.newlyMet();
    const now = this.#clock.monotonic();
    const recent = this.#kinds.find(({ what }) => {
      const at = this.#seen.get(what)?.at;
      return at !== undefined && now - at <= lately;
    });
    return recent === undefined ? null : { what: recent.what, most: recent.limited.most };
  }

  /** Tells what is met while it runs, until the signal. */
  async watch(onMet: (hit: LimitHit) => void, signal: AbortSignal): Promise<void> {
    const isOver = (): boolean => signal.aborted;
    while (!isOver()) {
      await this.#clock.pause(lookMs, signal);
      if (isOver()) return;
      for (const hit of this.newlyMet()) onMet(hit);
    }
  }
}
