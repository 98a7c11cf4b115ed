import type { Clock } from '../base/clock.ts';
import { raceAbort } from '../base/promises.ts';

/** A place among the helpers alive. Each of the two may be called once or more. */
export interface Slot {
  /** The start-up is over: the next in line may begin its own. */
  started(): void;
  /** The helper is no longer alive. */
  leave(): void;
}

interface Waiting {
  readonly admit: (slot: Slot) => void;
}

/** When a start counts as hanging, in ms: no burden to the machine, so that others need not wait. */
const hangs = {
  /** Sooner than this none does; later than `latest` each. */
  earliest: 4_000,
  latest: 10_000,
  /** So many times as long as the slowest of the last `seen` that went well. */
  times: 5,
  seen: 4,
} as const;

/**
 * Lets helpers start in the order they came, so many at once, and only so many live at a time. A
 * start that hangs counts among those alive, and gives its place in the line to the next. Where
 * starts are slow, slow ones are not taken for hanging: all would begin at once then.
 */
export class StartQueue {
  readonly #clock: Clock;
  readonly #limits: () => { readonly alive: number; readonly starting: number };
  #alive = 0;
  #starting = 0;
  #line: Waiting[] = [];
  /** How long the last starts took that went well, in ms. */
  #took: readonly number[] = [];

  /** `limits` is asked anew each time, so a changed setting holds from the next start on. */
  constructor(limits: () => { readonly alive: number; readonly starting: number }, clock: Clock) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** True when the next to enter would have to wait. */
  get isFull(): boolean {
    const limits = this.#limits();
    return (
      this.#line.length > 0 || this.#alive >= limits.alive || this.#starting >= limits.starting
    );
  }

  /** Waits in line for a slot; rejects when the signal aborts, and then none is taken. */
  async enter(signal: AbortSignal): Promise<Slot> {
    signal.throwIfAborted();
    let waiting: Waiting | null = null;
    const turn = new Promise<Slot>((resolve) => {
      waiting = { admit: resolve };
      this.#line.push(waiting);
    });
    this.advance();
    try {
      return await raceAbort(turn, signal);
    } catch (thrown) {
      if (this.#line.some((one) => one === waiting)) {
        this.#line = this.#line.filter((one) => one !== waiting);
      } else {
        (await turn).leave();
      }
      throw thrown;
    }
  }

  /** Admits whoever may now start; to be called when a limit was raised. */
  advance(): void {
    for (;;) {
      const limits = this.#limits();
      const full = this.#alive >= limits.alive || this.#starting >= limits.starting;
      const next = full ? undefined : this.#line.shift();
      if (next === undefined) return;
      next.admit(this.#take());
    }
  }

  #take(): Slot {
    this.#alive += 1;
    this.#starting += 1;
    let starting = true;
    let alive = true;
    const over = new AbortController();
    const begunAt = this.#clock.monotonic();
    const giveWay = (): void => {
      if (!starting) return;
      starting = false;
      over.abort();
      this.#starting -= 1;
      this.advance();
    };
    void this.#clock.pause(this.#hangsMs(), over.signal).then(giveWay);
    let isOver = false;
    return {
      started: () => {
        // One that seemed to hang and then did start tells how slow the machine is.
        if (!isOver) this.#went(this.#clock.monotonic() - begunAt);
        isOver = true;
        giveWay();
      },
      leave: () => {
        if (!alive) return;
        alive = false;
        isOver = true;
        this.#alive -= 1;
        giveWay();
        this.advance();
      },
    };
  }

  #went(tookMs: number): void {
    this.#took = [tookMs, ...this.#took].slice(0, hangs.seen);
  }

  #hangsMs(): number {
    if (this.#took.length === 0) return hangs.latest;
    const slow = hangs.times * Math.max(...this.#took);
    return Math.min(hangs.latest, Math.max(hangs.earliest, slow));
  }
}
