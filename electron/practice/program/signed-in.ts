import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import * as v from 'valibot';

/** The tokens of a sign-in, as an issuer gives them. */
export interface AccountTokens {
  readonly idToken: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** Whom a token is for, as it says itself. */
export interface TokenClaims {
  readonly email: string | null;
  readonly plan: string | null;
  readonly accountId: string;
  readonly userId: string | null;
}

const text = v.optional(v.nullable(v.string()), null);
const Claims = v.object({
  email: text,
  'https://api.openai.com/auth': v.object({
    chatgpt_plan_type: text,
    chatgpt_account_id: v.string(),
    chatgpt_user_id: text,
  }),
});

/** What a JWT says of its account; null for anything else. No signature is looked at. Pure. */
export const tokenClaims = (token: string): TokenClaims | null => {
  const [, part, signature] = token.split('.');
  if (part === undefined || signature === undefined) return null;
  try {
    const claims = v.parse(Claims, JSON.parse(Buffer.from(part, 'base64url').toString('utf8')));
    const auth = claims['https://api.openai.com/auth'];
    return {
      email: claims.email,
      plan: auth.chatgpt_plan_type,
      accountId: auth.chatgpt_account_id,
      userId: auth.chatgpt_user_id,
    };
  } catch {
    return null;
  }
};

/** What a request to the provider carries. */
export interface Bearer {
  readonly token: string;
  /** `chatgpt-account-id`; null for a key. */
  readonly accountId: string | null;
}

/** Who is signed in; `dead` is the code with which a refresh was refused, until a new sign-in. */
export type SignedIn =
  | { readonly kind: 'none' }
  | { readonly kind: 'api-key'; readonly key: string }
  | { readonly kind: 'managed'; readonly tokens: AccountTokens; readonly dead: string | null }
  | { readonly kind: 'external'; readonly accessToken: string; readonly accountId: string };

/** What the next request to the provider carries; empty before the first sign-in. Pure. */
export const bearerOf = (signedIn: SignedIn): Bearer => {
  switch (signedIn.kind) {
    case 'none':
      return { token: '', accountId: null };
    case 'api-key':
      return { token: signedIn.key, accountId: null };
    case 'managed': {
      const { accessToken } = signedIn.tokens;
      return { token: accessToken, accountId: tokenClaims(accessToken)?.accountId ?? null };
    }
    case 'external':
      return { token: signedIn.accessToken, accountId: signedIn.accountId };
  }
};

const authModes = {
  none: null,
  'api-key': 'apikey',
  managed: 'chatgpt',
  external: 'chatgptAuthTokens',
} as const satisfies Record<SignedIn['kind'], string | null>;

/** `authMode` and `authMethod` of codex 0.169.0. Pure. */
export const authModeOf = (signedIn: SignedIn): string | null => authModes[signedIn.kind];

/** The account's access token while its sign-in lives; null for a key, too. Pure. */
export const accountTokenOf = (signedIn: SignedIn): string | null => {
  if (signedIn.kind === 'external') return signedIn.accessToken;
  return signedIn.kind === 'managed' && signedIn.dead === null ? signedIn.tokens.accessToken : null;
};

const AuthJson = v.object({
  tokens: v.object({
    id_token: v.string(),
    access_token: v.string(),
    refresh_token: v.string(),
  }),
});

const fileIn = (home: string): string => join(home, 'auth.json');

/** The sign-in that `auth.json` of a CODEX_HOME keeps, mode 0600, in codex 0.169.0's own form. */
export const practiceAuthFile = {
  /** null when there is none that can be read. */
  read: async (home: string): Promise<AccountTokens | null> => {
    try {
      const { tokens } = v.parse(AuthJson, JSON.parse(await readFile(fileIn(home), 'utf8')));
      return {
        idToken: tokens.id_token,
        accessToken: tokens.access_token,
        refreshToken: tokens.refresh_token,
      };
    } catch {
      return null;
    }
  },
  write: async (home: string, tokens: AccountTokens): Promise<void> => {
    const kept = {
      auth_mode: 'chatgpt',
      OPENAI_API_KEY: null,
      tokens: {
        id_token: tokens.idToken,
        access_token: tokens.accessToken,
        refresh_token: tokens.refreshToken,
        account_id: tokenClaims(tokens.accessToken)?.accountId ?? null,
      },
      last_refresh: new Date().toISOString(),
    };
    await writeFile(fileIn(home), JSON.stringify(kept, null, 2), { mode: 0o600 });
  },
  remove: (home: string): Promise<void> => rm(fileIn(home), { force: true }),
} as const;
