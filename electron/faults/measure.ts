import { readdirSync, readFileSync } from 'node:fs';

import { delta } from './fault.ts';
import type { FaultWorld, Misbehaviour } from './program.ts';

const stepMs = 10;

/** How a loop stood still at the worst; each number by itself, in ms. */
export interface Stand {
  /** How late it came back. */
  readonly stoodMs: number;
  /**
   * The same without what its thread waited for a processor meanwhile: that is its own doing. What it
   * waited for something else is not either, as far as another thread that is watched waited for a
   * processor then: that one may have held the lock.
   */
  readonly ownMs: number;
  /** Of its own doing what it ran on a processor; all of it where the system does not tell. */
  readonly busyMs: number;
  /** What it waited for a processor; 0 where the system does not tell. */
  readonly waitedMs: number;
}

const still: Stand = { stoodMs: 0, ownMs: 0, busyMs: 0, waitedMs: 0 };

interface Schedule {
  readonly ranMs: number;
  readonly waitedMs: number;
}

/** How long a thread has run and waited for a processor so far (Linux, schedstat, in ns). */
const scheduleOf = (thread: string): Schedule | null => {
  try {
    const [ran, waited] = readFileSync(`${thread}/schedstat`, 'utf8').split(' ');
    return { ranMs: Number(ran) / 1e6, waitedMs: Number(waited) / 1e6 };
  } catch {
    return null;
  }
};

const scheduleSoFar = (): Schedule =>
  scheduleOf('/proc/thread-self') ?? { ranMs: performance.now(), waitedMs: 0 };

const tasks = '/proc/self/task';
/** So old the waits of the other threads may be from which those of a stand are counted, in ms. */
const threadsMs = 50;

/** What each thread of this process has waited for a processor so far, in ms; empty where it is not told. */
const waitsOfThreads = (): ReadonlyMap<string, number> => {
  const waits = new Map<string, number>();
  try {
    for (const id of readdirSync(tasks)) {
      const waited = scheduleOf(`${tasks}/${id}`)?.waitedMs;
      if (waited !== undefined) waits.set(id, waited);
    }
  } catch {
    // Elsewhere than on Linux nothing is told, and nothing is taken off.
  }
  return waits;
};

/** Watches the loop of this thread, and with `threads` what the others of this process waited for. */
export class LoopWatch {
  readonly #timer: NodeJS.Timeout;
  #last = performance.now();
  #schedule = scheduleSoFar();
  #worst = still;
  readonly #threads: boolean;
  #waits: { readonly at: number; readonly of: ReadonlyMap<string, number> };

  constructor(threads = false) {
    this.#threads = threads;
    this.#waits = { at: this.#last, of: threads ? waitsOfThreads() : new Map() };
    this.#timer = setInterval(() => {
      this.#worst = this.#worstNow();
      this.#last = performance.now();
      this.#schedule = scheduleSoFar();
      if (threads && this.#last - this.#waits.at > threadsMs) {
        this.#waits = { at: this.#last, of: waitsOfThreads() };
      }
    }, stepMs);
  }

  /** The worst since the last question. */
  take(): Stand {
    const worst = this.#worstNow();
    this.#worst = still;
    return worst;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #worstNow(): Stand {
    const stoodMs = Math.max(0, performance.now() - this.#last - stepMs);
    const now = scheduleSoFar();
    const waitedMs = now.waitedMs - this.#schedule.waitedMs;
    const ranMs = now.ranMs - this.#schedule.ranMs;
    const { stoodMs: stood, ownMs: own, busyMs: busy, waitedMs: waited } = this.#worst;
    const blockedMs = Math.max(0, stoodMs - waitedMs - ranMs);
    const ownMs = stoodMs - waitedMs - Math.min(blockedMs, this.#othersWaited(blockedMs));
    return {
      stoodMs: Math.max(stood, stoodMs),
      ownMs: Math.max(own, ownMs),
      busyMs: Math.max(busy, Math.min(ownMs, ranMs)),
      waitedMs: Math.max(waited, waitedMs),
    };
  }

  /** The longest that one thread waited for a processor meanwhile, if that may have mattered. */
  #othersWaited(blockedMs: number): number {
    if (!this.#threads || blockedMs < stepMs) return 0;
    const before = this.#waits.of;
    const waited = [...waitsOfThreads()].map(([id, ms]) => ms - (before.get(id) ?? 0));
    return Math.max(0, ...waited);
  }
}

/**
 * Says the time every `pieceMs` (epoch ms), and behind it how late its own loop was at the worst
 * since the last piece, until its turn is interrupted: a helper that does nothing wrong.
 */
export const bystanderEvery =
  (pieceMs: number): Misbehaviour =>
  (world: FaultWorld) => {
    let last = performance.now();
    setInterval(() => {
      const now = performance.now();
      const late = Math.max(0, now - last - pieceMs);
      last = now;
      delta(world, `${Date.now()}:${late.toFixed(1)} `);
    }, pieceMs).unref();
  };

/** What was heard of bystanders since the last question, in ms. */
export interface Heard {
  /** How late each piece came. */
  readonly pieces: readonly number[];
  /** How late the loop of one of them was at the worst. */
  readonly machineMs: number;
}

/** Reads what bystanders say; a piece may be cut anywhere, and each has its own rest. */
export class BystanderEar {
  readonly #rests = new Map<string, string>();
  #pieces: number[] = [];
  #machineMs = 0;

  /** `now` in epoch ms, when it was heard. */
  hear(who: string, text: string, now: number): void {
    const said = `${this.#rests.get(who) ?? ''}${text}`.split(' ');
    this.#rests.set(who, said.pop() ?? '');
    for (const piece of said) {
      const [sent, late] = piece.split(':').map(Number);
      if (sent === undefined || late === undefined || !(sent > 0 && late >= 0)) continue;
      this.#pieces.push(now - sent);
      this.#machineMs = Math.max(this.#machineMs, late);
    }
  }

  take(): Heard {
    const heard = { pieces: this.#pieces, machineMs: this.#machineMs };
    this.#pieces = [];
    this.#machineMs = 0;
    return heard;
  }
}

/** The number that 99 of 100 do not exceed; 0 for none. Pure. */
export const p99 = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b).at(Math.floor(numbers.length * 0.99)) ?? 0;
