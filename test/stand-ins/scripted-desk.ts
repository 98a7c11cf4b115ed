import type { AuthorizeRequest } from '../../electron/practice/issuer/authorizations.ts';
import { IssuedTokens, practiceAccount } from '../../electron/practice/issuer/issued-tokens.ts';
import type {
  IssuerAccount,
  RefreshRefusal,
  TokenClaims,
} from '../../electron/practice/issuer/issued-tokens.ts';
import { IssuerDesk } from '../../electron/practice/issuer/issuer-desk.ts';
import type {
  Decision,
  DeskParts,
  IssuerEndpoint,
} from '../../electron/practice/issuer/issuer-desk.ts';
import { issuerAnswer } from '../../electron/practice/issuer/issuer-pages.ts';
import type { IssuerAnswer } from '../../electron/practice/issuer/issuer-pages.ts';

/** How the issuer behaves; read at every request, so that it may change at any time. */
export interface IssuerScript {
  /** Who signs in from now on. */
  readonly person: IssuerAccount;
  /** `opaque` access tokens are no JWT. */
  readonly accessForm: 'jwt' | 'opaque';
  /** Refuses every refresh with 401 and this code; null refuses only what is not good. */
  readonly refuseRefresh: RefreshRefusal | null;
  /** Sends callbacks with another state than the one that was asked with. */
  readonly wrongState: boolean;
}

/** An issuer that does what is right. */
export const wellBehaved: IssuerScript = {
  person: practiceAccount,
  accessForm: 'jwt',
  refuseRefresh: null,
  wrongState: false,
};

class ScriptedTokens extends IssuedTokens {
  readonly #parts: DeskParts & { readonly script: () => IssuerScript };

  constructor(parts: DeskParts & { readonly script: () => IssuerScript }) {
    super(parts);
    this.#parts = parts;
  }

  /** Lets every access token that is out end now; refresh tokens stay good. */
  expireAccess(): void {
    const now = this.#parts.now();
    for (const access of this.access.values()) access.endsAt = Math.min(access.endsAt, now);
  }

  protected override signed(claims: TokenClaims): string {
    return this.#parts.script().accessForm === 'jwt' ? super.signed(claims) : claims.jti;
  }
}

/** The practice issuer's desk, with a script. */
export class ScriptedDesk extends IssuerDesk {
  readonly #script: () => IssuerScript;
  readonly #scripted: ScriptedTokens;

  constructor(parts: DeskParts & { readonly script: () => IssuerScript }) {
    const tokens = new ScriptedTokens(parts);
    super(parts, tokens);
    this.#scripted = tokens;
    this.#script = parts.script;
  }

  /** Lets every access token that is out end now; refresh tokens stay good. */
  expireAccess(): void {
    this.#scripted.expireAccess();
  }

  /** Where the browser goes after the person's decision; throws what is wrong with the ask. */
  decide(query: URLSearchParams, decision: Decision): string {
    const asked = this.authorizations.ask(query);
    if (typeof asked === 'string') throw new Error(asked);
    return this.callback(asked, decision);
  }

  override answer(endpoint: IssuerEndpoint, form: URLSearchParams, bearer: string): IssuerAnswer {
    const { refuseRefresh } = this.#script();
    return endpoint === 'refresh' && refuseRefresh !== null
      ? issuerAnswer.error(401, refuseRefresh, 'The refresh token is not good.')
      : super.answer(endpoint, form, bearer);
  }

  protected override person(): IssuerAccount {
    return this.#script().person;
  }

  protected override stateOf(asked: AuthorizeRequest): string {
    return this.#script().wrongState ? this.newSecret('state') : super.stateOf(asked);
  }
}
