import * as v from 'valibot';

import type { SessionsChange, SessionView } from '../../../shared/state.ts';
import type { Redact } from '../../base/redact.ts';
import { readSessionRow, type SessionRow } from './session-row.ts';

const PageSchema = v.object({
  sessions: v.array(v.unknown()),
  totalCount: v.optional(v.nullable(v.number()), null),
  hasMore: v.optional(v.boolean(), false),
  nextOffset: v.optional(v.nullable(v.number()), null),
});

/** One page of `sessions.list`, or the `list` of `sessions.subscribe`. */
export interface SessionPage {
  readonly rows: readonly SessionRow[];
  /** How many rows could not be understood. */
  readonly skipped: number;
  readonly nextOffset: number | null;
  /** How many sessions there are in all; null when that is not told. */
  readonly total: number | null;
}

/** Reads a page (gateway protocol 4); null when it is none. */
export const readSessionPage = (value: unknown): SessionPage | null => {
  const parsed = v.safeParse(PageSchema, value);
  if (!parsed.success) return null;
  const { sessions, hasMore, nextOffset, totalCount } = parsed.output;
  const rows = sessions.map(readSessionRow).filter((row) => row !== null);
  return {
    rows,
    skipped: sessions.length - rows.length,
    nextOffset: hasMore ? nextOffset : null,
    total: totalCount,
  };
};

/** The sessions as last told; every method answers what changed, or null when nothing did. */
export class SessionRoster {
  readonly #rows = new Map<string, SessionView>();
  /** Keys that an event told about while a whole reading was under way. */
  #fresher: Set<string> | null = null;
  readonly #redact: Redact;
  #revision = 0;

  constructor(redact: Redact = (text) => text) {
    this.#redact = redact;
  }

  all(): readonly SessionView[] {
    return [...this.#rows.values()];
  }

  /** From here to `replace`, events win over the reading. */
  beginReading(): void {
    this.#fresher = new Set();
  }

  /** A whole reading. Rows that did not change keep their revision. */
  replace(rows: readonly SessionRow[]): SessionsChange {
    const told = new Map(rows.flatMap(({ key, view }) => (view === null ? [] : [[key, view]])));
    const fresher = this.#fresher ?? new Set<string>();
    this.#fresher = null;
    this.#revision += 1;
    const removed = [...this.#rows.keys()].filter((key) => !told.has(key) && !fresher.has(key));
    for (const key of removed) this.#rows.delete(key);
    for (const [key, view] of told) if (!fresher.has(key)) this.#put(key, view);
    return { revision: this.#revision, reset: true, rows: this.all(), removed };
  }

  /** Single rows, as `sessions.changed` carries them. */
  apply(rows: readonly SessionRow[]): SessionsChange | null {
    const before = this.#revision;
    this.#revision += 1;
    const changed: SessionView[] = [];
    const removed: string[] = [];
    for (const { key, view } of rows) {
      this.#fresher?.add(key);
      if (view === null) {
        if (this.#rows.delete(key)) removed.push(key);
        continue;
      }
      const row = this.#put(key, view);
      if (row.revision === this.#revision) changed.push(row);
    }
    if (changed.length === 0 && removed.length === 0) {
      this.#revision = before;
      return null;
    }
    return { revision: this.#revision, reset: false, rows: changed, removed };
  }

  #put(key: string, told: Omit<SessionView, 'revision'>): SessionView {
    // Providers repeat keys in their words, and the gateway passes those on.
    const { lastError } = told;
    const words = lastError === null ? null : this.#redact(lastError);
    const view = { ...told, label: this.#redact(told.label), lastError: words };
    const known = this.#rows.get(key);
    if (known !== undefined && sameRow(known, view)) return known;
    const row = { ...view, revision: this.#revision };
    this.#rows.set(key, row);
    return row;
  }
}

const sameRow = (known: SessionView, told: Omit<SessionView, 'revision'>): boolean =>
  JSON.stringify({ ...told, revision: known.revision }) === JSON.stringify(known);
