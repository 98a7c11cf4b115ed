import type { Clock } from '../../base/clock.ts';
import type { SessionBook } from './session-book.ts';

export interface TurnDeps {
  readonly clock: Clock;
  readonly book: SessionBook;
  readonly emit: (event: string, payload: Readonly<Record<string, unknown>>) => void;
}

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
