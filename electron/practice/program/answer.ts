import * as v from 'valibot';

import { droppedError, failedAnswerError, noNetworkError, refusalError } from './error.ts';
import type { PracticeTurnError } from './error.ts';
import type { Bearer } from './signed-in.ts';

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
