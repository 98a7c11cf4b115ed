import { Alarm } from '../../base/alarm.ts';
import type { Clock } from '../../base/clock.ts';
import type { GatewayTimings } from './timings.ts';

export interface LivenessDeps {
  readonly clock: Clock;
  readonly timings: Pick<
    GatewayTimings,
    'quietMs' | 'probeMs' | 'probeEveryMs' | 'giveUpMs' | 'sleptMs'
  >;
  /** Asks the gateway for a sign of life; the answer comes back as a frame. Must not throw. */
  readonly probe: () => void;
  /** Nothing came back; `since` is when the last frame arrived. */
  readonly onStalled: (since: number) => void;
  readonly onRecovered: () => void;
}

/**
 * Judges one session by its frames: any frame is life. After `quietMs` without one the gateway is
 * asked; unanswered it is stalled; three times unanswered and stalled for `giveUpMs` it is dead.
 */
export class Liveness {
  readonly #deps: LivenessDeps;
  readonly #life = new Alarm();
  /** Epoch ms, to be shown; all others are of the clock that nobody sets. */
  #lastFrameAt: number;
  #heardAt: number;
  #lastProbeAt = -Infinity;
  #unanswered = 0;
  #stalledAt: number | null = null;

  constructor(deps: LivenessDeps) {
    this.#deps = deps;
    this.#lastFrameAt = deps.clock.now();
    this.#heardAt = deps.clock.monotonic();
  }

  /** Epoch ms. */
  get lastFrameAt(): number {
    return this.#lastFrameAt;
  }

  /** For how long nothing arrived. */
  get silentMs(): number {
    return this.#deps.clock.monotonic() - this.#heardAt;
  }

  /** Something arrived. */
  frame(): void {
    this.#lastFrameAt = this.#deps.clock.now();
    this.#heardAt = this.#deps.clock.monotonic();
    this.#unanswered = 0;
    this.#life.ring();
    if (this.#stalledAt === null) return;
    this.#stalledAt = null;
    this.#deps.onRecovered();
  }

  /** Settles with `dead`, or with `over` when aborted; may be run again afterwards. */
  async run(signal: AbortSignal): Promise<'dead' | 'over'> {
    const { clock, timings } = this.#deps;
    while (!signal.aborted) {
      const dueInMs = this.#nextProbeAt() - clock.monotonic();
      if (dueInMs > 0) {
        if (await nap(dueInMs, timings.sleptMs, clock, signal)) this.#slept();
      } else if (await this.#probe(signal)) {
        return 'dead';
      }
    }
    return 'over';
  }

  #nextProbeAt(): number {
    const { quietMs, probeEveryMs } = this.#deps.timings;
    return this.#stalledAt === null ? this.#heardAt + quietMs : this.#lastProbeAt + probeEveryMs;
  }

  /** True when the gateway is given up. */
  async #probe(signal: AbortSignal): Promise<boolean> {
    const { clock, timings, probe, onStalled } = this.#deps;
    const askedAt = clock.now();
    this.#lastProbeAt = clock.monotonic();
    this.#life.take();
    probe();
    await this.#life.during((stop) => clock.pause(timings.probeMs, stop), signal);
    if (this.#life.take() || signal.aborted) return false;
    if (clock.now() - askedAt > timings.probeMs + timings.sleptMs) {
      this.#slept();
      return false;
    }
    this.#unanswered += 1;
    if (this.#stalledAt === null) {
      this.#stalledAt = clock.monotonic();
      onStalled(this.#lastFrameAt);
    }
    return this.#unanswered >= 3 && clock.monotonic() - this.#stalledAt >= timings.giveUpMs;
  }

  /** Silence while the computer slept proves nothing: ask at once and count anew. */
  #slept(): void {
    const { clock, timings } = this.#deps;
    this.#unanswered = 0;
    this.#lastProbeAt = -Infinity;
    if (this.#stalledAt === null) this.#heardAt = clock.monotonic() - timings.quietMs;
    else this.#stalledAt = clock.monotonic();
  }
}

const stepMs = 1_000;

/**
 * Waits `ms`, in steps. True when the computer slept meanwhile: a step took `sleptMs` longer than
 * asked, and what was known before says nothing about now; it returns at once then.
 */
const nap = async (
  ms: number,
  sleptMs: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<boolean> => {
  const end = clock.monotonic() + ms;
  for (let at = clock.monotonic(); at < end && !signal.aborted; at = clock.monotonic()) {
    const step = Math.min(stepMs, end - at);
    // A clock that is set forward looks like a sleep, and costs one question.
    const now = clock.now();
    await clock.pause(step, signal);
    if (clock.now() - now > step + sleptMs) return true;
  }
  return false;
};
