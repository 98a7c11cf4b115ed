import { readFile } from 'node:fs/promises';

import { Variant } from '@particle/dbus-next';

import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { deferred, type Deferred } from '../base/promises.ts';
import { scopeUnit, type ScopePlan } from '../codex/own-scope.ts';

/** A connection to the session bus, as far as it is used here. */
export interface ManagerBus {
  call(call: {
    readonly destination: string;
    readonly path: string;
    readonly interface: string;
    readonly member: string;
    readonly signature?: string;
    readonly arguments?: readonly unknown[];
  }): Promise<readonly unknown[]>;
  onSignal(
    listener: (signal: { readonly member: string; readonly body: readonly unknown[] }) => void,
  ): void;
  onLost(listener: (error: unknown) => void): void;
  disconnect(): void;
}

export interface UserSystemdDeps {
  /** A new connection; null where there is no session bus. May throw. */
  readonly openBus: () => ManagerBus | null;
  /** Of the app: its scopes end when that process does. */
  readonly pid: number;
  /** What its units are called by; letters and digits, unique on this machine. */
  readonly id: string;
  readonly clock: Clock;
  readonly log: Log;
}

const systemd = {
  destination: 'org.freedesktop.systemd1',
  path: '/org/freedesktop/systemd1',
  interface: 'org.freedesktop.systemd1.Manager',
} as const;

const theBus = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
} as const;

/** How long one that does not answer is waited for, and then not asked again. */
const answerMs = 2_000;
const restMs = 60_000;

/** What ends with SIGTERM, and after it for good. */
const stopUs = 1_000_000n;

type Properties = readonly (readonly [name: string, value: Variant])[];

const weights = ({ cpuWeight, ioWeight }: ScopePlan): Properties => [
  ['CPUWeight', new Variant('t', BigInt(cpuWeight))],
  ['IOWeight', new Variant('t', BigInt(ioWeight))],
];

/** A quarter of its memory it may have swapped out beside that. */
const scopeProperties = (plan: ScopePlan, pid: number, slice: string): Properties => [
  ['Description', new Variant('s', 'A helper of Bulkhead')],
  ['PIDs', new Variant('au', [pid])],
  ['Slice', new Variant('s', slice)],
  ['TasksMax', new Variant('t', BigInt(plan.tasks))],
  ['MemoryMax', new Variant('t', BigInt(plan.memory))],
  ['MemorySwapMax', new Variant('t', BigInt(Math.floor(plan.memory / 4)))],
  ['TimeoutStopUSec', new Variant('t', stopUs)],
  ['CollectMode', new Variant('s', 'inactive-or-failed')],
];

// Not a child of ours: it would keep what we have open, and Electron's own processes with it. The
// second is for helpers that see their input end, and go by themselves.
const watchScript =
  'tail --pid="$1" -s 1 -f /dev/null && sleep 1 && exec systemctl --user stop "$2"';

const watchProperties = (pid: number, slice: string): Properties => [
  ['Description', new Variant('s', 'Ends the helpers of Bulkhead when it is gone')],
  [
    'ExecStart',
    new Variant('a(sasb)', [
      ['/bin/sh', ['sh', '-c', watchScript, 'sh', String(pid), slice], false],
    ]),
  ],
  ['CollectMode', new Variant('s', 'inactive-or-failed')],
];

/**
 * The person's systemd, over the session bus. All scopes of one app are in a slice of its own: there
 * they have less than other programs together, and a unit of systemd stops it once the app is gone,
 * however that ended.
 */
export class UserSystemd {
  readonly #deps: UserSystemdDeps;
  readonly #slice: string;
  readonly #jobs = new Map<string, Deferred<unknown>>();
  #bus: Promise<ManagerBus | null> | null = null;
  /** Also one that is not ready yet: what hangs may never be. */
  #opened: ManagerBus | null = null;
  #weights = '';
  #notBefore = 0;

  constructor(deps: UserSystemdDeps) {
    this.#deps = deps;
    this.#slice = `app-bulkhead-${deps.id}.slice`;
  }

