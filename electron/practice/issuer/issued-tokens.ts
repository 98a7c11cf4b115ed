import type { IssuerAccount } from './issuer-account.ts';
import { jwt } from './jwt.ts';
import type { NewSecret } from './new-secret.ts';

/** Codes with which a refresh is refused for good, as codex 0.169.0 knows them. */
export type RefreshRefusal =
  'refresh_token_reused' | 'refresh_token_expired' | 'refresh_token_invalidated';

/** One set of tokens, as `POST /oauth/token` gives it. */
export interface IssuedTokens {
  readonly idToken: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** What an access token is worth now; `revoked` and made-up ones are `unknown`. */
export type TokenVerdict = 'current' | 'expired' | 'unknown';

/** How tokens are made; asked at every issue, so that a test may change it. */
export interface TokenMaking {
  /** How long an access token is good, in ms; negative makes it expired from the start. */
  readonly accessLifetimeMs: number;
  /** `opaque` access tokens are no JWT. */
  readonly accessForm: 'jwt' | 'opaque';
}

/** One sign-in: what was made from it dies with it. */
interface Session {
  readonly account: IssuerAccount;
  readonly clientId: string;
  alive: boolean;
  current: string;
}

interface Access {
  readonly session: Session;
  /** Epoch ms. */
  endsAt: number;
}

/** Every token that the practice issuer gave out; refresh tokens rotate and are good once. */
export class TokenBook {
  readonly #parts: {
    readonly issuer: string;
    readonly now: () => number;
    readonly newSecret: NewSecret;
    readonly making: () => TokenMaking;
  };
  readonly #key: string;
  readonly #access = new Map<string, Access>();
  readonly #refresh = new Map<string, Session>();
  readonly #ids = new Map<string, Session>();

  constructor(parts: {
    readonly issuer: string;
    /** Epoch ms. */
    readonly now: () => number;
    readonly newSecret: NewSecret;
    readonly making: () => TokenMaking;
  }) {
    this.#parts = parts;
    this.#key = parts.newSecret('signing key');
  }

  /** The tokens of a new sign-in. */
  issue(account: IssuerAccount, clientId: string): IssuedTokens {
    return this.#make({ account, clientId, alive: true, current: '' });
  }

  /** Exchanges a refresh token for new tokens; one that was used or revoked is refused. */
  rotate(refreshToken: string): IssuedTokens | RefreshRefusal {
    const session = this.#refresh.get(refreshToken);
    if (session?.alive !== true) return 'refresh_token_invalidated';
    if (session.current !== refreshToken) return 'refresh_token_reused';
    return this.#make(session);
  }

  /** Ends the sign-in that a token of any kind belongs to; true when there was one. */
  revoke(token: string): boolean {
    const session = this.#refresh.get(token) ?? this.#access.get(token)?.session;
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

  /** Lets every access token that is out end now; refresh tokens stay good. */
  expireAccess(): void {
    const now = this.#parts.now();
    for (const access of this.#access.values()) access.endsAt = Math.min(access.endsAt, now);
  }

  verdict(accessToken: string): TokenVerdict {
    const access = this.#access.get(accessToken);
    if (access?.session.alive !== true) return 'unknown';
    return access.endsAt > this.#parts.now() ? 'current' : 'expired';
  }

  /** Whose token it is, whether or not it is still good. */
  accountOf(token: string): IssuerAccount | null {
    return (this.#access.get(token)?.session ?? this.#ids.get(token))?.account ?? null;
  }

  #make(session: Session): IssuedTokens {
    const { issuer, now, newSecret, making } = this.#parts;
    const { accessForm, accessLifetimeMs } = making();
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
    const jti = newSecret('access token');
    const accessToken =
      accessForm === 'jwt'
        ? jwt({ ...claims, aud: ['https://api.openai.com/v1'], jti }, this.#key)
        : jti;
    const refreshToken = `rt_${newSecret('refresh token')}`;
    session.current = refreshToken;
    this.#access.set(accessToken, { session, endsAt });
    this.#refresh.set(refreshToken, session);
    this.#ids.set(idToken, session);
    return { idToken, accessToken, refreshToken };
  }
}
