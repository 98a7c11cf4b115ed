import { backoff } from '../base/backoff.ts';
import type { Clock } from '../base/clock.ts';
import { aborted } from '../base/promises.ts';
import type { Log } from '../base/log.ts';
import { openSessionBus, type SessionBus } from './session-bus.ts';

/** A session that ends takes its bus with it; a bus that is started anew is there within seconds. */
const plan = { firstMs: 500, factor: 2, capMs: 60_000, jitter: 0.2 } as const;

interface FollowOptions {
  /** Undefined or empty where there is no session bus. */
  readonly busAddress: string | undefined;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: Log;
  /** Gets each new connection; settles once that is set up. */
  readonly use: (bus: SessionBus) => Promise<void>;
  /** There is no connection any more, after one that was set up; also after each vain attempt. */
  readonly onLost: () => void;
  /** The address is none that could be used, and is not tried again. */
  readonly onUnusable?: () => void;
}

/**
 * Connects to the session bus, and again with growing pauses after the connection was lost or could
 * not be made. Nothing happens without an address, or with one that cannot be used. Returns how to
 * stop.
 */
export const followSessionBus = (options: FollowOptions): (() => void) => {
  const { busAddress, clock, random, log, use, onLost, onUnusable } = options;
  const stopped = new AbortController();
  const { signal } = stopped;
  const live = async (): Promise<void> => {
    let wasReady = false;
    for (let step = 0; !signal.aborted; step += 1) {
      const bus = openSessionBus(busAddress);
      if (bus === null) return;
      const lost = new Promise<unknown>((resolve) => bus.onLost(resolve));
      const done = new AbortController();
      const over = Promise.race([lost, aborted(signal, done.signal)]);
      const ready = await Promise.race([
        over.then(() => false),
        use(bus).then(
          () => true,
          (error: unknown) => {
            if (!signal.aborted) log.warn('session bus unusable', { error });
            return false;
          },
        ),
      ]);
      await over;
      done.abort();
      bus.disconnect();
      if (isOver(signal)) return;
      log.warn('session bus lost', { error: await lost });
      wasReady ||= ready;
      if (ready) step = 0;
      if (wasReady) onLost();
      await clock.pause(backoff(plan, step, random()), signal);
    }
  };
  live().catch((error: unknown) => {
    log.warn('session bus unusable', { error });
    if (!signal.aborted) onUnusable?.();
  });
  return () => stopped.abort();
};

/** Asked anew after a wait, which TypeScript does not see. */
const isOver = (signal: AbortSignal): boolean => signal.aborted;
