import type { Behaviour } from './behaviour.ts';

/** A whole answer that is no stream. */
export interface Refusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const json = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Refusal => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

/**
 * The HTTP answer that a refusing behaviour stands for, or null for those that stream or stay
 * silent. `nowS` is epoch seconds. Pure.
 */
export const refusalFor = (behaviour: Behaviour, token: string, nowS: number): Refusal | null => {
  switch (behaviour.kind) {
    case 'invalid-token':
      return json(401, {
        type: 'error',
        error: { type: 'authentication_error', message: 'Invalid bearer token' },
      });
    case 'token-expired':
      return json(401, {
        error: {
          message: 'Provided authentication token is expired. Please try signing in again.',
          type: null,
          code: 'token_expired',
          param: null,
        },
      });
    case 'echoes-key':
      return json(401, {
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
      return json(403, {
        error: { message: 'Your account may not use this model.', type: 'permission_error' },
      });
    case 'rate-limited':
      return json(
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
      return json(
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
      return json(behaviour.status, {
        error: { message: 'The server had an error.', type: 'server_error' },
      });
    case 'good':
    case 'tool-call':
    case 'failed-response':
    case 'hang':
    case 'stall':
    case 'drop':
    case 'in-order':
      return null;
  }
};
