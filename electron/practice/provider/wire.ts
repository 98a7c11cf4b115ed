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
  /** The answer in one piece, for a client that did not ask for a stream; null where there is none. */
  whole(text: string): unknown;
}

const usage = {
  input_tokens: 12,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: 8,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 20,
};

const typed = (type: string, fields: Readonly<Record<string, unknown>>): SseEvent => ({
  event: type,
  data: { type, ...fields },
});

/** OpenAI's Responses API, `POST /v1/responses`, the one codex speaks. */
export const responsesWire = (id: string): Wire => {
  const item = (status: string, text: string | null) => ({
    type: 'message',
    id: `msg_${id}`,
    role: 'assistant',
    status,
    content: text === null ? [] : [{ type: 'output_text', text, annotations: [] }],
  });
  return {
    opening: () => [
      typed('response.created', { response: { id: `resp_${id}`, status: 'in_progress' } }),
      typed('response.output_item.added', { output_index: 0, item: item('in_progress', null) }),
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
      typed('response.output_item.done', { output_index: 0, item: item('completed', whole) }),
      typed('response.completed', { response: { id: `resp_${id}`, status: 'completed', usage } }),
    ],
    whole: (text) => ({
      id: `resp_${id}`,
      object: 'response',
      status: 'completed',
      output: [item('completed', text)],
      usage,
    }),
  };
};

/** OpenAI's chat completions, `POST /v1/chat/completions`, as a gateway's `openai-completions` reads it. */
export const completionsWire = (id: string, model: string, createdS: number): Wire => {
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
export const messagesWire = (id: string, model: string): Wire => {
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

/** Writes an event as it goes over the wire. */
export const sseText = ({ event, data }: SseEvent): string =>
  `${event === null ? '' : `event: ${event}\n`}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
