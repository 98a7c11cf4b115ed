import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Clock } from '../../base/clock.ts';
import type { TokenVerdict } from '../issuer/issued-tokens.ts';
import { answerId, playAnswer, refusalFor, responsesWire } from './answer.ts';
import type { AnswerStage, Behaviour, Refusal } from './answer.ts';

/** What knows ChatGPT's access tokens and answers its backend's GETs; the practice issuer does. */
export interface ChatgptBackend {
  verdict(accessToken: string): TokenVerdict;
  /** Answers a GET of `path` below `chatgpt_base_url`. */
  serve(path: string, request: IncomingMessage, response: ServerResponse): void;
}

/** What a provider of practice is made of. */
export interface ProviderParts {
  readonly clock: Clock;
  /** Knows the access tokens of accounts, and answers the GETs of ChatGPT's backend. */
  readonly backend: ChatgptBackend | null;
  /** What a current access token gets. */
  readonly accounts: Behaviour;
  /** What any other token gets. */
  readonly keys: (token: string) => Behaviour;
}

const backendPath = '/backend-api';

const jsonType = { 'content-type': 'application/json' } as const;

/** A header that was sent once; null otherwise. */
export const headerOf = (request: IncomingMessage, name: string): string | null => {
  const value = request.headers[name];
  return typeof value === 'string' ? value : null;
};

const urlOf = (request: IncomingMessage): URL => new URL(request.url ?? '/', 'http://loopback');

/**
 * A model provider on loopback, whose answer depends on the bearer token alone. It speaks `POST
 * /v1/responses`, streamed, and with a backend also ChatGPT's, `POST /backend-api/codex/responses`.
 */
export class PracticeProvider {
  protected readonly clock: Clock;
  readonly #parts: ProviderParts;
  readonly #server: Server;
  readonly #closing = new AbortController();
  #port = 0;
  #closed: Promise<void> | null = null;

  constructor(parts: ProviderParts) {
    this.clock = parts.clock;
    this.#parts = parts;
    this.#server = createServer((request, response) => {
      if (request.method === 'GET') this.#get(request, response);
      else this.post(request, response).catch(() => response.destroy());
    });
    this.#server.on('upgrade', (request, socket) => {
      this.upgraded(request);
      socket.on('error', () => socket.destroy());
      socket.end('HTTP/1.1 426 Upgrade Required\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
    });
  }

  /** `http://127.0.0.1:PORT/v1` */
  get baseUrl(): string {
    return `http://127.0.0.1:${this.#port}/v1`;
  }

  /** `http://127.0.0.1:PORT/backend-api`: ChatGPT's backend, with the models at `/codex`. */
  get chatgptBaseUrl(): string {
    return `http://127.0.0.1:${this.#port}${backendPath}`;
  }

  /** Listens on a free port. */
  async start(): Promise<this> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    this.#port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  /** Cuts every open stream and stops listening; twice is safe. */
  close(): Promise<void> {
    this.#closed ??= new Promise((resolve) => {
      this.#closing.abort();
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
    return this.#closed;
  }

  /** The token that a request carries; empty when it has none. */
  protected tokenOf(request: IncomingMessage): string {
    return /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
  }

  /** What a token is worth, as the backend and then the keys have it. */
  protected worthOf(token: string): Behaviour {
    const verdict = this.#parts.backend?.verdict(token) ?? 'unknown';
    if (verdict === 'current') return this.#parts.accounts;
    return verdict === 'expired' ? { kind: 'token-expired' } : this.#parts.keys(token);
  }

  /** How a token is refused that asks for the list of models; null when it is not. */
  protected listRefusal(token: string): Refusal | null {
    return refusalFor(this.worthOf(token));
  }

  /** Answers a POST once its body is here. */
  protected async post(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.resume();
    await once(request, 'end');
    const behaviour = this.worthOf(this.tokenOf(request));
    if (behaviour.kind === 'good' || behaviour.kind === 'drop') {
      const stage = { ...this.stage(response), wire: responsesWire(answerId()) };
      return playAnswer(behaviour, stage);
    }
    send(response, refusalFor(behaviour));
  }

  /** Where an answer goes, for as long as somebody listens. */
  protected stage(response: ServerResponse): Omit<AnswerStage, 'wire'> {
    const over = new AbortController();
    response.on('close', () => over.abort());
    response.on('error', () => over.abort());
    return {
      head: (status, headers) => response.writeHead(status, headers),
      response,
      clock: this.clock,
      signal: AbortSignal.any([over.signal, this.#closing.signal]),
    };
  }

  /** A WebSocket was asked for; it is always answered 426. */
  protected upgraded(_request: IncomingMessage): void {
    return;
  }

  /** The list of models is for those who show a key; codex's own question for it is let through. */
  #get(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = urlOf(request);
    const { backend } = this.#parts;
    if (backend !== null && pathname.startsWith(backendPath)) {
      backend.serve(pathname.slice(backendPath.length), request, response);
      return;
    }
    const isAsked = pathname.endsWith('/models') && !searchParams.has('client_version');
    send(response, isAsked ? this.listRefusal(this.tokenOf(request)) : null);
  }
}

/** Answers in one piece: a refusal, or an empty list. */
const send = (response: ServerResponse, refusal: Refusal | null): void => {
  response.writeHead(refusal?.status ?? 200, refusal?.headers ?? jsonType);
  response.end(refusal?.body ?? JSON.stringify({ object: 'list', data: [], models: [] }));
};
