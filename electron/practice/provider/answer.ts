import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';

import type { Clock } from '../../base/clock.ts';

/** How a stream of text is cut and paced. Left out: the provider's own text, 8 deltas, no pause. */
export interface StreamShape {
  readonly text?: string;
  readonly deltas?: number;
  readonly paceMs?: number;
}

/** What the provider of practice does with a request that carries a certain token. */
export type Behaviour =
  | ({ readonly kind: 'good' } & StreamShape)
  /** 401 with the body of openclaw issue 72574. */
  | { readonly kind: 'invalid-token' }
  /** 401 with code `token_expired`. */
  | { readonly kind: 'token-expired' }
  /** Streams `after` deltas and then cuts the connection. */
  | { readonly kind: 'drop'; readonly after: number };

/** A whole answer that is no stream. */
export interface Refusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A refusal whose body is JSON. */
export const jsonRefusal = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Refusal => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

/** The HTTP answer that a refusing behaviour stands for, or null for those that stream. Pure. */
export const refusalFor = (behaviour: Behaviour): Refusal | null => {
  switch (behaviour.kind) {
    case 'invalid-token':
      return jsonRefusal(401, {
        type: 'error',
        error: { type: 'authentication_error', message: 'Invalid bearer token' },
      });
    case 'token-expired':
      return jsonRefusal(401, {
        error: {
          message: 'Provided authentication token is expired. Please try signing in again.',
          type: null,
          code: 'token_expired',
          param: null,
        },
      });
    case 'good':
    case 'drop':
      return null;
  }
};

/** One server-sent event: `event` is left out where the API sends only data. */
export interface SseEvent {
  readonly event: string | null;
  readonly data: unknown;
}

/** How one model API dresses a streamed answer. */
export interface Wire {
  opening(): readonly SseEvent[];
  delta(text: string): readonly SseEvent[];
  closing(whole: string): readonly SseEvent[];
}

/** The tokens that every answer is said to have used. */
export const usage = {
  input_tokens: 12,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: 8,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 20,
};

/** An event whose data repeats its type. */
export const typed = (type: string, fields: Readonly<Record<string, unknown>>): SseEvent => ({
  event: type,
  data: { type, ...fields },
});

/** One message of an answer of the Responses API; `text` is null before there is any. */
export const responsesItem = (id: string, status: string, text: string | null) => ({
  type: 'message',
  id: `msg_${id}`,
  role: 'assistant',
  status,
  content: text === null ? [] : [{ type: 'output_text', text, annotations: [] }],
});

/** OpenAI's Responses API, `POST /v1/responses`, the one codex speaks. */
export const responsesWire = (id: string): Wire => ({
  opening: () => [
    typed('response.created', { response: { id: `resp_${id}`, status: 'in_progress' } }),
    typed('response.output_item.added', {
      output_index: 0,
      item: responsesItem(id, 'in_progress', null),
    }),
  ],
  delta: (text) => [
    typed('response.output_text.delta', {
      item_id: `msg_${id}`,
      output_index: 0,
      content_index: 0,
      delta: text,
    }),
  ],
  closing: (whole) => [
    typed('response.output_item.done', {
      output_index: 0,
      item: responsesItem(id, 'completed', whole),
    }),
    typed('response.completed', { response: { id: `resp_${id}`, status: 'completed', usage } }),
  ],
});

/** Writes an event as it goes over the wire. */
export const sseText = ({ event, data }: SseEvent): string =>
  `${event === null ? '' : `event: ${event}\n`}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;

/** What a good answer says when its behaviour names no text. */
export const practiceText =
  'I read the folder, compared what it does with what it says, and found nothing that needs a change.';

/** Cuts a text into `count` pieces whose concatenation is the text. Pure. */
export const cutText = (text: string, count: number): readonly string[] => {
  const size = Math.max(1, Math.ceil(text.length / Math.max(1, count)));
  const pieces: string[] = [];
  for (let from = 0; from < text.length; from += size) pieces.push(text.slice(from, from + size));
  return pieces;
};

/** Where one answer goes. */
export interface AnswerStage {
  readonly wire: Wire;
  readonly head: (status: number, headers: Readonly<Record<string, string>>) => void;
  readonly response: ServerResponse;
  readonly clock: Clock;
  /** Aborted when nobody listens any more. */
  readonly signal: AbortSignal;
}

/** Begins a streamed answer. */
export const openStream = ({ head }: AnswerStage): void =>
  head(200, { 'content-type': 'text/event-stream' });

/** Sends events, unless nobody listens any more. */
export const sendEvents = (
  { response, signal }: AnswerStage,
  events: readonly SseEvent[],
): void => {
  if (!signal.aborted) response.write(events.map(sseText).join(''));
};

/** Streams a text to its end; before each delta `pass` may wait, and give up by false. */
export const streamText = async (
  { text = practiceText, deltas = 8, paceMs }: StreamShape,
  stage: AnswerStage,
  pass: () => Promise<boolean> = () => Promise.resolve(true),
): Promise<void> => {
  const { wire, clock, signal } = stage;
  openStream(stage);
  sendEvents(stage, wire.opening());
  for (const piece of cutText(text, deltas)) {
    if (!(await pass())) return;
    if (paceMs !== undefined) await clock.pause(paceMs, signal);
    sendEvents(stage, wire.delta(piece));
  }
  sendEvents(stage, wire.closing(text));
  stage.response.end();
};

/** Streams the first `after` deltas of an answer, and leaves it so. */
export const beginText = (after: number, stage: AnswerStage): void => {
  openStream(stage);
  sendEvents(stage, stage.wire.opening());
  for (const piece of cutText(practiceText, 8).slice(0, after)) {
    sendEvents(stage, stage.wire.delta(piece));
  }
};

/** Plays a behaviour that streams; settles when it is over. */
export const playAnswer = async (
  behaviour: Extract<Behaviour, { kind: 'good' | 'drop' }>,
  stage: AnswerStage,
): Promise<void> => {
  if (behaviour.kind === 'good') return streamText(behaviour, stage);
  beginText(behaviour.after, stage);
  const { response } = stage;
  // The frames before the cut must have left, or the client sees no stream at all.
  await new Promise<void>((resolve) => response.write(':\n\n', () => resolve()));
  response.socket?.destroy();
};

/** A short random text for the ids of an answer. */
export const answerId = (): string => randomUUID().replaceAll('-', '').slice(0, 16);
