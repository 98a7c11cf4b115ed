import * as v from 'valibot';

import type { Failure } from '../../../shared/failure.ts';
import type { SessionsChange, SessionView } from '../../../shared/state.ts';
import { Alarm } from '../../base/alarm.ts';
import type { Ambient } from '../../base/ambient.ts';
import { firstOf } from '../../base/bounded.ts';
import { backoff } from '../../base/backoff.ts';
import type { OneAtATime } from '../../base/one-at-a-time.ts';
import type { Redact } from '../../base/redact.ts';
import type { WireSession } from '../../wire/wire-session.ts';
import { type EndVerdict, judgeThrown } from '../link/gateway-failure.ts';
import type { GatewayTimings } from '../link/timings.ts';
import { readSessionPage, type SessionPage, SessionRoster } from './session-roster.ts';
import { readSessionRow, type SessionRow } from './session-row.ts';

export interface SessionSyncDeps {
  readonly ambient: Ambient;
  readonly timings: Pick<GatewayTimings, 'requestMs' | 'rereadMs' | 'rereadCapMs'>;
  /** Shared by all that read lists of the gateway. */
  readonly turns: OneAtATime;
  readonly redact: Redact;
  readonly onChange: (change: SessionsChange) => void;
  /**
   * Every row of a whole reading, as it was read, and how many sessions are not among them; null for
   * more, but not known how many.
   */
  readonly onRead: (rows: readonly SessionRow[], notRead: number | null) => void;
  /** Sessions that are read at most; the rest is counted. */
  readonly maxRows?: number;
  /** Why the sessions cannot be read; null once they can be. */
  readonly onUnreadable: (why: Failure | null) => void;
}

const pageSize = 200;
const mostRows = 2_000;
const idleMs = 3_600_000;
/** Readings that may fail in a row before anyone is told. */
const patience = 3;

const EventSchema = v.object({
  session: v.optional(v.unknown()),
  ancestorSessions: v.optional(firstOf(v.unknown(), 64), []),
});
const SubscribedSchema = v.object({ list: v.unknown() });

/**
 * Keeps the rows of a gateway's sessions true (gateway protocol 4, `sessions.subscribe`): one whole
 * reading per connection, rows from `sessions.changed`, another reading when an event carries no
 * row or events were lost. A reading that fails is tried again; only a missing right ends that. A
 * gateway that reads slowly is left alone for three times as long as it took.
 * Internal probe sessions never show.
 */
export class SessionSync {
  readonly #deps: SessionSyncDeps;
  readonly #roster: SessionRoster;
  readonly #again = new Alarm();

  constructor(deps: SessionSyncDeps) {
    this.#deps = deps;
    this.#roster = new SessionRoster(deps.redact);
  }

  /** The one of that key; null when it is not known. */
  row(key: string): SessionView | null {
    return this.#roster.get(key);
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
    // Too many to keep: a reading says which are the newest, and how many there are.
    if (told[0] === null || told.length === 0 || this.#roster.isFull) this.#again.ring();
  }

  /** Events were lost. */
  gap(): void {
    this.#again.ring();
  }

  /** Reads for as long as the session lives; settles after the abort. */
  async run(session: WireSession, signal: AbortSignal): Promise<void> {
    const { ambient, turns, onUnreadable } = this.#deps;
    const { clock, log } = ambient;
    let subscribed = false;
    let failures = 0;
    while (!signal.aborted) {
      const { result: verdict, restUntil } = await turns.run(() => {
        this.#again.take();
        return this.#read(session, subscribed, signal);
      });
      if (verdict === 'over') return;
      if (verdict === null) {
        subscribed = true;
        failures = 0;
        onUnreadable(null);
      } else {
        failures += 1;
        log.warn('gateway.sessions.unread', { failure: verdict.failure, failures });
        if (verdict.next === 'block' || failures >= patience) onUnreadable(verdict.failure);
      }
      if (verdict === null || verdict.next === 'block') {
        await this.#again.during((stop) => clock.pause(idleMs, stop), signal);
      }
      // However many events ask for it, the list is read at most this often.
      const restMs = this.#restMs(failures, verdict?.retryAfterMs ?? null);
      await clock.pause(Math.max(restMs, restUntil - clock.monotonic()), signal);
    }
  }

  #restMs(failures: number, retryAfterMs: number | null): number {
    const { rereadMs: firstMs, rereadCapMs: capMs } = this.#deps.timings;
    const plan = { firstMs, factor: 2, capMs, jitter: 0 };
    return backoff(plan, Math.max(failures - 1, 0), 0, retryAfterMs);
  }

  /** Null when all was read, `over` when it was broken off. */
  async #read(
    session: WireSession,
    subscribed: boolean,
    signal: AbortSignal,
  ): Promise<EndVerdict | 'over' | null> {
    const { ambient, timings, onChange, onRead, maxRows = mostRows } = this.#deps;
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
      let notRead: number | null = 0;
      for (let answer = first; ;) {
        const page = readSessionPage(answer, maxRows + pageSize - rows.length);
        if (page === null) throw new TypeError('not a page of sessions');
        if (page.skipped > 0) ambient.log.warn('gateway.sessions.skipped', { rows: page.skipped });
        rows.push(...page.rows);
        notRead = notReadOf(page, rows.length);
        if (page.nextOffset === null || page.rows.length === 0 || rows.length >= maxRows) break;
        answer = await ask('sessions.list', page.nextOffset);
      }
      if (signal.aborted) return 'over';
      onChange(this.#roster.replace(rows));
      onRead(rows, notRead);
      return null;
    } catch (thrown) {
      return signal.aborted ? 'over' : judgeThrown(thrown);
    }
  }
}

const notReadOf = ({ total, nextOffset, skipped }: SessionPage, read: number): number | null => {
  if (total !== null) return Math.max(0, total - read);
  return nextOffset === null ? skipped : null;
};
