import type { Template } from '../../../shared/settings.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import type { OpenedClient } from './pool.ts';

interface Prepared {
  readonly startKey: string;
  /** As JSON. */
  readonly template: string;
  readonly opening: Promise<OpenedClient>;
  readonly abort: AbortController;
  /** Aborted once it no longer waits to be taken. */
  readonly waiting: AbortController;
  /** From then on whoever has it ends it and clears it away. */
  isTaken: boolean;
}

/** What a client is prepared for. */
export interface LikelyStart {
  readonly startKey: string;
  readonly template: Template;
}

/** How long a client is kept for a helper that may never be asked for. */
const keptMs = 60_000;

/**
 * At most one client that nobody uses yet, for the start that is most likely next. It holds no key,
 * belongs to no helper, and is ended after a minute, or once another start is the likely one.
 */
export class PreparedClient {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #under = new Set<Promise<void>>();
  #prepared: Prepared | null = null;
  #isClosed = false;

  constructor({ clock, log }: { readonly clock: Clock; readonly log: Log }) {
    this.#clock = clock;
    this.#log = log;
  }

  /** Opens one for this start in place of any other; does nothing while one waits for it. */
  prepare(
    { startKey, template: given }: LikelyStart,
    open: (signal: AbortSignal) => Promise<OpenedClient>,
  ): void {
    const template = JSON.stringify(given);
    const { startKey: waitsFor = null, template: of = null } = this.#prepared ?? {};
    if (this.#isClosed || (waitsFor === startKey && of === template)) return;
    this.drop();
    const abort = new AbortController();
    const waiting = new AbortController();
    const opening = open(abort.signal);
    const prepared: Prepared = { startKey, template, opening, abort, waiting, isTaken: false };
    this.#prepared = prepared;
    this.#track(this.#live(prepared));
    void this.#clock.pause(keptMs, waiting.signal).then(() => this.#end(prepared));
  }

  /**
   * The one that waits for this start, the caller's own from now on; null when there is none, or it
   * could not be opened. Rejects only when `signal` aborts.
   */
  async take(startKey: string, signal: AbortSignal): Promise<OpenedClient | null> {
    const prepared = this.#prepared;
    if (prepared?.startKey !== startKey) return null;
    this.#leave(prepared);
    prepared.isTaken = true;
    const giveUp = (): void => prepared.abort.abort();
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      return await prepared.opening;
    } catch {
      signal.throwIfAborted();
      return null;
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  }

  /** Ends the one that waits, unless its template is still among these. */
  templatesAre(templates: readonly Template[]): void {
    const of = this.#prepared?.template;
    if (!templates.some((one) => JSON.stringify(one) === of)) this.drop();
  }

  /** Ends the one that waits. */
  drop(): void {
    if (this.#prepared !== null) this.#end(this.#prepared);
  }

  /** Settles when nothing of it is left, and prepares nothing any more. Twice is safe. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.drop();
    await Promise.all(this.#under);
  }

  /** Until it is gone, or taken. */
  async #live(prepared: Prepared): Promise<void> {
    try {
      const { client, discard } = await prepared.opening;
      await client.exited;
      if (prepared.isTaken) return;
      this.#leave(prepared);
      await discard();
    } catch (thrown) {
      this.#leave(prepared);
      if (!prepared.abort.signal.aborted) {
        this.#log.info('client.not-prepared', { error: String(thrown) });
      }
    }
  }

  #leave(prepared: Prepared): void {
    prepared.waiting.abort();
    if (this.#prepared === prepared) this.#prepared = null;
  }

  #end(prepared: Prepared): void {
    if (this.#prepared !== prepared) return;
    this.#leave(prepared);
    prepared.abort.abort();
    const close = prepared.opening.then(({ client }) => client.close());
    this.#track(close.catch(() => undefined));
  }

  #track(work: Promise<void>): void {
    const settled = work.finally(() => this.#under.delete(settled));
    this.#under.add(settled);
  }
}
