/** What the issuer is asked for, by what for. */
export type IssuerEndpoint =
  /** `GET /oauth/authorize`, and a person's answer on one of the pages. */
  | 'authorize'
  | 'approval'
  /** `POST /oauth/token`, by its grant. */
  | 'code'
  | 'refresh'
  | 'api-key'
  | 'user-code'
  | 'device-poll'
  | 'device-page'
  | 'revoke'
  /** `GET {chatgptBaseUrl}/wham/accounts/check`, and every other GET below it. */
  | 'accounts-check'
  | 'backend';

const byRoute = new Map<string, IssuerEndpoint>(
  Object.entries({
    'GET /oauth/authorize': 'authorize',
    'POST /oauth/decide': 'approval',
    'POST /codex/device': 'approval',
    'GET /codex/device': 'device-page',
    'POST /api/accounts/deviceauth/usercode': 'user-code',
    'POST /api/accounts/deviceauth/token': 'device-poll',
    'POST /oauth/revoke': 'revoke',
  } as const),
);

const byGrant = new Map<string, IssuerEndpoint>(
  Object.entries({
    authorization_code: 'code',
    refresh_token: 'refresh',
    'urn:ietf:params:oauth:grant-type:token-exchange': 'api-key',
  } as const),
);

/** Which endpoint of the issuer a request is for, as codex 0.169.0 asks; null for none. Pure. */
export const issuerEndpoint = (
  method: string,
  path: string,
  form: URLSearchParams,
): IssuerEndpoint | null => {
  if (method === 'POST' && path === '/oauth/token') {
    return byGrant.get(form.get('grant_type') ?? '') ?? null;
  }
  return byRoute.get(`${method} ${path}`) ?? null;
};
