import { backoff } from '../../base/backoff.ts';
import { endpointOf } from '../address/listener-check.ts';
import { isLoopbackHost } from '../address/tcp-listeners.ts';
import { linkBackoff, type GatewayTimings } from './timings.ts';

/** Since when the link is away, and for how long it rests before each attempt. */
export class Outage {
  readonly #timings: GatewayTimings;
  readonly #random: () => number;
  #since: number | null = null;
  #step = 0;

  constructor(timings: GatewayTimings, random: () => number) {
    this.#timings = timings;
    this.#random = random;
  }

  /**
   * One more failure of what can pass by itself: when it began and when to try again (epoch ms), not
   * before the `retryAfterMs` that a server asked for.
   */
  wait(
    url: string,
    retryAfterMs: number | null,
    now: number,
  ): { readonly since: number; readonly retryAt: number } {
    this.#since ??= now;
    const plan = linkBackoff(this.#timings, isLoopbackHost(endpointOf(url).host));
    const retryAt = now + backoff(plan, this.#step, this.#random(), retryAfterMs);
    this.#step += 1;
    return { since: this.#since, retryAt };
  }

  /** Connected, or away for another reason than an outage. */
  over(): void {
    this.#since = null;
  }

  /** The next rest is as short as the first. */
  startOver(): void {
    this.#step = 0;
  }
}
