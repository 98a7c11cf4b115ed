/** A session as the wire carries it (gateway protocol 4, SessionRow). Times are epoch ms. */
export interface BookRow {
  readonly key: string;
  readonly kind: 'direct' | 'group' | 'global';
  readonly label?: string;
  readonly status?: 'running' | 'done' | 'failed';
  readonly hasActiveRun: boolean;
  readonly modelProvider: string;
  readonly model: string;
  readonly updatedAt: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly totalTokens?: number;
  readonly contextTokens?: number;
  readonly lastRunError?: string;
  readonly parentSessionKey?: string;
}

/** The sessions of a practice gateway. Tells every change as `sessions.changed` does. */
export class SessionBook {
  readonly #rows = new Map<string, BookRow>();
  readonly #onChange: (key: string, row: BookRow | null) => void;

  constructor(rows: readonly BookRow[], onChange: (key: string, row: BookRow | null) => void) {
    for (const row of rows) this.#rows.set(row.key, row);
    this.#onChange = onChange;
  }

  list(): readonly BookRow[] {
    return [...this.#rows.values()];
  }

  get(key: string): BookRow | null {
    return this.#rows.get(key) ?? null;
  }

  put(row: BookRow): void {
    this.#rows.set(row.key, row);
    this.#onChange(row.key, row);
  }

  /** Changes a row that is there. */
  change(key: string, change: Partial<BookRow>): void {
    const row = this.#rows.get(key);
    if (row !== undefined) this.put({ ...row, ...change });
  }

  remove(key: string): void {
    if (this.#rows.delete(key)) this.#onChange(key, null);
  }
}