  /** Puts a process into a scope; false when it is in none. Never rejects, and never takes long. */
  async place(plan: ScopePlan, pid: number): Promise<boolean> {
    const { clock, log } = this.#deps;
    if (clock.monotonic() < this.#notBefore) return false;
    try {
      return await this.#within(this.#place(plan, pid));
    } catch (error) {
      log.warn('scope.not-made', { scope: plan.name, error: String(error) });
      this.#notBefore = clock.monotonic() + restMs;
      this.#drop();
      return false;
    }
  }

  /** Ends the connection; what runs in scopes goes on there. */
  close(): void {
    this.#notBefore = Number.POSITIVE_INFINITY;
    this.#drop();
  }

  async #place(plan: ScopePlan, pid: number): Promise<boolean> {
    this.#bus ??= this.#connect(plan);
    const bus = await this.#bus;
    if (bus === null) return false;
    await this.#weigh(bus, plan);
    const unit = scopeUnit(plan.name);
    // The answer only says that there is a job: the process is moved before that is done.
    const result = await this.#start(bus, unit, scopeProperties(plan, pid, this.#slice));
    if (result !== 'done') throw new Error(`the job of ${unit} ended as ${String(result)}`);
    return true;
  }

  async #start(bus: ManagerBus, unit: string, properties: Properties): Promise<unknown> {
    const job = deferred<unknown>();
    this.#jobs.set(unit, job);
    try {
      await bus.call({
        ...systemd,
        member: 'StartTransientUnit',
        signature: 'ssa(sv)a(sa(sv))',
        arguments: [unit, 'fail', properties, []],
      });
      return await job.promise;
    } finally {
      this.#jobs.delete(unit);
    }
  }

  async #connect(plan: ScopePlan): Promise<ManagerBus | null> {
    const bus = this.#deps.openBus();
    if (bus === null) return null;
    this.#opened = bus;
    bus.onLost((error) => {
      for (const job of this.#jobs.values()) job.resolve(error);
      this.#bus = null;
    });
    if (!(await isManagedHere(bus))) {
      bus.disconnect();
      // Another one may come with another session, which is asked about soon enough.
      this.#notBefore = this.#deps.clock.monotonic() + restMs;
      this.#bus = null;
      return null;
    }
    bus.onSignal(({ member, body: [, , unit, result] }) => {
      if (member === 'JobRemoved') this.#jobs.get(String(unit))?.resolve(result);
    });
    const rule = `type='signal',sender='${systemd.destination}',member='JobRemoved'`;
    await bus.call({ ...theBus, member: 'AddMatch', signature: 's', arguments: [rule] });
    await bus.call({ ...systemd, member: 'Subscribe' });
    this.#weights = '';
    await this.#prepare(bus, plan);
    return bus;
  }

  /** Of a connection before this one they may be there already. */
  async #prepare(bus: ManagerBus, plan: ScopePlan): Promise<void> {
    const { pid, id } = this.#deps;
    const units = [
      [this.#slice, weights(plan)],
      [`bulkhead-${id}-end.service`, watchProperties(pid, this.#slice)],
    ] as const;
    for (const [unit, properties] of units) {
      const known = await bus
        .call({ ...systemd, member: 'GetUnit', signature: 's', arguments: [unit] })
        .catch(() => null);
      if (known === null) await this.#start(bus, unit, properties);
    }
  }

  /** The settings may have changed since the slice was made. */
  async #weigh(bus: ManagerBus, plan: ScopePlan): Promise<void> {
    const wanted = `${plan.cpuWeight} ${plan.ioWeight}`;
    if (wanted === this.#weights) return;
    this.#weights = wanted;
    await bus.call({
      ...systemd,
      member: 'SetUnitProperties',
      signature: 'sba(sv)',
      arguments: [this.#slice, true, weights(plan)],
    });
  }

  /** Ends the connection, and with it all that still waits for an answer. */
  #drop(): void {
    this.#opened?.disconnect();
    this.#opened = null;
    this.#bus = null;
    for (const job of this.#jobs.values()) job.resolve('given up');
  }

  async #within<T>(work: Promise<T>): Promise<T> {
    const enough = new AbortController();
    const late = this.#deps.clock.pause(answerMs, enough.signal).then(() => {
      if (!enough.signal.aborted) throw new Error('systemd did not answer in time');
    });
    try {
      return (await Promise.race([work, late])) as T;
    } finally {
      enough.abort();
      work.catch(() => undefined);
    }
  }
}

/**
 * Whether a systemd answers that counts processes as we do: one outside of a container would take
 * the id of ours for somebody else's.
 */
const isManagedHere = async (bus: ManagerBus): Promise<boolean> => {
  const [owned] = await bus.call({
    ...theBus,
    member: 'NameHasOwner',
    signature: 's',
    arguments: [systemd.destination],
  });
  if (owned !== true) return false;
  const [pid] = await bus.call({
    ...theBus,
    member: 'GetConnectionUnixProcessID',
    signature: 's',
    arguments: [systemd.destination],
  });
  const name = await readFile(`/proc/${String(pid)}/comm`, 'utf8').catch(() => '');
  return name.trim() === 'systemd';
};
