import type { Clock } from '../../base/clock.ts';
import type { Alarm } from './alarm.ts';
import type { GatewayTimings } from './timings.ts';

export interface RetryWaitDeps {
  readonly clock: Clock;
  readonly timings: Pick<
    GatewayTimings,
    'readyEveryMs' | 'readyOftenMs' | 'readySeldomMs' | 'sleptMs'
  >;
  /** Rung by what the person, the settings or a changed file ask for. */
  readonly alarm: Alarm;
  /** Is the gateway ready? Settles soon after its signal aborts. */
  readonly isReady: (signal: AbortSignal) => Promise<boolean>;
}

/** Why a wait ended: its time came, the gateway turned ready, we slept, someone acted, it is over. */
export type WaitEnd = 'due' | 'ready' | 'slept' | 'act' | 'over';

/**
 * Waits for the next attempt while watching whether the gateway turns ready. Only the *change* to
 * ready ends a wait, and what was seen is kept from wait to wait: a listener that says ready all
 * the time while refusing us is left to the back-off.
 */
export class RetryWait {
  readonly #deps: RetryWaitDeps;
  #ready: boolean | null = null;

  constructor(deps: RetryWaitDeps) {
    this.#deps = deps;
  }

  /** Forgets what was seen: another address, or a connection came and went. */
  forget(): void {
    this.#ready = null;
  }

  /** `outageSince` (epoch ms) says how long it has been watched already. */
  async until(retryAt: number, outageSince: number, signal: AbortSignal): Promise<WaitEnd> {
    const { clock, timings, alarm, isReady } = this.#deps;
    for (;;) {
      const before = this.#ready;
      const ready = await alarm.during(isReady, signal);
      const interrupted = this.#interruption(signal);
      if (interrupted !== null) return interrupted;
      this.#ready = ready;
      if (before === false && ready) return 'ready';

      const now = clock.now();
      const often = now - outageSince < timings.readyOftenMs;
      const stepMs = Math.min(often ? timings.readyEveryMs : timings.readySeldomMs, retryAt - now);
      if (stepMs > 0) await alarm.during((stop) => clock.pause(stepMs, stop), signal);
      const disturbed = this.#interruption(signal);
      if (disturbed !== null) return disturbed;
      if (clock.now() - now > Math.max(stepMs, 0) + timings.sleptMs) return 'slept';
      if (clock.now() >= retryAt) return 'due';
    }
  }

  #interruption(signal: AbortSignal): WaitEnd | null {
    if (signal.aborted) return 'over';
    return this.#deps.alarm.take() ? 'act' : null;
  }
}
