import { createHash } from 'node:crypto';

import type { IssuerAccount, NewSecret } from './issued-tokens.ts';

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

/** How the person answered a device code, or what the issuer has to say of it. */
export type DeviceAnswer = 'pending' | 'approved' | 'slow-down' | 'expired' | 'denied';

/** A code that was given out for the device flow. */
export interface DeviceCode {
  readonly deviceAuthId: string;
  readonly userCode: string;
  readonly clientId: string;
  /** Epoch ms. */
  readonly endsAt: number;
  readonly verifier: string;
  answer: DeviceAnswer;
}

const letters = 'BCDFGHJKLMNPQRSTVWXZ';

/** The codes of the device flow and what became of them. */
export class DeviceCodes {
  readonly #codes: DeviceCode[] = [];
  readonly #now: () => number;
  readonly #newSecret: NewSecret;

  constructor(now: () => number, newSecret: NewSecret) {
    this.#now = now;
    this.#newSecret = newSecret;
  }

  start(clientId: string, lifetimeMs: number): DeviceCode {
    const code: DeviceCode = {
      deviceAuthId: this.#newSecret('device code'),
      userCode: this.#userCode(),
      clientId,
      endsAt: this.#now() + lifetimeMs,
      verifier: this.#newSecret('code verifier'),
      answer: 'pending',
    };
    this.#codes.push(code);
    return code;
  }

  /** The code as a person types it, in any case. */
  byUserCode(userCode: string): DeviceCode | null {
    const typed = userCode.trim().toUpperCase();
    return this.#codes.find((code) => code.userCode === typed) ?? null;
  }

  /** The code that a poll is about; null when id and code do not belong together. */
  polled(deviceAuthId: string, userCode: string): DeviceCode | null {
    const code = this.byUserCode(userCode);
    return code?.deviceAuthId === deviceAuthId ? code : null;
  }

  /** What a poll is answered with now. */
  answerTo(code: DeviceCode): DeviceAnswer {
    return code.answer === 'pending' && code.endsAt <= this.#now() ? 'expired' : code.answer;
  }

  #userCode(): string {
    const bytes = createHash('sha256').update(this.#newSecret('user code')).digest();
    const digits = [...bytes.subarray(0, 8)].map((byte) => letters[byte % letters.length] ?? 'B');
    return `${digits.slice(0, 4).join('')}-${digits.slice(4).join('')}`;
  }
}

/** True for an http address on this computer. Pure. */
export const isLoopbackUrl = (text: string): boolean => {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username } = new URL(text);
  return (
    protocol === 'http:' &&
    username === '' &&
    ['127.0.0.1', 'localhost', '[::1]'].includes(hostname)
  );
};
