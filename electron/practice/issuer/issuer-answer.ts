/** A whole HTTP answer. */
export interface IssuerAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Makes answers of the kinds that an issuer gives. */
export const issuerAnswer = {
  json: (status: number, body: unknown): IssuerAnswer => ({
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(body),
  }),
  /** `code` is what codex decides by. */
  error: (status: number, code: string, message: string): IssuerAnswer =>
    issuerAnswer.json(status, { error: { message, type: 'invalid_request_error', code } }),
  redirect: (to: string): IssuerAnswer => ({
    status: 302,
    headers: { location: to, 'cache-control': 'no-store' },
    body: '',
  }),
  page: (status: number, html: string): IssuerAnswer => ({
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    },
    body: html,
  }),
} as const;
