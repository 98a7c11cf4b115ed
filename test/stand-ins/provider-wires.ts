import {
  answerId,
  responsesItem,
  responsesWire as streamedResponses,
  typed,
  usage,
} from '../../electron/practice/provider/answer.ts';
import type { SseEvent, Wire } from '../../electron/practice/provider/answer.ts';

/** A model API that also answers in one piece, for a client that did not ask for a stream. */
export interface WholeWire extends Wire {
  whole(text: string): unknown;
}

/** OpenAI's Responses API, `POST /v1/responses`. */
const responsesWire = (id: string): WholeWire => ({
  ...streamedResponses(id),
  whole: (text) => ({
    id: `resp_${id}`,
    object: 'response',
    status: 'completed',
    output: [responsesItem(id, 'completed', text)],
    usage,
  }),
});

/** OpenAI's chat completions, `POST /v1/chat/completions`, as a gateway's `openai-completions` reads it. */
const completionsWire = (id: string, model: string, createdS: number): WholeWire => {
  const chunk = (delta: unknown, finish: string | null, extra: object = {}): SseEvent => ({
    event: null,
    data: {
      id: `chatcmpl-${id}`,
      object: 'chat.completion.chunk',
      created: createdS,
      model,
      choices: [{ index: 0, delta, finish_reason: finish }],
      ...extra,
    },
  });
  const counted = { prompt_tokens: 12, completion_tokens: 8, total_tokens: 20 };
  return {
    opening: () => [chunk({ role: 'assistant', content: '' }, null)],
    delta: (text) => [chunk({ content: text }, null)],
    closing: () => [chunk({}, 'stop', { usage: counted }), { event: null, data: '[DONE]' }],
    whole: (text) => ({
      id: `chatcmpl-${id}`,
      object: 'chat.completion',
      created: createdS,
      model,
      choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
      usage: counted,
    }),
  };
};

/** Anthropic's messages, `POST /v1/messages`, as a gateway's `anthropic-messages` reads it. */
const messagesWire = (id: string, model: string): WholeWire => {
  const message = (content: readonly unknown[], stop: string | null) => ({
    id: `msg_${id}`,
    type: 'message',
    role: 'assistant',
    model,
    content,
    stop_reason: stop,
    stop_sequence: null,
    usage: { input_tokens: 12, output_tokens: 8 },
  });
  return {
    opening: () => [
      typed('message_start', { message: message([], null) }),
      typed('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
    ],
    delta: (text) => [
      typed('content_block_delta', { index: 0, delta: { type: 'text_delta', text } }),
    ],
    closing: () => [
      typed('content_block_stop', { index: 0 }),
      typed('message_delta', {
        delta: { stop_reason: 'end_turn', stop_sequence: null },
        usage: { output_tokens: 8 },
      }),
      typed('message_stop', {}),
    ],
    whole: (text) => message([{ type: 'text', text }], 'end_turn'),
  };
};

/** The Responses API's frames for one call of a shell tool. */
export const toolCallFrames = (
  id: string,
  tool: { readonly name: string; readonly arguments: string },
): readonly SseEvent[] => [
  typed('response.created', { response: { id: `resp_${id}`, status: 'in_progress' } }),
  typed('response.output_item.done', {
    output_index: 0,
    item: { type: 'function_call', id: `fc_${id}`, call_id: `call_${id}`, ...tool },
  }),
  typed('response.completed', { response: { id: `resp_${id}`, status: 'completed', usage } }),
];

/** The Responses API's frames for an answer that failed on the provider's side. */
export const failedResponseFrames = (id: string): readonly SseEvent[] => [
  typed('response.created', { response: { id: `resp_${id}`, status: 'in_progress' } }),
  typed('response.failed', {
    response: {
      id: `resp_${id}`,
      status: 'failed',
      error: { code: 'server_error', message: 'The model had an error.' },
    },
  }),
];

/** The wire of a path; `nowS` is epoch seconds. */
export const wireFor = (path: string, model: string, nowS: number): WholeWire => {
  const id = answerId();
  if (path.endsWith('/chat/completions')) return completionsWire(id, model, nowS);
  if (path.endsWith('/messages')) return messagesWire(id, model);
  return responsesWire(id);
};
