import type { Clock } from '../../electron/base/clock.ts';
import type { KeyVerdict } from './model-desk.ts';
import type { SessionBook } from '../../electron/practice/gateway/sessions.ts';

export interface RefusedTurnDeps {
  readonly clock: Clock;
  readonly book: SessionBook;
  readonly emit: (event: string, payload: Readonly<Record<string, unknown>>) => void;
}

export interface RefusedTurnPlan {
  readonly sessionKey: string;
  readonly runId: string;
  readonly provider: string;
  readonly model: string;
  readonly met: Exclude<KeyVerdict, 'good'> | 'resting';
}

const sentences = {
  refused: (who: string) =>
    `⚠️ ${who} request failed (authentication failed, HTTP 401). Re-authenticate the provider and try again.`,
  forbidden: (who: string) =>
    `⚠️ ${who} request failed (authentication failed, HTTP 403). Re-authenticate the provider and try again.`,
  page: () =>
    'Authentication failed at the provider. Re-authenticate and verify your provider credentials and account access.',
  limited: () => '⚠️ Rate limit reached for requests.; Retry-After: 30 seconds',
  resting: (who: string) =>
    `All models failed (1): ${who}: Provider ${who.split('/')[0] ?? ''} has auth issue (skipping all models) (auth)`,
} as const;

const reasons = {
  refused: ['auth', 'unclassified'],
  forbidden: ['auth', 'unclassified'],
  page: ['auth', 'auth_html'],
  limited: ['rate_limit', 'rate_limit'],
} as const;

/**
 * Plays a turn that its provider does not take, with the events that openclaw 2026.9.6 sends: the
 * same failure several times, and none of it while the provider rests, since nobody is asked.
 */
export const playRefusedTurn = (
  { sessionKey, runId, provider, model, met }: RefusedTurnPlan,
  { clock, book, emit }: RefusedTurnDeps,
): void => {
  let seq = 0;
  const tell = (event: 'agent' | 'chat', payload: Readonly<Record<string, unknown>>): void => {
    seq += 1;
    emit(event, { runId, sessionKey, seq, ts: clock.now(), ...payload });
  };
  const lifecycle = (data: Readonly<Record<string, unknown>>): void => {
    tell('agent', { stream: 'lifecycle', data });
  };
  const startedAt = clock.now();
  const error = sentences[met](`${provider}/${model}`);
  book.change(sessionKey, { status: 'running', hasActiveRun: true, startedAt });
  if (met === 'resting') {
    lifecycle({ phase: 'error', error, startedAt, endedAt: clock.now() });
    tell('chat', { state: 'error', errorMessage: error });
  } else {
    const [failoverReason, providerRuntimeFailureKind] = reasons[met];
    const detail = { provider, model, failoverReason, providerRuntimeFailureKind };
    lifecycle({ phase: 'start', startedAt });
    lifecycle({ phase: 'model', provider, model });
    lifecycle({ phase: 'finishing', error, errorObservation: detail, endedAt: clock.now() });
    if (met === 'limited') {
      const data = { phase: 'retrying', reason: 'rate_limit', delayMs: 30_000, retryAttempt: 1 };
      tell('agent', { stream: 'run_status', data });
    }
    lifecycle({ phase: 'model', provider: null, model: null });
    lifecycle({ phase: 'error', error, errorObservation: detail, startedAt, endedAt: clock.now() });
    tell('chat', { state: 'error', errorMessage: error, errorDetail: detail });
  }
  tell('chat', { state: 'error', errorMessage: `⚠️ Agent failed before reply: ${error}` });
  const endedAt = clock.now();
  book.change(sessionKey, {
    status: 'failed',
    hasActiveRun: false,
    endedAt,
    updatedAt: endedAt,
    lastRunError: error,
  });
};
