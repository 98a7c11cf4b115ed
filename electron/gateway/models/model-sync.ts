import { Alarm } from '../../base/alarm.ts';
import type { Ambient } from '../../base/ambient.ts';
import { backoff } from '../../base/backoff.ts';
import type { OneAtATime } from '../../base/one-at-a-time.ts';
import { WireRequestError, type WireSession } from '../../wire/wire-session.ts';
import type { GatewayTimings } from '../link/timings.ts';
import { type ModelProvider, readModelStatus } from './model-status.ts';

export interface ModelSyncDeps {
  readonly ambient: Ambient;
  /** Shared by all that read lists of the gateway. */
  readonly turns: OneAtATime;
  readonly timings: Pick<GatewayTimings, 'requestMs' | 'rereadMs' | 'rereadCapMs'>;
  readonly onTold: (providers: readonly ModelProvider[]) => void;
  /** When the gateway's word may change by time alone (epoch ms). */
  readonly nextEnd: () => number | null;
}

const idleMs = 3_600_000;
/** The word changes at the moment of the end; asked a little later, it is the new one. */
const afterEndMs = 250;

type Asked = 'told' | 'not-now' | 'never';

/**
 * Asks a gateway for its sign-ins to model providers (`models.authStatus`, openclaw 2026.9.6): once
 * per connection, after `ring`, and when one ends. An answer that is not ready yet is asked for
 * again, and what was told before holds. A gateway that has no such method is asked once.
 */
export class ModelSync {
  readonly #deps: ModelSyncDeps;
  readonly #again = new Alarm();

  constructor(deps: ModelSyncDeps) {
    this.#deps = deps;
  }

  /** Something happened that may have changed the answer. */
  ring(): void {
    this.#again.ring();
  }

  /** Asks for as long as the session lives; settles after the abort. */
  async run(session: WireSession, signal: AbortSignal): Promise<void> {
    const { ambient, timings, turns } = this.#deps;
    const { clock } = ambient;
    const isOver = (): boolean => signal.aborted;
    let failures = 0;
    while (!isOver()) {
      const { result: asked, restUntil } = await turns.run(() => {
        this.#again.take();
        return this.#ask(session, signal);
      });
      if (isOver() || asked === 'never') return;
      failures = asked === 'told' ? 0 : failures + 1;
      if (asked === 'told') {
        await this.#again.during((stop) => clock.pause(this.#restMs(), stop), signal);
      }
      const plan = { firstMs: timings.rereadMs, factor: 2, capMs: timings.rereadCapMs, jitter: 0 };
      const restMs = backoff(plan, failures, 0, null);
      await clock.pause(Math.max(restMs, restUntil - clock.monotonic()), signal);
    }
  }

  #restMs(): number {
    const end = this.#deps.nextEnd();
    if (end === null) return idleMs;
    return Math.min(Math.max(end - this.#deps.ambient.clock.now(), 0) + afterEndMs, idleMs);
  }

  async #ask(session: WireSession, signal: AbortSignal): Promise<Asked> {
    const { ambient, timings, onTold } = this.#deps;
    try {
      const answer = await session.request(
        'models.authStatus',
        {},
        { timeoutMs: timings.requestMs, signal },
      );
      const status = readModelStatus(answer);
      if (status === null) throw new TypeError('not a status of sign-ins');
      if (status.kind === 'unavailable') return 'not-now';
      if (!signal.aborted) onTold(status.providers);
      return 'told';
    } catch (thrown) {
      if (signal.aborted) return 'not-now';
      ambient.log.warn('gateway.models.unread', { error: String(thrown) });
      return isFinal(thrown) ? 'never' : 'not-now';
    }
  }
}

const isFinal = (thrown: unknown): boolean =>
  thrown instanceof WireRequestError &&
  thrown.problem.kind === 'answered' &&
  (thrown.problem.error.code === 'INVALID_REQUEST' || thrown.problem.error.code === 'FORBIDDEN');
