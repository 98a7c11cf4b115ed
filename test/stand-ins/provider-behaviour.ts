import { randomUUID } from 'node:crypto';

import { aborted } from '../../electron/base/promises.ts';
import {
  beginText,
  jsonRefusal,
  openStream,
  playAnswer,
  practiceText,
  refusalFor,
  sendEvents,
  streamText,
} from '../../electron/practice/provider/answer.ts';
import type {
  AnswerStage,
  Behaviour as WellBehaved,
  Refusal,
  StreamShape,
} from '../../electron/practice/provider/answer.ts';
import type { DeltaGate } from './delta-gate.ts';
import { failedResponseFrames, toolCallFrames } from './provider-wires.ts';
import type { WholeWire } from './provider-wires.ts';
import { shellCall } from './request-body.ts';
import type { RequestBody } from './request-body.ts';

/** A stream that a test holds. */
export interface HeldShape extends StreamShape {
  /** How long until the headers come. */
  readonly delayMs?: number;
  /** Holds the stream open and lets deltas through one by one. */
  readonly gate?: DeltaGate;
}

/** What the provider does with a request that carries a certain token. */
export type Behaviour =
  | Exclude<WellBehaved, { kind: 'good' }>
  | ({ readonly kind: 'good' } & HeldShape)
  /** Asks once for `command` in a shell tool, then answers with what the tool printed. */
  | { readonly kind: 'tool-call'; readonly command: string }
  /** 401 whose JSON repeats the key that was sent, as some providers do. */
  | { readonly kind: 'echoes-key' }
  /** 401 with the HTML page of a proxy or captive portal. */
  | { readonly kind: 'proxy-page' }
  | { readonly kind: 'forbidden' }
  | { readonly kind: 'rate-limited'; readonly retryAfterS: number }
  /** 429 `usage_limit_reached`; `resetsInS` seconds from now. */
  | { readonly kind: 'quota'; readonly resetsInS: number }
  | { readonly kind: 'server-error'; readonly status: number }
  /** A 200 whose stream ends with `response.failed`, code `server_error`. */
  | { readonly kind: 'failed-response' }
  /** Accepts the request and never sends a header. */
  | { readonly kind: 'hang' }
  /** Streams `after` deltas and then nothing more, without closing. */
  | { readonly kind: 'stall'; readonly after: number }
  /** One step per request; the last one stays. A token that ends between two turns is two steps. */
  | { readonly kind: 'in-order'; readonly steps: readonly [Behaviour, ...Behaviour[]] };

/** A behaviour of one request. */
export type DueBehaviour = Exclude<Behaviour, { kind: 'in-order' }>;

/** The behaviour that is due for the request number `nth` (from 0) of a token. Pure. */
export const behaviourFor = (behaviour: Behaviour, nth: number): DueBehaviour => {
  if (behaviour.kind !== 'in-order') return behaviour;
  const due = behaviour.steps[Math.min(nth, behaviour.steps.length - 1)] ?? behaviour.steps[0];
  return behaviourFor(due, 0);
};

/**
 * The HTTP answer that a refusing behaviour stands for, or null for those that stream or stay
 * silent. `nowS` is epoch seconds. Pure.
 */
export const refusalOf = (behaviour: DueBehaviour, token: string, nowS: number): Refusal | null => {
  switch (behaviour.kind) {
    case 'echoes-key':
      return jsonRefusal(401, {
        error: {
          message: `Incorrect API key provided: ${token}.`,
          type: 'invalid_request_error',
          code: 'invalid_api_key',
        },
      });
    case 'proxy-page':
      return {
        status: 401,
        headers: { 'content-type': 'text/html' },
        body: '<!DOCTYPE html><html><head><title>Sign in to the network</title></head><body><h1>401</h1></body></html>',
      };
    case 'forbidden':
      return jsonRefusal(403, {
        error: { message: 'Your account may not use this model.', type: 'permission_error' },
      });
    case 'rate-limited':
      return jsonRefusal(
        429,
        {
          error: {
            message: 'Rate limit reached for requests.',
            type: 'requests',
            code: 'rate_limit_exceeded',
          },
        },
        { 'retry-after': String(behaviour.retryAfterS) },
      );
    case 'quota':
      return jsonRefusal(
        429,
        {
          error: {
            message: 'The usage limit has been reached',
            type: 'usage_limit_reached',
            plan_type: 'plus',
            resets_at: nowS + behaviour.resetsInS,
            resets_in_seconds: behaviour.resetsInS,
          },
        },
        {
          // codex reads the time only from these.
          'x-codex-primary-used-percent': '100',
          'x-codex-primary-window-minutes': '300',
          'x-codex-primary-reset-at': String(nowS + behaviour.resetsInS),
        },
      );
    case 'server-error':
      return jsonRefusal(behaviour.status, {
        error: { message: 'The server had an error.', type: 'server_error' },
      });
    case 'tool-call':
    case 'failed-response':
    case 'hang':
    case 'stall':
      return null;
    case 'good':
    case 'drop':
    case 'invalid-token':
    case 'token-expired':
      return refusalFor(behaviour);
  }
};

/** Plays a behaviour that streams, stays silent or breaks off; settles when it is over. */
export const playBehaviour = async (
  behaviour: DueBehaviour,
  stage: AnswerStage & { readonly wire: WholeWire },
  body: RequestBody | null,
): Promise<void> => {
  const { clock, signal, response, head, wire } = stage;
  switch (behaviour.kind) {
    case 'good': {
      const { delayMs, gate, text = practiceText } = behaviour;
      if (delayMs !== undefined) await clock.pause(delayMs, signal);
      if (body?.stream !== false) {
        return streamText(behaviour, stage, gate && (() => gate.pass(signal)));
      }
      head(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(wire.whole(text)));
      return;
    }
    case 'tool-call': {
      const printed = body?.toolOutput ?? null;
      if (printed !== null) return playBehaviour({ kind: 'good', text: printed }, stage, body);
      openStream(stage);
      const call = shellCall(body?.tools ?? [], behaviour.command);
      sendEvents(stage, toolCallFrames(randomUUID().slice(0, 8), call));
      response.end();
      return;
    }
    case 'failed-response':
      openStream(stage);
      sendEvents(stage, failedResponseFrames(randomUUID().slice(0, 8)));
      response.end();
      return;
    case 'hang':
      return aborted(signal);
    case 'stall':
      beginText(behaviour.after, stage);
      return aborted(signal);
    case 'drop':
      return playAnswer(behaviour, stage);
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
