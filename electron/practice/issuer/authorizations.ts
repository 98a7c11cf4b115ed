import { createHash } from 'node:crypto';

import type { IssuerAccount } from './issuer-account.ts';
import { isLoopbackUrl } from './loopback-url.ts';
import type { NewSecret } from './new-secret.ts';

/** What `GET /oauth/authorize` asks for. */
export interface AuthorizeRequest {
  readonly id: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly challenge: string;
  readonly state: string;
}

interface Code {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly challenge: string;
  readonly account: IssuerAccount;
}

/** The verifier's S256 challenge. Pure. */
export const challengeOf = (verifier: string): string =>
  createHash('sha256').update(verifier).digest('base64url');

/** The sign-ins that ask for approval in a browser, and the one-time codes of those that got it. */
export class Authorizations {
  readonly #newSecret: NewSecret;
  readonly #asked = new Map<string, AuthorizeRequest>();
  readonly #codes = new Map<string, Code>();

  constructor(newSecret: NewSecret) {
    this.#newSecret = newSecret;
  }

  /** Takes the query of `GET /oauth/authorize`; a text says what is wrong with it. */
  ask(query: URLSearchParams): AuthorizeRequest | string {
    const redirectUri = query.get('redirect_uri') ?? '';
    const clientId = query.get('client_id') ?? '';
    const challenge = query.get('code_challenge') ?? '';
    const state = query.get('state') ?? '';
    if (query.get('response_type') !== 'code') return 'response_type must be code';
    if (query.get('code_challenge_method') !== 'S256') return 'code_challenge_method must be S256';
    if (!isLoopbackUrl(redirectUri)) return 'redirect_uri must be on this computer';
    if (clientId === '' || challenge === '' || state === '') return 'a parameter is missing';
    const request = {
      id: this.#newSecret('authorization request'),
      clientId,
      redirectUri,
      challenge,
      state,
    };
    this.#asked.set(request.id, request);
    return request;
  }

  /** A request that still waits for its answer; taken out, because it is answered once. */
  take(id: string): AuthorizeRequest | null {
    const request = this.#asked.get(id) ?? null;
    this.#asked.delete(id);
    return request;
  }

  /** A code for an approved request, or for the device flow. */
  code(request: Omit<Code, 'account'>, account: IssuerAccount): string {
    const code = this.#newSecret('authorization code');
    const { clientId, redirectUri, challenge } = request;
    this.#codes.set(code, { clientId, redirectUri, challenge, account });
    return code;
  }

  /** Whose code it is, once; null when it was used, made up, or the verifier is another one's. */
  redeem(form: URLSearchParams): IssuerAccount | null {
    const code = this.#codes.get(form.get('code') ?? '');
    this.#codes.delete(form.get('code') ?? '');
    const fits =
      code?.clientId === form.get('client_id') &&
      code.redirectUri === form.get('redirect_uri') &&
      code.challenge === challengeOf(form.get('code_verifier') ?? '');
    return fits ? code.account : null;
  }
}
