import { readFileSync } from 'node:fs';

import { delta } from './fault.ts';
import type { FaultWorld, Misbehaviour } from './program.ts';

const stepMs = 10;

/** How a loop stood still at the worst; each number by itself, in ms. */
export interface Stand {
  /** How late it came back. */
  readonly stoodMs: number;
  /** The same without what its thread waited for a processor meanwhile: that is its own doing. */
  readonly ownMs: number;
  /** What it waited for a processor; 0 where the system does not tell. */
  readonly waitedMs: number;
}

const still: Stand = { stoodMs: 0, ownMs: 0, waitedMs: 0 };

/** How long this thread has waited for a processor so far, in ms (Linux, schedstat field 2, ns). */
const waitedSoFar = (): number => {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[1]) / 1e6;
  } catch {
    return 0;
  }
};

/** Watches the loop of this thread. */
export class LoopWatch {
  readonly #timer: NodeJS.Timeout;
  #last = performance.now();
  #waited = waitedSoFar();
  #worst = still;

  constructor() {
    this.#timer = setInterval(() => {
      this.#worst = this.#worstNow();
      this.#last = performance.now();
      this.#waited = waitedSoFar();
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
    const waitedMs = waitedSoFar() - this.#waited;
    const { stoodMs: stood, ownMs: own, waitedMs: waited } = this.#worst;
    return {
      stoodMs: Math.max(stood, stoodMs),
      ownMs: Math.max(own, stoodMs - waitedMs),
      waitedMs: Math.max(waited, waitedMs),
    };
  }
}

/** Between two pieces of a bystander's text, in ms. */
const pieceMs = 20;

/**
 * Says the time every 20 ms (epoch ms), and behind it how late its own loop was at the worst since
 * the last piece, until its turn is interrupted: a helper that does nothing wrong.
 */
export const bystander: Misbehaviour = (world: FaultWorld) => {
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
