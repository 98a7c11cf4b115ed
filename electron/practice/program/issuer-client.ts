import * as v from 'valibot';

import type { AccountTokens } from './signed-in.ts';
import { isLoopbackUrl } from '../issuer/authorizations.ts';

const askMs = 8_000;

const Tokens = v.object({
  id_token: v.string(),
  access_token: v.string(),
  refresh_token: v.string(),
});
const UserCode = v.object({
  device_auth_id: v.string(),
  user_code: v.string(),
  interval: v.pipe(v.string(), v.transform(Number), v.number()),
});
const Approved = v.object({ authorization_code: v.string(), code_verifier: v.string() });
const Refused = v.object({ error: v.union([v.string(), v.object({ code: v.string() })]) });
const Workspaces = v.object({ accounts: v.array(v.object({ id: v.string() })) });

/** A device code, as the issuer gives it. */
export type PracticeDeviceCode = v.InferOutput<typeof UserCode>;

/** How a refresh ended; `refused` is for good, `failed` in passing. */
export type Refreshed =
  | { readonly kind: 'tokens'; readonly tokens: AccountTokens }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'failed'; readonly message: string };

const tokensIn = async (response: Response): Promise<AccountTokens> => {
  const made = v.parse(Tokens, await response.json());
  return {
    idToken: made.id_token,
    accessToken: made.access_token,
    refreshToken: made.refresh_token,
  };
};

/** The code of a refusal for good: any 401, or a 400 `invalid_grant`; null for anything else. */
const refusalCode = async (response: Response): Promise<string | null> => {
  const body = v.safeParse(Refused, await response.json().catch(() => null));
  const error = body.success ? body.output.error : '';
  const code = typeof error === 'string' ? error : error.code;
  if (response.status === 401) return code;
  return response.status === 400 && code === 'invalid_grant' ? code : null;
};

/** The issuer that a practice helper signs in at, by codex's own variables; loopback only. */
export class PracticeIssuerClient {
  readonly url: string;
  readonly clientId: string;
  readonly #refreshUrl: string;
  readonly #revokeUrl: string;

  /** Throws when the environment names no issuer on this computer. */
  constructor(env: Readonly<Record<string, string | undefined>>) {
    this.url = env.CODEX_APP_SERVER_LOGIN_ISSUER ?? '';
    this.clientId = env.CODEX_APP_SERVER_LOGIN_CLIENT_ID ?? '';
    this.#refreshUrl = env.CODEX_REFRESH_TOKEN_URL_OVERRIDE ?? '';
    this.#revokeUrl = env.CODEX_REVOKE_TOKEN_URL_OVERRIDE ?? '';
    if (![this.url, this.#refreshUrl, this.#revokeUrl].every(isLoopbackUrl)) {
      throw new Error('practice signs in on this computer only');
    }
  }

  /** `POST /oauth/token`, `authorization_code`. */
  async exchange(code: string, redirectUri: string, verifier: string): Promise<AccountTokens> {
    const response = await fetch(`${this.url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: this.clientId,
        code,
        redirect_uri: redirectUri,
        code_verifier: verifier,
      }),
      signal: AbortSignal.timeout(askMs),
    });
    if (!response.ok) throw new Error(`token endpoint returned status ${response.status}`);
    return tokensIn(response);
  }

  async userCode(): Promise<PracticeDeviceCode> {
    const response = await this.#post(`${this.url}/api/accounts/deviceauth/usercode`, {
      client_id: this.clientId,
    });
    if (!response.ok) throw new Error(`device code request failed with status ${said(response)}`);
    return v.parse(UserCode, await response.json());
  }

  /** What the code became; null while it waits. Only 403 and 404 let codex ask again. */
  async poll(code: PracticeDeviceCode): Promise<v.InferOutput<typeof Approved> | null> {
    const response = await this.#post(`${this.url}/api/accounts/deviceauth/token`, {
      device_auth_id: code.device_auth_id,
      user_code: code.user_code,
    });
    if (response.status === 403 || response.status === 404) return null;
    if (!response.ok) throw new Error(`device auth failed with status ${said(response)}`);
    return v.parse(Approved, await response.json());
  }

  async refresh(refreshToken: string, reason: string): Promise<Refreshed> {
    try {
      const response = await this.#post(this.#refreshUrl, {
        client_id: this.clientId,
        grant_type: 'refresh_token',
        refresh_reason: reason,
        refresh_token: refreshToken,
      });
      if (response.ok) return { kind: 'tokens', tokens: await tokensIn(response) };
      const code = await refusalCode(response);
      if (code !== null) return { kind: 'refused', code };
      return { kind: 'failed', message: `Failed to refresh token: ${said(response)}` };
    } catch (error) {
      return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Ends a sign-in at the issuer; one that cannot be reached is left to its own. */
  async revoke(refreshToken: string): Promise<void> {
    await this.#post(this.#revokeUrl, {
      token: refreshToken,
      token_type_hint: 'refresh_token',
      client_id: this.clientId,
    }).catch(() => null);
  }

  #post(url: string, body: Readonly<Record<string, string>>): Promise<Response> {
    return fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(askMs),
    });
  }
}

/**
 * `GET {chatgptBaseUrl}/wham/accounts/check`, which codex 0.169.0 asks after every sign-in. Rejects
 * with its words, `workspace routing discovery unauthorized (401)` or `... failed`.
 */
export const checkWorkspace = async (
  chatgptBaseUrl: string,
  accessToken: string,
  accountId: string,
): Promise<void> => {
  const failed = new Error('workspace routing discovery failed');
  if (!isLoopbackUrl(chatgptBaseUrl)) throw failed;
  let response: Response;
  try {
    response = await fetch(`${chatgptBaseUrl}/wham/accounts/check`, {
      headers: { authorization: `Bearer ${accessToken}`, 'chatgpt-account-id': accountId },
      signal: AbortSignal.timeout(askMs),
    });
  } catch {
    throw failed;
  }
  if (response.status === 401) throw new Error('workspace routing discovery unauthorized (401)');
  const found = v.safeParse(Workspaces, await response.json().catch(() => null));
  const isThere = found.success && found.output.accounts.some((one) => one.id === accountId);
  if (!response.ok || !isThere) throw failed;
};

const said = (response: Response): string => `${response.status} ${response.statusText}`;
