import * as v from 'valibot';

import type { Failure } from '../../shared/failure.ts';
import type { SessionsChange, SessionView } from '../../shared/state.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { WireRequestError } from '../wire/wire-request-error.ts';
import type { WireSession } from '../wire/wire-session.ts';
import { Alarm } from './alarm.ts';
import { requestFailure } from './gateway-failure.ts';
import { readSessionPage, SessionRoster } from './session-roster.ts';
import { readSessionRow, type SessionRow } from './session-row.ts';
import type { GatewayTimings } from './timings.ts';

export interface SessionSyncDeps {
  readonly clock: Clock;
  readonly timings: Pick<GatewayTimings, 'requestMs' | 'rereadMs'>;
  readonly log: Log;
  readonly onChange: (change: SessionsChange) => void;
  /** The sessions cannot be read, for a reason that only the person can remove. */
  readonly onRefused: (failure: Failure) => void;
}

const pageSize = 200;
const maxRows = 2_000;
const idleMs = 3_600_000;

const EventSchema = v.object({
  session: v.optional(v.unknown()),
  ancestorSessions: v.optional(v.array(v.unknown()), []),
});
const SubscribedSchema = v.object({ list: v.unknown() });

/**
 * Keeps the rows of a gateway's sessions true (gateway protocol 4, `sessions.subscribe`): one whole
 * reading per connection, rows from `sessions.changed`, another reading when an event carries no
 * row or events were lost. Internal probe sessions never show.
 */
export class SessionSync {
  readonly #deps: SessionSyncDeps;
  readonly #roster = new SessionRoster();
  readonly #again = new Alarm();

  constructor(deps: SessionSyncDeps) {
    this.#deps = deps;
  }

  rows(): readonly SessionView[] {
    return this.#roster.all();
  }

  /** Another gateway: what was known is not about its sessions. */
  forget(): void {
    if (this.#roster.all().length > 0) this.#deps.onChange(this.#roster.replace([]));
  }

  /** Takes any event of the wire and looks at those about sessions. */
  event(name: string, payload: unknown): void {
    if (name !== 'sessions.changed') return;
    const parsed = v.safeParse(EventSchema, payload);
    const told = parsed.success
      ? [parsed.output.session, ...parsed.output.ancestorSessions].map(readSessionRow)
      : [];
    const rows = told.filter((row) => row !== null);
    const change = rows.length === 0 ? null : this.#roster.apply(rows);
    if (change !== null) this.#deps.onChange(change);
    if (told[0] === null || told.length === 0) this.#again.ring();
  }

  /** Events were lost. */
  gap(): void {
    this.#again.ring();
  }

  /** Reads for as long as the session lives; settles after the abort. */
  async run(session: WireSession, signal: AbortSignal): Promise<void> {
    const { clock, timings } = this.#deps;
    let subscribed = false;
    while (!signal.aborted) {
      this.#again.take();
      const outcome = await this.#read(session, subscribed, signal);
      subscribed ||= outcome === 'read';
      if (outcome !== 'retry') {
        await this.#again.during((stop) => clock.pause(idleMs, stop), signal);
      }
      // However many events ask for it, the list is read at most this often.
      await clock.pause(timings.rereadMs, signal);
    }
  }

  async #read(
    session: WireSession,
    subscribed: boolean,
    signal: AbortSignal,
  ): Promise<'read' | 'retry' | 'refused'> {
    const { timings, log, onChange, onRefused } = this.#deps;
    const ask = (method: string, offset: number): Promise<unknown> =>
      session.request(
        method,
        { limit: pageSize, includeDerivedTitles: true, ...(offset === 0 ? {} : { offset }) },
        { timeoutMs: timings.requestMs, signal },
      );
    this.#roster.beginReading();
    try {
      const first = subscribed
        ? await ask('sessions.list', 0)
        : v.parse(SubscribedSchema, await ask('sessions.subscribe', 0)).list;
      const rows: SessionRow[] = [];
      for (let answer = first; ;) {
        const page = readSessionPage(answer);
        if (page === null) throw new TypeError('not a page of sessions');
        if (page.skipped > 0) log.warn('gateway.sessions.skipped', { rows: page.skipped });
        rows.push(...page.rows);
        if (page.nextOffset === null || page.rows.length === 0 || rows.length >= maxRows) break;
        answer = await ask('sessions.list', page.nextOffset);
      }
      if (!signal.aborted) onChange(this.#roster.replace(rows));
      return 'read';
    } catch (thrown) {
      if (signal.aborted) return 'retry';
      if (thrown instanceof WireRequestError && thrown.problem.kind === 'answered') {
        const failed = requestFailure(thrown.problem.error);
        log.warn('gateway.sessions.refused', { failure: failed });
        onRefused(failed);
        return 'refused';
      }
      log.warn('gateway.sessions.unread', { error: String(thrown) });
      return 'retry';
    }
  }
}
