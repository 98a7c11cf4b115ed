import { isRecord } from '../../base/values.ts';

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
