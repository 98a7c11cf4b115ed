import type { AuthorizeRequest } from './authorizations.ts';
import { Authorizations, challengeOf } from './authorizations.ts';
import type { DeviceCode } from './device-codes.ts';
import { DeviceCodes } from './device-codes.ts';
import type { IssuerAnswer } from './issuer-answer.ts';
import { issuerAnswer } from './issuer-answer.ts';
import type { IssuerEndpoint } from './issuer-endpoint.ts';
import { issuerPages } from './issuer-pages.ts';
import type { IssuerScript } from './issuer-script.ts';
import type { NewSecret } from './new-secret.ts';
import { TokenBook } from './issued-tokens.ts';

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

/** Answers what codex 0.169.0, a person's browser and ChatGPT's backend ask of an issuer. */
export class IssuerDesk {
  readonly tokens: TokenBook;
  readonly devices: DeviceCodes;
  readonly #authorizations: Authorizations;
  readonly #url: string;
  readonly #newSecret: NewSecret;
  readonly #script: () => IssuerScript;

  constructor(parts: {
    readonly url: string;
    readonly now: () => number;
    readonly newSecret: NewSecret;
    readonly script: () => IssuerScript;
  }) {
    this.#url = parts.url;
    this.#newSecret = parts.newSecret;
    this.#script = parts.script;
    this.tokens = new TokenBook({
      issuer: parts.url,
      now: parts.now,
      newSecret: parts.newSecret,
      making: parts.script,
    });
    this.devices = new DeviceCodes(parts.now, parts.newSecret);
    this.#authorizations = new Authorizations(parts.newSecret);
  }

  /** The answer to a request of an endpoint; `bearer` is empty when none was sent. */
  answer(endpoint: IssuerEndpoint, form: URLSearchParams, bearer: string): IssuerAnswer {
    switch (endpoint) {
      case 'authorize': {
        const asked = this.#authorizations.ask(form);
        return typeof asked === 'string'
          ? page(400, issuerPages.done('This sign-in cannot go on', asked))
          : page(200, issuerPages.approval(this.#script().person.email, asked.id));
      }
      case 'approval':
        return this.#approval(form);
      case 'code': {
        const account = this.#authorizations.redeem(form);
        if (account === null) return error(400, 'invalid_grant', 'The code is not good.');
        return this.#issued(this.tokens.issue(account, form.get('client_id') ?? ''));
      }
      case 'refresh':
        return this.#refresh(form.get('refresh_token') ?? '');
      case 'api-key':
        return this.tokens.accountOf(form.get('subject_token') ?? '') === null
          ? error(401, 'invalid_grant', 'The subject token is not good.')
          : json(200, { access_token: `sk-practice-${this.#newSecret('api key')}` });
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

  /** Where the browser goes after the person's decision; a text says what was wrong with the ask. */
  decide(query: URLSearchParams, decision: Decision): string {
    const asked = this.#authorizations.ask(query);
    if (typeof asked === 'string') throw new Error(asked);
    return this.#callback(asked, decision);
  }

  #callback(asked: AuthorizeRequest, decision: Decision): string {
    const { person, wrongState } = this.#script();
    const to = new URL(asked.redirectUri);
    if (decision === 'approve') {
      to.searchParams.set('code', this.#authorizations.code(asked, person));
    } else {
      to.searchParams.set('error', 'access_denied');
      to.searchParams.set('error_description', 'The person denied the sign-in.');
    }
    to.searchParams.set('state', wrongState ? this.#newSecret('state') : asked.state);
    return to.href;
  }

  #approval(form: URLSearchParams): IssuerAnswer {
    const decision: Decision = form.get('answer') === 'approve' ? 'approve' : 'deny';
    const userCode = form.get('user_code');
    if (userCode !== null) return this.#deviceDecision(userCode, decision);
    const asked = this.#authorizations.take(form.get('request') ?? '');
    return asked === null
      ? page(400, issuerPages.done('This page is over', 'Start the sign-in again in Bulkhead.'))
      : redirect(this.#callback(asked, decision));
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
    const { email } = this.#script().person;
    return page(problem === null ? 200 : 400, issuerPages.device(email, userCode, problem));
  }

  #userCode(clientId: string): IssuerAnswer {
    const { deviceLifetimeMs, pollSeconds } = this.#script();
    const device = this.devices.start(clientId, deviceLifetimeMs);
    return json(200, {
      device_auth_id: device.deviceAuthId,
      user_code: device.userCode,
      interval: String(pollSeconds),
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
      authorization_code: this.#authorizations.code(asked, this.#script().person),
      code_challenge: challenge,
      code_verifier: device.verifier,
    });
  }

  #refresh(refreshToken: string): IssuerAnswer {
    const { refuseRefresh } = this.#script();
    const made = refuseRefresh ?? this.tokens.rotate(refreshToken);
    if (typeof made === 'string') return error(401, made, 'The refresh token is not good.');
    return this.#issued(made);
  }

  #issued(made: ReturnType<TokenBook['issue']>): IssuerAnswer {
    return json(200, {
      id_token: made.idToken,
      access_token: made.accessToken,
      refresh_token: made.refreshToken,
      token_type: 'Bearer',
      expires_in: Math.floor(this.#script().accessLifetimeMs / 1000),
    });
  }

  #forCurrent(
    bearer: string,
    body: (account: NonNullable<ReturnType<TokenBook['accountOf']>>) => unknown,
  ): IssuerAnswer {
    const account = this.tokens.accountOf(bearer);
    const verdict = this.tokens.verdict(bearer);
    if (verdict === 'current' && account !== null) return json(200, body(account));
    return verdict === 'expired'
      ? error(401, 'token_expired', 'Provided authentication token is expired.')
      : error(401, 'invalid_token', 'Invalid bearer token');
  }
}
