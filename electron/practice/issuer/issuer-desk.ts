import {
  type AuthorizeRequest,
  Authorizations,
  challengeOf,
  type DeviceCode,
  DeviceCodes,
} from './authorizations.ts';
import {
  accessLifetimeMs,
  practiceAccount,
  type IssuerAccount,
  type NewSecret,
  type TokenSet,
  IssuedTokens,
} from './issued-tokens.ts';
import { type IssuerAnswer, issuerAnswer, issuerPages } from './issuer-pages.ts';

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

const { json, error, redirect, page } = issuerAnswer;

/** Whether the person says yes at the issuer. */
export type Decision = 'approve' | 'deny';

/** The statuses are all that codex 0.169.0 tells of a device code's end; 403 lets it ask again. */
const deviceRefusals = {
  pending: error(403, 'deviceauth_authorization_pending', 'Not approved yet.'),
  'slow-down': error(429, 'slow_down', 'Asked too often.'),
  expired: error(410, 'expired_token', 'The code has expired.'),
  denied: error(401, 'access_denied', 'The request was denied.'),
} as const;

/** How long a device code is good, and how often codex is to ask for its answer (whole seconds). */
export const deviceTerms = { lifetimeMs: 900_000, pollSeconds: 1 } as const;

/** What a desk is made of. */
export interface DeskParts {
  /** Where it is: `http://127.0.0.1:PORT`. */
  readonly issuer: string;
  /** Epoch ms. */
  readonly now: () => number;
  readonly newSecret: NewSecret;
}

/** Answers what codex 0.169.0, a person's browser and ChatGPT's backend ask of an issuer. */
export class IssuerDesk {
  readonly tokens: IssuedTokens;
  readonly devices: DeviceCodes;
  protected readonly newSecret: NewSecret;
  protected readonly authorizations: Authorizations;
  readonly #url: string;

  constructor(parts: DeskParts, tokens = new IssuedTokens(parts)) {
    this.#url = parts.issuer;
    this.newSecret = parts.newSecret;
    this.tokens = tokens;
    this.devices = new DeviceCodes(parts.now, parts.newSecret);
    this.authorizations = new Authorizations(parts.newSecret);
  }

