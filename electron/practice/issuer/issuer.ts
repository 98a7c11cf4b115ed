import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Clock } from '../../base/clock.ts';
import type { ChatgptBackend } from '../provider/provider.ts';
import type { TokenSet, TokenVerdict } from './issued-tokens.ts';
import { IssuerDesk, issuerEndpoint, type IssuerEndpoint } from './issuer-desk.ts';
import type { IssuerAnswer } from './issuer-pages.ts';

/** A server that listens on loopback already, and where. */
export interface IssuerPlace {
  readonly server: Server;
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
}

const clientId = 'app_practice';

/** Random texts that nobody guesses. */
export const randomSecret = (): string => randomBytes(24).toString('base64url');

const bearerOf = (request: IncomingMessage): string =>
  /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';

/**
 * The practice issuer: an OAuth issuer on loopback that codex 0.169.0 signs in at. It answers the
 * endpoints under its `url`; what lies below `chatgpt_base_url` is served by the provider that it is
 * given to as `backend`.
 */
export class PracticeIssuer<D extends IssuerDesk = IssuerDesk> implements ChatgptBackend {
  readonly url: string;
  /** What makes a codex app-server sign in, refresh and revoke here. */
  readonly env: Readonly<Record<string, string>>;
  protected readonly desk: D;
  readonly #server: Server;
  #closed: Promise<void> | null = null;

  constructor({ server, url }: IssuerPlace, desk: D) {
    this.url = url;
    this.env = {
      CODEX_APP_SERVER_LOGIN_ISSUER: url,
      CODEX_APP_SERVER_LOGIN_CLIENT_ID: clientId,
      CODEX_REFRESH_TOKEN_URL_OVERRIDE: `${url}/oauth/token`,
      CODEX_REVOKE_TOKEN_URL_OVERRIDE: `${url}/oauth/revoke`,
    };
    this.desk = desk;
    this.#server = server;
    server.on('request', (request, response) => {
      this.#take(request, response).catch(() => response.destroy());
    });
  }

  /** The tokens of a sign-in that happened before. */
  issue(): TokenSet {
    return this.desk.issue(clientId);
  }

  /** Ends every sign-in of an account, as its owner would on the web. */
  revokeAccount(accountId: string): void {
    this.desk.tokens.revokeAccount(accountId);
  }

  verdict(accessToken: string): TokenVerdict {
    return this.desk.tokens.verdict(accessToken);
  }

  serve(path: string, request: IncomingMessage, response: ServerResponse): void {
    const endpoint = path === '/wham/accounts/check' ? 'accounts-check' : 'backend';
    this.respond(endpoint, new URLSearchParams(), request, response);
  }

  /** Cuts what is open and stops listening; twice is safe. */
  close(): Promise<void> {
    this.#closed ??= new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
    return this.#closed;
  }

  /** Answers a request of an endpoint. */
  protected respond(
    endpoint: IssuerEndpoint,
    form: URLSearchParams,
    request: IncomingMessage,
    response: ServerResponse,
  ): void {
    this.send(this.desk.answer(endpoint, form, bearerOf(request)), response);
  }

  protected send({ status, headers, body }: IssuerAnswer, response: ServerResponse): void {
    response.writeHead(status, headers);
    response.end(body);
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://loopback');
    const form = request.method === 'POST' ? await readForm(request) : searchParams;
    const endpoint = issuerEndpoint(request.method ?? '', pathname, form);
    if (endpoint !== null) {
      this.respond(endpoint, form, request, response);
      return;
    }
    response.writeHead(404);
    response.end();
  }
}

/** Listens on a free port of loopback, for an issuer. */
export const issuerPlace = async (): Promise<IssuerPlace> => {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
};

/** Starts the issuer of practice on a free port of loopback. */
export const startIssuer = async (clock: Clock): Promise<PracticeIssuer> => {
  const place = await issuerPlace();
  const parts = { issuer: place.url, now: () => clock.now(), newSecret: randomSecret };
  return new PracticeIssuer(place, new IssuerDesk(parts));
};

const maxBytes = 1024 * 1024;

const fromJson = (text: string): URLSearchParams => {
  const form = new URLSearchParams();
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) return form;
  for (const [name, field] of Object.entries(value)) {
    if (typeof field === 'string') form.set(name, field);
  }
  return form;
};

/** Reads a body that is a form, or the text fields of a JSON object; rejects what is neither. */
const readForm = async (request: IncomingMessage): Promise<URLSearchParams> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size > maxBytes) throw new Error('the body is too long');
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  return request.headers['content-type']?.includes('json') === true
    ? fromJson(text)
    : new URLSearchParams(text);
};
