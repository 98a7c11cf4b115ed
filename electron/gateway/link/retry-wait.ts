import { request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';

import * as v from 'valibot';

import type { Alarm } from '../../base/alarm.ts';
import { backoff, type BackoffPlan } from '../../base/backoff.ts';
import type { Clock } from '../../base/clock.ts';
import { endpointOf, isLoopbackHost } from '../address/gateway-url.ts';
import type { GatewayTimings } from './timings.ts';

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

/** The back-off of the link: 0.8 s, x1.8, jitter 20 %, capped by where the gateway is. */
const linkBackoff = (timings: GatewayTimings, loopback: boolean): BackoffPlan => ({
  firstMs: timings.backoffFirstMs,
  factor: 1.8,
  capMs: loopback ? timings.backoffCapLoopbackMs : timings.backoffCapElsewhereMs,
  jitter: 0.2,
});

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
    // Whoever sets the clock meanwhile makes the wait no longer and no shorter.
    const dueAt = clock.monotonic() + (retryAt - clock.now());
    const seldomFrom =
      clock.monotonic() + timings.readyOftenMs - Math.max(0, clock.now() - outageSince);
    for (;;) {
      const before = this.#ready;
      const ready = await alarm.during(isReady, signal);
      const interrupted = this.#interruption(signal);
      if (interrupted !== null) return interrupted;
      this.#ready = ready;
      if (before === false && ready) return 'ready';

      const now = clock.now();
      const at = clock.monotonic();
      const often = at < seldomFrom;
      const stepMs = Math.min(often ? timings.readyEveryMs : timings.readySeldomMs, dueAt - at);
      if (stepMs > 0) await alarm.during((stop) => clock.pause(stepMs, stop), signal);
      const disturbed = this.#interruption(signal);
      if (disturbed !== null) return disturbed;
      if (clock.now() - now > Math.max(stepMs, 0) + timings.sleptMs) return 'slept';
      if (clock.monotonic() >= dueAt) return 'due';
    }
  }

  #interruption(signal: AbortSignal): WaitEnd | null {
    if (signal.aborted) return 'over';
    return this.#deps.alarm.take() ? 'act' : null;
  }
}

const ReadySchema = v.object({ ready: v.literal(true) });
const maxReadyBytes = 64 * 1024;

/**
 * Asks `GET /readyz` of a gateway whether it is ready (openclaw 2026.9.6; needs no credential).
 * False for every other answer, for none within `timeoutMs` and when aborted; never rejects.
 */
export const askReady = (url: string, timeoutMs: number, signal: AbortSignal): Promise<boolean> =>
  new Promise((resolve) => {
    const target = new URL('/readyz', url.replace(/^ws/, 'http'));
    // Nothing secret is sent and a lie only costs one attempt, so any certificate will do.
    const options = { signal, agent: false as const, rejectUnauthorized: false };
    const ask = target.protocol === 'https:' ? overHttps : overHttp;
    const asked = ask(target, options, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (piece: string) => {
        text += piece;
        if (text.length > maxReadyBytes) asked.destroy();
      });
      answer.on('end', () => settle(answer.statusCode === 200 && saysReady(text)));
      answer.on('error', () => settle(false));
    });
    const timer = setTimeout(() => asked.destroy(), timeoutMs);
    const settle = (ready: boolean): void => {
      clearTimeout(timer);
      resolve(ready);
    };
    asked.on('error', () => settle(false));
    asked.on('close', () => settle(false));
    asked.end();
  });

const saysReady = (text: string): boolean => {
  try {
    return v.is(ReadySchema, JSON.parse(text));
  } catch {
    return false;
  }
};
