import * as v from 'valibot';

import { finiteOrNull, hintMs, shortText, shortTextOrNull, wholeText } from '../../base/bounded.ts';

/** What an event tells of a run's dealings with its model provider. */
export type RunNews =
  /** The request goes to that provider; null between two attempts. */
  | { readonly kind: 'asks'; readonly provider: string | null }
  /** The provider sent text. */
  | { readonly kind: 'answered' }
  | {
      readonly kind: 'failed';
      readonly provider: string;
      /** OpenClaw's `failoverReason`: `auth`, `rate_limit`, `billing` and others. */
      readonly reason: string;
      /** Null where OpenClaw names none. */
      readonly status: number | null;
      /** A page answered in the provider's place. */
      readonly page: boolean;
    }
  /** The provider's limit holds it for that long. */
  | { readonly kind: 'held'; readonly ms: number }
  | { readonly kind: 'over' };

export interface RunEvent {
  readonly runId: string;
  readonly sessionKey: string;
  readonly news: RunNews;
}

/** The start of an answer says that there is one, and an error begins with its sentence. */
const text = shortTextOrNull(4_096);

const FailureSchema = v.object({
  provider: wholeText(100),
  failoverReason: shortText(128),
  providerRuntimeFailureKind: text,
  httpStatus: finiteOrNull,
});

const EventSchema = v.object({
  runId: wholeText(256),
  sessionKey: v.optional(v.pipe(v.string(), v.maxLength(1024)), ''),
});

const AgentSchema = v.object({
  stream: v.string(),
  data: v.object({
    phase: text,
    provider: text,
    text,
    error: text,
    errorObservation: v.optional(v.unknown()),
    reason: text,
    delayMs: finiteOrNull,
  }),
});

const ChatSchema = v.object({
  state: v.string(),
  errorMessage: text,
  errorDetail: v.optional(v.unknown()),
});

/** OpenClaw 2026.9.6 counts a 403 as `auth` too, and only its sentence says which it was. */
const statusIn = (sentence: string | null): number | null => {
  const found = /\bHTTP (\d{3})\b/.exec(sentence ?? '')?.[1];
  return found === undefined ? null : Number(found);
};

const failureOf = (detail: unknown, sentence: string | null): RunNews | null => {
  const parsed = v.safeParse(FailureSchema, detail);
  // Without one nobody was asked: the gateway skips a provider that it holds in cooldown.
  if (!parsed.success) return null;
  const { provider, failoverReason, providerRuntimeFailureKind, httpStatus } = parsed.output;
  return {
    kind: 'failed',
    provider,
    reason: failoverReason,
    status: httpStatus ?? statusIn(sentence),
    page: providerRuntimeFailureKind === 'auth_html',
  };
};

const agentNews = (payload: unknown): RunNews | null => {
  const parsed = v.safeParse(AgentSchema, payload);
  if (!parsed.success) return null;
  const { stream, data } = parsed.output;
  switch (stream) {
    case 'assistant':
      return data.text === null || data.text === '' ? null : { kind: 'answered' };
    case 'run_status':
      return data.phase === 'retrying' && data.reason === 'rate_limit' && data.delayMs !== null
        ? { kind: 'held', ms: hintMs(data.delayMs) }
        : null;
    case 'lifecycle':
      if (data.phase === 'model') return { kind: 'asks', provider: data.provider };
      if (data.errorObservation !== undefined) {
        return failureOf(data.errorObservation, data.error);
      }
      return data.phase === 'end' || data.phase === 'error' ? { kind: 'over' } : null;
    default:
      return null;
  }
};

const chatNews = (payload: unknown): RunNews | null => {
  const parsed = v.safeParse(ChatSchema, payload);
  if (!parsed.success) return null;
  const { state, errorDetail, errorMessage } = parsed.output;
  if (state === 'error') return failureOf(errorDetail, errorMessage);
  return state === 'final' || state === 'aborted' ? { kind: 'over' } : null;
};

/**
 * Reads what an `agent` or `chat` event (openclaw 2026.9.6, gateway protocol 4) tells of a
 * provider; null when it tells nothing. The same failure comes in several events of a run.
 */
export const readRunEvent = (name: string, payload: unknown): RunEvent | null => {
  if (name !== 'agent' && name !== 'chat') return null;
  const base = v.safeParse(EventSchema, payload);
  if (!base.success) return null;
  const news = name === 'agent' ? agentNews(payload) : chatNews(payload);
  return news === null ? null : { ...base.output, news };
};
