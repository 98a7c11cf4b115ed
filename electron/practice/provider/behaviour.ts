import type { DeltaGate } from './gate.ts';

/** How a stream of text is cut and paced. Left out: the provider's own text, 8 deltas, no pause. */
export interface StreamShape {
  readonly text?: string;
  readonly deltas?: number;
  readonly paceMs?: number;
  /** How long until the headers come. */
  readonly delayMs?: number;
  /** Holds the stream open and lets deltas through one by one. */
  readonly gate?: DeltaGate;
}

/** What the provider does with a request that carries a certain token. */
export type Behaviour =
  | ({ readonly kind: 'good' } & StreamShape)
  /** Asks once for `command` in a shell tool, then answers with what the tool printed. */
  | { readonly kind: 'tool-call'; readonly command: string }
  /** 401 with the body of openclaw issue 72574. */
  | { readonly kind: 'invalid-token' }
  /** 401 with code `token_expired`. */
  | { readonly kind: 'token-expired' }
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
  /** Streams `after` deltas and then cuts the connection. */
  | { readonly kind: 'drop'; readonly after: number }
  /** One step per request; the last one stays. A token that ends between two turns is two steps. */
  | { readonly kind: 'in-order'; readonly steps: readonly [Behaviour, ...Behaviour[]] };

/** The behaviour that is due for the request number `nth` (from 0) of a token. Pure. */
export const behaviourFor = (
  behaviour: Behaviour,
  nth: number,
): Exclude<Behaviour, { kind: 'in-order' }> => {
  if (behaviour.kind !== 'in-order') return behaviour;
  const due = behaviour.steps[Math.min(nth, behaviour.steps.length - 1)] ?? behaviour.steps[0];
  return behaviourFor(due, 0);
};
