import * as v from 'valibot';

import { isRecord } from '../../base/values.ts';
import type { Bearer } from './signed-in.ts';

/** A turn's error as codex app-server 0.169.0 words it. */
export interface PracticeTurnError {
  readonly message: string;
  readonly codexErrorInfo: unknown;
  readonly additionalDetails: string | null;
}

const error = (message: string, codexErrorInfo: unknown): PracticeTurnError => ({
  message,
  codexErrorInfo,
  additionalDetails: null,
});

const said = (body: string): { readonly message: string; readonly type: string } => {
  try {
    const parsed: unknown = JSON.parse(body);
    const inner = isRecord(parsed) ? parsed.error : null;
    if (isRecord(inner) && 'message' in inner) {
      return { message: String(inner.message), type: 'type' in inner ? String(inner.type) : '' };
    }
  } catch {
    // A page of a proxy is no JSON: its text is all there is.
  }
  return { message: body.trim() === '' ? 'Unknown error' : body.trim(), type: '' };
};

/** What codex makes of an HTTP refusal, when it does not retry. Pure. */
export const refusalError = (
  status: number,
  statusText: string,
  body: string,
  url: string,
): PracticeTurnError => {
  const { message, type } = said(body);
  if (status === 400) return error(body, 'other');
  if (status === 429 && type === 'usage_limit_reached') {
    return error('You have hit your usage limit.', 'usageLimitExceeded');
  }
  if (status === 429) {
    return error('exceeded retry limit, last status: 429 Too Many Requests', {
      responseTooManyFailedAttempts: { httpStatusCode: 429 },
    });
  }
  if (status === 500) {
    return error('We’re currently experiencing high demand.', 'internalServerError');
  }
  return error(`unexpected status ${status} ${statusText}: ${message}, url: ${url}`, {
    httpConnectionFailed: { httpStatusCode: status },
  });
};

/** A stream that ended before its answer was complete. */
export const droppedError = error(
  'stream disconnected before completion: stream closed before response.completed',
  'other',
);

/** An answer that the provider itself gave up. */
export const failedAnswerError = (message: string): PracticeTurnError =>
  error(`stream disconnected before completion: ${message}`, 'other');

/** Nobody at the address: codex says it will retry, and waits for a network without end. */
export const noNetworkError: PracticeTurnError = {
  message: 'Reconnecting... waiting for network',
  codexErrorInfo: { responseStreamDisconnected: { httpStatusCode: null } },
  additionalDetails: 'Connection failed: error sending request',
};

const refusedWords = new Map([
  ['refresh_token_reused', ' because your refresh token was already used'],
  ['refresh_token_expired', ' because your refresh token has expired'],
  ['refresh_token_invalidated', ' because your refresh token was revoked'],
]);

/** Whether codex knows the code of a refused refresh. */
export const isKnownRefusal = (code: string): boolean => refusedWords.has(code);

/** A refresh that the issuer refused for good, by its code. */
export const refreshRefusedError = (code: string): PracticeTurnError =>
  error(
    `Your access token could not be refreshed${refusedWords.get(code) ?? ''}. ` +
      'Please log out and sign in again.',
    'unauthorized',
  );

/** A refresh that did not go through. */
export const refreshFailedError = (message: string): PracticeTurnError => error(message, 'other');

/** The panel had no other access token to hand out. */
export const renewalFailedError = (code: number): PracticeTurnError =>
  error(`auth refresh request failed: code=${code}`, 'other');

/** One message of a conversation as the Responses API takes it. */
export interface Said {
  readonly role: 'user' | 'assistant';
  readonly text: string;
}

/** One question to a provider. */
export interface Ask {
  readonly baseUrl: string;
  readonly bearer: Bearer;
  readonly model: string;
  readonly said: readonly Said[];
  readonly signal: AbortSignal;
  readonly onDelta: (text: string) => void;
}

/** How asking a provider ended. */
export type AskEnd =
  | { readonly kind: 'answered'; readonly text: string }
  | { readonly kind: 'interrupted' }
  | {
      readonly kind: 'refused';
      /** Of the HTTP answer; null where there was none, or none that refused. */
      readonly status: number | null;
      readonly error: PracticeTurnError;
      readonly willRetry: boolean;
    };

const StreamEvent = v.variant('type', [
  v.object({ type: v.literal('response.output_text.delta'), delta: v.string() }),
  v.object({ type: v.literal('response.completed') }),
  v.object({
    type: v.literal('response.failed'),
    response: v.object({ error: v.object({ message: v.string() }) }),
  }),
]);

const refused = (error: PracticeTurnError, willRetry = false): AskEnd => ({
  kind: 'refused',
  status: null,
  error,
  willRetry,
});

const eventsIn = (block: string): readonly v.InferOutput<typeof StreamEvent>[] =>
  block.split('\n').flatMap((line) => {
    if (!line.startsWith('data: ')) return [];
    try {
      const parsed = v.safeParse(StreamEvent, JSON.parse(line.slice('data: '.length)));
      return parsed.success ? [parsed.output] : [];
    } catch {
      return [];
    }
  });

const readStream = async (
  body: ReadableStream<Uint8Array>,
  onDelta: (text: string) => void,
): Promise<AskEnd> => {
  const decoder = new TextDecoder();
  let rest = '';
  let text = '';
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return refused(droppedError);
    rest += decoder.decode(value, { stream: true });
    const blocks = rest.split('\n\n');
    rest = blocks.pop() ?? '';
    for (const event of blocks.flatMap(eventsIn)) {
      if (event.type === 'response.completed') return { kind: 'answered', text };
      if (event.type === 'response.failed') {
        return refused(failedAnswerError(event.response.error.message));
      }
      text += event.delta;
      onDelta(event.delta);
    }
  }
};

/**
 * Asks a provider over HTTP for the answer to a conversation (`POST {baseUrl}/responses`, streamed)
 * and says how it ended, in codex's words. Never rejects.
 */
export const askProvider = async (ask: Ask): Promise<AskEnd> => {
  const url = `${ask.baseUrl}/responses`;
  const { token, accountId } = ask.bearer;
  let began = false;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        ...(accountId === null ? {} : { 'chatgpt-account-id': accountId }),
      },
      body: JSON.stringify({
        model: ask.model,
        stream: true,
        input: ask.said.map(({ role, text }) => ({
          type: 'message',
          role,
          content: [{ type: role === 'user' ? 'input_text' : 'output_text', text }],
        })),
      }),
      signal: ask.signal,
    });
    began = true;
    if (!response.ok) {
      const body = await response.text();
      const error = refusalError(response.status, response.statusText, body, url);
      return { kind: 'refused', status: response.status, error, willRetry: false };
    }
    if (response.body === null) return refused(droppedError);
    return await readStream(response.body, ask.onDelta);
  } catch {
    if (ask.signal.aborted) return { kind: 'interrupted' };
    return began ? refused(droppedError) : refused(noNetworkError, true);
  }
};