  /** The answer to a request of an endpoint; `bearer` is empty when none was sent. */
  answer(endpoint: IssuerEndpoint, form: URLSearchParams, bearer: string): IssuerAnswer {
    switch (endpoint) {
      case 'authorize': {
        const asked = this.authorizations.ask(form);
        return typeof asked === 'string'
          ? page(400, issuerPages.done('This sign-in cannot go on', asked))
          : page(200, issuerPages.approval(this.person().email, asked.id));
      }
      case 'approval':
        return this.#approval(form);
      case 'code': {
        const account = this.authorizations.redeem(form);
        if (account === null) return error(400, 'invalid_grant', 'The code is not good.');
        return this.#issued(this.tokens.issue(account, form.get('client_id') ?? ''));
      }
      case 'refresh':
        return this.#refresh(form.get('refresh_token') ?? '');
      case 'api-key':
        return this.tokens.accountOf(form.get('subject_token') ?? '') === null
          ? error(401, 'invalid_grant', 'The subject token is not good.')
          : json(200, { access_token: `sk-practice-${this.newSecret('api key')}` });
      case 'user-code':
        return this.#userCode(form.get('client_id') ?? '');
      case 'device-poll':
        return this.#devicePoll(form);
      case 'device-page':
        return this.#devicePage(form.get('user_code') ?? '', null);
      case 'revoke':
        this.tokens.revoke(form.get('token') ?? '');
        return json(200, {});
      case 'accounts-check':
        return this.#forCurrent(bearer, (account) => ({
          accounts: [
            {
              id: account.id,
              account_user_id: account.userId,
              plan_type: account.plan,
              name: 'Practice',
              structure: 'personal',
              // codex accepts only an https origin here, and goes on asking chatgpt_base_url.
              workspace_backend_origin: 'https://127.0.0.1:9',
              account_routing_override: 'NO_CONSTRAINT',
            },
          ],
          account_ordering: [account.id],
          default_account_id: account.id,
        }));
      case 'backend':
        return this.#forCurrent(bearer, () => ({ object: 'list', data: [], models: [] }));
    }
  }

  /** The tokens of a sign-in that happened before. */
  issue(clientId: string): TokenSet {
    return this.tokens.issue(this.person(), clientId);
  }

  /** Who signs in. */
  protected person(): IssuerAccount {
    return practiceAccount;
  }

  /** The state that goes back with the callback. */
  protected stateOf(asked: AuthorizeRequest): string {
    return asked.state;
  }

  /** Where the browser goes after the person's decision. */
  protected callback(asked: AuthorizeRequest, decision: Decision): string {
    const to = new URL(asked.redirectUri);
    if (decision === 'approve') {
      to.searchParams.set('code', this.authorizations.code(asked, this.person()));
    } else {
      to.searchParams.set('error', 'access_denied');
      to.searchParams.set('error_description', 'The person denied the sign-in.');
    }
    to.searchParams.set('state', this.stateOf(asked));
    return to.href;
  }

  #approval(form: URLSearchParams): IssuerAnswer {
    const decision: Decision = form.get('answer') === 'approve' ? 'approve' : 'deny';
    const userCode = form.get('user_code');
    if (userCode !== null) return this.#deviceDecision(userCode, decision);
    const asked = this.authorizations.take(form.get('request') ?? '');
    return asked === null
      ? page(400, issuerPages.done('This page is over', 'Start the sign-in again in Bulkhead.'))
      : redirect(this.callback(asked, decision));
  }

  #deviceDecision(userCode: string, decision: Decision): IssuerAnswer {
    const device = this.devices.byUserCode(userCode);
    if (device === null) return this.#devicePage(userCode, 'There is no such code.');
    if (this.devices.answerTo(device) !== 'pending') {
      return this.#devicePage(userCode, 'This code is over.');
    }
    device.answer = decision === 'approve' ? 'approved' : 'denied';
    return page(
      200,
      decision === 'approve'
        ? issuerPages.done('Signed in', 'You can close this page; Bulkhead goes on.')
        : issuerPages.done('Denied', 'Nothing was signed in.'),
    );
  }

  #devicePage(userCode: string, problem: string | null): IssuerAnswer {
    const { email } = this.person();
    return page(problem === null ? 200 : 400, issuerPages.device(email, userCode, problem));
  }

  #userCode(clientId: string): IssuerAnswer {
    const device = this.devices.start(clientId, deviceTerms.lifetimeMs);
    return json(200, {
      device_auth_id: device.deviceAuthId,
      user_code: device.userCode,
      interval: String(deviceTerms.pollSeconds),
      expires_at: new Date(device.endsAt).toISOString(),
    });
  }

  #devicePoll(form: URLSearchParams): IssuerAnswer {
    const device = this.devices.polled(
      form.get('device_auth_id') ?? '',
      form.get('user_code') ?? '',
    );
    if (device === null) return error(400, 'invalid_request', 'There is no such code.');
    const answer = this.devices.answerTo(device);
    return answer === 'approved' ? this.#deviceApproved(device) : deviceRefusals[answer];
  }

  #deviceApproved(device: DeviceCode): IssuerAnswer {
    const challenge = challengeOf(device.verifier);
    const asked = {
      clientId: device.clientId,
      redirectUri: `${this.#url}/deviceauth/callback`,
      challenge,
    };
    return json(200, {
      authorization_code: this.authorizations.code(asked, this.person()),
      code_challenge: challenge,
      code_verifier: device.verifier,
    });
  }

  #refresh(refreshToken: string): IssuerAnswer {
    const made = this.tokens.rotate(refreshToken);
    if (typeof made === 'string') return error(401, made, 'The refresh token is not good.');
    return this.#issued(made);
  }

  #issued(made: TokenSet): IssuerAnswer {
    return json(200, {
      id_token: made.idToken,
      access_token: made.accessToken,
      refresh_token: made.refreshToken,
      token_type: 'Bearer',
      expires_in: Math.floor(accessLifetimeMs / 1000),
    });
  }

  #forCurrent(bearer: string, body: (account: IssuerAccount) => unknown): IssuerAnswer {
    const account = this.tokens.accountOf(bearer);
    const verdict = this.tokens.verdict(bearer);
    if (verdict === 'current' && account !== null) return json(200, body(account));
    return verdict === 'expired'
      ? error(401, 'token_expired', 'Provided authentication token is expired.')
      : error(401, 'invalid_token', 'Invalid bearer token');
  }
}
