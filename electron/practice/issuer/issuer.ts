import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Clock } from '../../base/clock.ts';
import type { ChatgptBackend } from '../provider/provider.ts';
import type { DeviceAnswer } from './device-codes.ts';
import { practiceAccount } from './issuer-account.ts';
import type { IssuerAnswer } from './issuer-answer.ts';
import { issuerAnswer } from './issuer-answer.ts';
import { IssuerDesk } from './issuer-desk.ts';
import type { Decision } from './issuer-desk.ts';
import type { IssuerEndpoint } from './issuer-endpoint.ts';
import { issuerEndpoint } from './issuer-endpoint.ts';
import { issuerPages } from './issuer-pages.ts';
import type { IssuerFault, IssuerScript } from './issuer-script.ts';
import type { NewSecret } from './new-secret.ts';
import { readForm } from './read-form.ts';
import type { IssuedTokens } from './issued-tokens.ts';

/** One request as the issuer saw it, without any secret. */
export interface IssuerRequest {
  /** Epoch ms. */
  readonly at: number;
  readonly endpoint: IssuerEndpoint;
  /** Why codex refreshed: `unauthorized_recovery` or `forced`; null for anything else. */
  readonly refreshReason: string | null;
  /** The status that was sent; null while nothing was. */
  status: number | null;
}

/** The practice issuer: an OAuth issuer on loopback that codex 0.169.0 signs in at. */
export interface Issuer extends ChatgptBackend {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** What makes a codex app-server sign in, refresh and revoke here. */
  readonly env: Readonly<Record<string, string>>;
  readonly requests: readonly Readonly<IssuerRequest>[];
  count(endpoint: IssuerEndpoint): number;
  /** Changes how it behaves from the next request on. */
  set(change: Partial<IssuerScript>): void;
  /** Makes an endpoint answer so for the next `times` requests, or until null is given. */
  fault(endpoint: IssuerEndpoint, fault: IssuerFault | null, times?: number): void;
  /**
   * Does what a person's browser does with an `authUrl` of codex: answers the page and follows the
   * way back to codex's callback. Settles with where that ended and its status.
   */
  visit(authUrl: string, decision: Decision): Promise<{ url: string; status: number }>;
  /** Answers a device code as a person would, or as the issuer would on its own. */
  answerDevice(userCode: string, answer: DeviceAnswer): void;
  /** The tokens of a sign-in that happened before. */
  issue(): IssuedTokens;
  /** Lets every access token that is out end now; refresh tokens stay good. */
  expireAccess(): void;
  /** Ends every sign-in of an account, as its owner would on the web. */
  revokeAccount(accountId: string): void;
  /** Cuts what is open and stops listening; twice is safe. */
  close(): Promise<void>;
}

const clientId = 'app_practice';

const bearerOf = (request: IncomingMessage): string =>
  /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';

const faultAnswer = (fault: Exclude<IssuerFault, { kind: 'hang' | 'drop' }>): IssuerAnswer => {
  switch (fault.kind) {
    case 'redirect':
      return issuerAnswer.redirect(fault.to);
    case 'captive-portal':
      return issuerAnswer.page(200, issuerPages.captivePortal());
    case 'status':
      return issuerAnswer.json(fault.status, fault.body);
  }
};

/**
 * Starts the issuer on a free loopback port. It answers the endpoints under its `url`; what lies
 * below `chatgpt_base_url` is served by the provider that it is given to as `backend`.
 */
export const startIssuer = async (options: {
  readonly clock: Clock;
  readonly script?: Partial<IssuerScript>;
  /** Random when left out. */
  readonly newSecret?: NewSecret;
}): Promise<Issuer> => {
  const { clock } = options;
  const newSecret = options.newSecret ?? (() => randomBytes(24).toString('base64url'));
  let script: IssuerScript = {
    person: practiceAccount,
    accessLifetimeMs: 3_600_000,
    accessForm: 'jwt',
    refuseRefresh: null,
    deviceLifetimeMs: 900_000,
    pollSeconds: 1,
    wrongState: false,
    ...options.script,
  };
  const requests: IssuerRequest[] = [];
  const faults = new Map<IssuerEndpoint, { readonly fault: IssuerFault; left: number }>();

  const dueFault = (endpoint: IssuerEndpoint): IssuerFault | null => {
    const due = faults.get(endpoint);
    if (due === undefined || due.left <= 0) return null;
    due.left -= 1;
    return due.fault;
  };

  const respond = (
    endpoint: IssuerEndpoint,
    form: URLSearchParams,
    request: IncomingMessage,
    response: ServerResponse,
  ): void => {
    const seen: IssuerRequest = {
      at: clock.now(),
      endpoint,
      refreshReason: form.get('refresh_reason'),
      status: null,
    };
    requests.push(seen);
    const fault = dueFault(endpoint);
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'drop') {
      response.socket?.destroy();
      return;
    }
    const answer =
      fault === null ? desk.answer(endpoint, form, bearerOf(request)) : faultAnswer(fault);
    seen.status = answer.status;
    response.writeHead(answer.status, answer.headers);
    response.end(answer.body);
  };

  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://loopback');
    const form = request.method === 'POST' ? await readForm(request) : searchParams;
    const endpoint = issuerEndpoint(request.method ?? '', pathname, form);
    if (endpoint !== null) {
      respond(endpoint, form, request, response);
      return;
    }
    response.writeHead(404);
    response.end();
  };

  const server = createServer((request, response) => {
    take(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  const url = `http://127.0.0.1:${address.port}`;
  const desk = new IssuerDesk({ url, now: () => clock.now(), newSecret, script: () => script });

  let closed: Promise<void> | null = null;
  return {
    url,
    env: {
      CODEX_APP_SERVER_LOGIN_ISSUER: url,
      CODEX_APP_SERVER_LOGIN_CLIENT_ID: clientId,
      CODEX_REFRESH_TOKEN_URL_OVERRIDE: `${url}/oauth/token`,
      CODEX_REVOKE_TOKEN_URL_OVERRIDE: `${url}/oauth/revoke`,
    },
    requests,
    count: (endpoint) => requests.filter((request) => request.endpoint === endpoint).length,
    set: (change) => {
      script = { ...script, ...change };
    },
    fault: (endpoint, fault, times = Number.POSITIVE_INFINITY) => {
      if (fault === null) faults.delete(endpoint);
      else faults.set(endpoint, { fault, left: times });
    },
    visit: async (authUrl, decision) => {
      const to = desk.decide(new URL(authUrl).searchParams, decision);
      // codex listens for one sign-in at a time: a connection that is kept would lead to nobody.
      const headers = { connection: 'close' };
      const response = await fetch(to, { headers, signal: AbortSignal.timeout(10_000) });
      await response.text();
      return { url: response.url, status: response.status };
    },
    answerDevice: (userCode, answer) => {
      const device = desk.devices.byUserCode(userCode);
      if (device === null) throw new Error('there is no such code');
      device.answer = answer;
    },
    issue: () => desk.tokens.issue(script.person, clientId),
    expireAccess: () => desk.tokens.expireAccess(),
    revokeAccount: (accountId) => desk.tokens.revokeAccount(accountId),
    verdict: (accessToken) => desk.tokens.verdict(accessToken),
    serve: (path, request, response) => {
      const endpoint = path === '/wham/accounts/check' ? 'accounts-check' : 'backend';
      respond(endpoint, new URLSearchParams(), request, response);
    },
    close: () => {
      closed ??= new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      return closed;
    },
  };
};
