import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';

import type { Clock } from '../../base/clock.ts';
import type { Behaviour } from './behaviour.ts';
import type { RequestBody } from './body.ts';
import { shellCall } from './body.ts';
import type { SseEvent, Wire } from './wire.ts';
import {
  completionsWire,
  failedResponseFrames,
  messagesWire,
  responsesWire,
  sseText,
  toolCallFrames,
} from './wire.ts';

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

const wireFor = (path: string, model: string, nowS: number): Wire => {
  const id = randomUUID().replaceAll('-', '').slice(0, 16);
  if (path.endsWith('/chat/completions')) return completionsWire(id, model, nowS);
  if (path.endsWith('/messages')) return messagesWire(id, model);
  return responsesWire(id);
};

/** Plays a behaviour that streams, stays silent or breaks off; settles when it is over. */
export const streamAnswer = async (answer: {
  readonly behaviour: Exclude<Behaviour, { kind: 'in-order' }>;
  readonly path: string;
  readonly body: RequestBody | null;
  readonly head: (status: number, headers: Readonly<Record<string, string>>) => void;
  readonly response: ServerResponse;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}): Promise<void> => {
  const { behaviour, response, clock, signal } = answer;
  const wire = wireFor(
    answer.path,
    answer.body?.model ?? 'practice',
    Math.floor(clock.now() / 1000),
  );
  const send = (events: readonly SseEvent[]): void => {
    if (!signal.aborted) response.write(events.map(sseText).join(''));
  };
  const open = (): void => answer.head(200, { 'content-type': 'text/event-stream' });
  const silence = (): Promise<void> =>
    new Promise((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve(), { once: true });
    });

  const stream = async (
    text: string,
    shape: Extract<Behaviour, { kind: 'good' }>,
  ): Promise<void> => {
    if (shape.delayMs !== undefined) await clock.pause(shape.delayMs, signal);
    if (answer.body?.stream === false) {
      answer.head(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(wire.whole(text)));
      return;
    }
    open();
    send(wire.opening());
    for (const piece of cutText(text, shape.deltas ?? 8)) {
      if (shape.gate !== undefined && !(await shape.gate.pass(signal))) return;
      if (shape.paceMs !== undefined) await clock.pause(shape.paceMs, signal);
      send(wire.delta(piece));
    }
    send(wire.closing(text));
    response.end();
  };

  const begin = (after: number): void => {
    open();
    send(wire.opening());
    for (const piece of cutText(practiceText, 8).slice(0, after)) send(wire.delta(piece));
  };

  switch (behaviour.kind) {
    case 'good':
      return stream(behaviour.text ?? practiceText, behaviour);
    case 'tool-call': {
      const printed = answer.body?.toolOutput ?? null;
      if (printed !== null) return stream(printed, { kind: 'good' });
      open();
      const call = shellCall(answer.body?.tools ?? [], behaviour.command);
      send(toolCallFrames(randomUUID().slice(0, 8), call));
      response.end();
      return;
    }
    case 'failed-response':
      open();
      send(failedResponseFrames(randomUUID().slice(0, 8)));
      response.end();
      return;
    case 'hang':
      return silence();
    case 'stall':
      begin(behaviour.after);
      return silence();
    case 'drop':
      begin(behaviour.after);
      // The frames before the cut must have left, or the client sees no stream at all.
      await new Promise<void>((resolve) => response.write(':\n\n', () => resolve()));
      response.socket?.destroy();
      return;
    case 'invalid-token':
    case 'token-expired':
    case 'echoes-key':
    case 'proxy-page':
    case 'forbidden':
    case 'rate-limited':
    case 'quota':
    case 'server-error':
      throw new Error(`${behaviour.kind} does not stream`);
  }
};
