import type { Clock } from '../../base/clock.ts';

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

/** What a turn is played on. */
export interface TurnDeps {
  readonly clock: Clock;
  readonly book: SessionBook;
  readonly emit: (event: string, payload: Readonly<Record<string, unknown>>) => void;
}

/** A turn that is to be played. */
export interface TurnPlan {
  readonly sessionKey: string;
  readonly runId: string;
  readonly provider: string;
  readonly model: string;
  /** Streamed one after the other, joined by spaces. */
  readonly words: readonly string[];
  readonly wordEveryMs: number;
}

/** Plays one turn of a session as a gateway streams it: agent and chat events, then the row. */
export const playTurn = async (
  { sessionKey, runId, provider, model, words, wordEveryMs }: TurnPlan,
  { clock, book, emit }: TurnDeps,
  signal: AbortSignal,
): Promise<void> => {
  const startedAt = clock.now();
  let seq = 0;
  const tell = (event: 'agent' | 'chat', payload: Readonly<Record<string, unknown>>): void => {
    seq += 1;
    emit(event, { runId, sessionKey, seq, ts: clock.now(), ...payload });
  };
  const before = book.get(sessionKey)?.totalTokens ?? 0;
  book.change(sessionKey, { status: 'running', hasActiveRun: true, startedAt });
  tell('agent', { stream: 'lifecycle', data: { phase: 'start', startedAt } });
  tell('agent', { stream: 'lifecycle', data: { phase: 'model', provider, model } });
  let text = '';
  for (const word of words) {
    await clock.pause(wordEveryMs, signal);
    if (signal.aborted) return;
    const delta = text === '' ? word : ` ${word}`;
    text += delta;
    tell('agent', { stream: 'assistant', data: { text, delta } });
    tell('chat', { state: 'delta', deltaText: delta, message: message(text, clock) });
  }
  const endedAt = clock.now();
  tell('agent', { stream: 'lifecycle', data: { phase: 'end', startedAt, endedAt } });
  tell('chat', { state: 'final', stopReason: 'stop', message: message(text, clock) });
  book.change(sessionKey, {
    status: 'done',
    hasActiveRun: false,
    endedAt,
    updatedAt: endedAt,
    totalTokens: before + words.length * 2,
  });
};

const message = (text: string, clock: Clock): Readonly<Record<string, unknown>> => ({
  role: 'assistant',
  content: [{ type: 'text', text }],
  timestamp: clock.now(),
});
