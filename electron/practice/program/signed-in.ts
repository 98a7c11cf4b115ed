import type { AccountTokens } from './tokens.ts';
import { tokenClaims } from './tokens.ts';

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
