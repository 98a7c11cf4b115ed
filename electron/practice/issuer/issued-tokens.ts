import { createHmac } from 'node:crypto';

/** A person's account at the practice issuer. */
export interface IssuerAccount {
  /** ChatGPT's account id, as `chatgpt-account-id` carries it. */
  readonly id: string;
  readonly userId: string;
  readonly email: string;
  readonly plan: string;
}

/** Who signs in at practice. */
export const practiceAccount: IssuerAccount = {
  id: 'acct-practice',
  userId: 'user-practice',
  email: 'ana@example.org',
  plan: 'plus',
};

/** What a random text of the issuer is for; the two that are JWTs carry it inside. */
export type IssuerSecret =
  | 'signing key'
  | 'id token'
  | 'access token'
  | 'refresh token'
  | 'api key'
  | 'authorization code'
  | 'authorization request'
  | 'state'
  | 'device code'
  | 'user code'
  | 'code verifier';

/** Makes up a random text, each time another one. */
export type NewSecret = (what: IssuerSecret) => string;

/** Codes with which a refresh is refused for good, as codex 0.169.0 knows them. */
export type RefreshRefusal =
  'refresh_token_reused' | 'refresh_token_expired' | 'refresh_token_invalidated';

/** One set of tokens, as `POST /oauth/token` gives it. */
export interface TokenSet {
  readonly idToken: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** What an access token is worth now; `revoked` and made-up ones are `unknown`. */
export type TokenVerdict = 'current' | 'expired' | 'unknown';

/** One sign-in: what was made from it dies with it. */
export interface IssuedSession {
  readonly account: IssuerAccount;
  readonly clientId: string;
  alive: boolean;
  current: string;
}

/** An access token that is out. */
export interface IssuedAccess {
  readonly session: IssuedSession;
  /** Epoch ms. */
  endsAt: number;
}

/** What a token says; `jti` is its own random text. */
export type TokenClaims = Readonly<Record<string, unknown>> & { readonly jti: string };

/** How long an access token is good. */
export const accessLifetimeMs = 3_600_000;

/** Every token that the practice issuer gave out; refresh tokens rotate and are good once. */
export class IssuedTokens {
  readonly #parts: {
    readonly issuer: string;
    readonly now: () => number;
    readonly newSecret: NewSecret;
  };
  readonly #key: string;
  protected readonly access = new Map<string, IssuedAccess>();
  readonly #refresh = new Map<string, IssuedSession>();
  readonly #ids = new Map<string, IssuedSession>();

  constructor(parts: {
    readonly issuer: string;
    /** Epoch ms. */
    readonly now: () => number;
    readonly newSecret: NewSecret;
  }) {
    this.#parts = parts;
    this.#key = parts.newSecret('signing key');
  }

  /** The tokens of a new sign-in. */
  issue(account: IssuerAccount, clientId: string): TokenSet {
    return this.#make({ account, clientId, alive: true, current: '' });
  }

  /** Exchanges a refresh token for new tokens; one that was used or revoked is refused. */
  rotate(refreshToken: string): TokenSet | RefreshRefusal {
    const session = this.#refresh.get(refreshToken);
    if (session?.alive !== true) return 'refresh_token_invalidated';
    if (session.current !== refreshToken) return 'refresh_token_reused';
    return this.#make(session);
  }

  /** Ends the sign-in that a token of any kind belongs to; true when there was one. */
  revoke(token: string): boolean {
    const session = this.#refresh.get(token) ?? this.access.get(token)?.session;
    if (session === undefined) return false;
    session.alive = false;
    return true;
  }

  /** Ends every sign-in of an account. */
  revokeAccount(accountId: string): void {
    for (const session of this.#refresh.values()) {
      if (session.account.id === accountId) session.alive = false;
    }
  }

  verdict(accessToken: string): TokenVerdict {
    const access = this.access.get(accessToken);
    if (access?.session.alive !== true) return 'unknown';
    return access.endsAt > this.#parts.now() ? 'current' : 'expired';
  }

  /** Whose token it is, whether or not it is still good. */
  accountOf(token: string): IssuerAccount | null {
    return (this.access.get(token)?.session ?? this.#ids.get(token))?.account ?? null;
  }

  /** The access token that carries `claims`. */
  protected signed(claims: TokenClaims): string {
    return jwt(claims, this.#key);
  }

  #make(session: IssuedSession): TokenSet {
    const { issuer, now, newSecret } = this.#parts;
    const endsAt = now() + accessLifetimeMs;
    const { account, clientId } = session;
    const claims = {
      iss: issuer,
      sub: account.userId,
      iat: Math.floor(now() / 1000),
      exp: Math.floor(endsAt / 1000),
      email: account.email,
      'https://api.openai.com/auth': {
        chatgpt_plan_type: account.plan,
        chatgpt_user_id: account.userId,
        chatgpt_account_id: account.id,
      },
    };
    const idToken = jwt({ ...claims, aud: [clientId], jti: newSecret('id token') }, this.#key);
    const accessClaims = { ...claims, aud: ['https://api.openai.com/v1'] };
    const accessToken = this.signed({ ...accessClaims, jti: newSecret('access token') });
    const refreshToken = `rt_${newSecret('refresh token')}`;
    session.current = refreshToken;
    this.access.set(accessToken, { session, endsAt });
    this.#refresh.set(refreshToken, session);
    this.#ids.set(idToken, session);
    return { idToken, accessToken, refreshToken };
  }
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A JSON Web Token with `claims`, signed with HS256. Pure. */
const jwt = (claims: Readonly<Record<string, unknown>>, key: string): string => {
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
};
