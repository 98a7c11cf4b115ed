import * as v from 'valibot';

import { cutText } from '../../../shared/format.ts';
import type { SessionsChange, SessionView } from '../../../shared/state.ts';
import { finiteOrNull } from '../../base/bounded.ts';
import type { Redact } from '../../base/redact.ts';
import { readSessionRow, sessionLimits, type SessionRow } from './session-row.ts';

const PageSchema = v.object({
  sessions: v.array(v.unknown()),
  totalCount: finiteOrNull,
  hasMore: v.optional(v.boolean(), false),
  nextOffset: finiteOrNull,
});

/** One page of `sessions.list`, or the `list` of `sessions.subscribe`. */
export interface SessionPage {
  readonly rows: readonly SessionRow[];
  /** How many rows could not be understood, or were too many. */
  readonly skipped: number;
  readonly nextOffset: number | null;
  /** How many sessions there are in all; null when that is not told. */
  readonly total: number | null;
}

/** Reads a page (gateway protocol 4), at most `most` rows of it; null when it is none. */
export const readSessionPage = (value: unknown, most = Infinity): SessionPage | null => {
  const parsed = v.safeParse(PageSchema, value);
  if (!parsed.success) return null;
  const { sessions, hasMore, nextOffset, totalCount } = parsed.output;
  const read = sessions.slice(0, most).map(readSessionRow);
  const rows = read.filter((row) => row !== null);
  return {
    rows,
    skipped: sessions.length - rows.length,
    nextOffset: hasMore ? nextOffset : null,
    total: totalCount,
  };
};

/** Sessions that are kept at most; a whole reading has fewer. */
const mostKept = 4_000;

/** The sessions as last told; every method answers what changed, or null when nothing did. */
export class SessionRoster {
  readonly #rows = new Map<string, SessionView>();
  /** Each as it was told before its words were redacted. */
  readonly #told = new Map<string, Omit<SessionView, 'revision'>>();
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

  get(key: string): SessionView | null {
    return this.#rows.get(key) ?? null;
  }

  /** True when there is no room for a session that is not among them. */
  get isFull(): boolean {
    return this.#rows.size >= mostKept;
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
    for (const key of removed) this.#remove(key);
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
      if ((this.#fresher?.size ?? 0) < 2 * mostKept) this.#fresher?.add(key);
      if (view === null) {
        if (this.#remove(key)) removed.push(key);
        continue;
      }
      if (this.isFull && !this.#rows.has(key)) continue;
      const row = this.#put(key, view);
      if (row.revision === this.#revision) changed.push(row);
    }
    if (changed.length === 0 && removed.length === 0) {
      this.#revision = before;
      return null;
    }
    return { revision: this.#revision, reset: false, rows: changed, removed };
  }

  #remove(key: string): boolean {
    this.#told.delete(key);
    return this.#rows.delete(key);
  }

  #put(key: string, told: Omit<SessionView, 'revision'>): SessionView {
    const known = this.#rows.get(key);
    if (known !== undefined && isSame(this.#told.get(key), told)) return known;
    this.#told.set(key, told);
    // Providers repeat keys in their words, and the gateway passes those on.
    const { lastError } = told;
    const words = lastError === null ? null : cutText(this.#redact(lastError), sessionLimits.error);
    const label = cutText(this.#redact(told.label), sessionLimits.label);
    const row = { ...told, label, lastError: words, revision: this.#revision };
    this.#rows.set(key, row);
    return row;
  }
}

const isSame = (known: unknown, told: unknown): boolean =>
  JSON.stringify(told) === JSON.stringify(known);
