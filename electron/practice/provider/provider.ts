import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Clock } from '../../base/clock.ts';
import { systemClock } from '../../base/clock.ts';
import type { ChatgptBackend } from './chatgpt-backend.ts';
import type { Behaviour } from './behaviour.ts';
import { behaviourFor } from './behaviour.ts';
import type { RequestBody } from './body.ts';
import { readBody } from './body.ts';
import { refusalFor, type Refusal } from './refusal.ts';
import { streamAnswer } from './stream.ts';

/** One request as the provider saw it; the token is there only as its fingerprint. */
export interface ProviderRequest {
  /** Epoch ms. */
  readonly at: number;
  /** `upgrade` is a WebSocket attempt; it is always answered 426. */
  readonly kind: 'post' | 'upgrade';
  readonly path: string;
  readonly token: string;
  /** `chatgpt-account-id`; null for a request that names no account. */
  readonly accountId: string | null;
  readonly body: RequestBody | null;
  /** The status that was sent; null while nothing was. */
  status: number | null;
  /** When the status was sent, epoch ms. */
  answeredAt: number | null;
  /** When the answer was over, whole or cut, epoch ms. */
  endedAt: number | null;
}

/** A model provider on loopback whose answer depends on the bearer token alone. */
export interface LoopbackProvider {
  /** `http://127.0.0.1:PORT/v1` */
  readonly baseUrl: string;
  /** `http://127.0.0.1:PORT/backend-api`: ChatGPT's backend, with the models at `/codex`. */
  readonly chatgptBaseUrl: string;
  readonly requests: readonly Readonly<ProviderRequest>[];
  /** Sets what a token gets from its next request on. */
  set(token: string, behaviour: Behaviour): void;
  /** The requests that carried `token`. */
  requestsOf(token: string): readonly Readonly<ProviderRequest>[];
  /** Cuts every open stream and stops listening; twice is safe. */
  close(): Promise<void>;
}

const backendPath = '/backend-api';

const jsonType = { 'content-type': 'application/json' } as const;

/** A short name for a token that does not tell it. */
export const fingerprint = (token: string): string =>
  createHash('sha256').update(token).digest('hex').slice(0, 8);

const maxBodyBytes = 32 * 1024 * 1024;

const readJson = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size > maxBodyBytes) return null;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch {
    return null;
  }
};

const headerOf = (request: IncomingMessage, name: string): string | null => {
  const value = request.headers[name];
  return typeof value === 'string' ? value : null;
};

const tokenOf = (request: IncomingMessage): string => {
  const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  return bearer ?? headerOf(request, 'x-api-key') ?? '';
};

/**
 * Starts the provider on an ephemeral loopback port. It speaks `POST /v1/responses`,
 * `/v1/chat/completions` and `/v1/messages`, and with a `backend` also ChatGPT's, `POST
 * /backend-api/codex/responses`; a token that is not in the table is refused with 401 unless it is a
 * current one of the backend, or `otherwise` says better.
 */
export const startProvider = async (options: {
  readonly tokens: Readonly<Record<string, Behaviour>>;
  /** What a token that is not in the table gets; refused when left out. */
  readonly otherwise?: (token: string) => Behaviour;
  /** Knows the access tokens of accounts, and answers the GETs of ChatGPT's backend. */
  readonly backend?: ChatgptBackend;
  /** What a current access token gets; a plain answer when left out. */
  readonly accounts?: Behaviour;
  /** Told the whole body of each POST; it is judged and answered once this has settled. */
  readonly onBody?: (body: unknown) => unknown;
  readonly clock?: Clock;
}): Promise<LoopbackProvider> => {
  const clock = options.clock ?? systemClock;
  const { backend } = options;
  const otherwise = (token: string): Behaviour => {
    const verdict = backend?.verdict(token) ?? 'unknown';
    if (verdict === 'current') return options.accounts ?? { kind: 'good' };
    if (verdict === 'expired') return { kind: 'token-expired' };
    return options.otherwise?.(token) ?? { kind: 'invalid-token' };
  };
  const table = new Map<string, Behaviour>(Object.entries(options.tokens));
  const served = new Map<string, number>();
  const requests: ProviderRequest[] = [];
  const closing = new AbortController();

  const record = (
    request: IncomingMessage,
    kind: ProviderRequest['kind'],
    body: RequestBody | null,
  ): ProviderRequest => {
    const seen: ProviderRequest = {
      at: clock.now(),
      kind,
      path: new URL(request.url ?? '/', 'http://loopback').pathname,
      token: fingerprint(tokenOf(request)),
      accountId: headerOf(request, 'chatgpt-account-id'),
      body,
      status: null,
      answeredAt: null,
      endedAt: null,
    };
    requests.push(seen);
    return seen;
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const token = tokenOf(request);
    const sent = await readJson(request);
    const seen = record(request, 'post', readBody(sent));
    await options.onBody?.(sent);
    const nth = served.get(token) ?? 0;
    served.set(token, nth + 1);
    const behaviour = behaviourFor(table.get(token) ?? otherwise(token), nth);
    const over = new AbortController();
    response.on('close', () => {
      seen.endedAt = clock.now();
      over.abort();
    });
    response.on('error', () => over.abort());
    const head = (status: number, headers: Readonly<Record<string, string>>): void => {
      seen.status = status;
      seen.answeredAt = clock.now();
      response.writeHead(status, headers);
    };
    const refusal = refusalFor(behaviour, token, Math.floor(clock.now() / 1000));
    if (refusal !== null) {
      head(refusal.status, refusal.headers);
      response.end(refusal.body);
      return;
    }
    await streamAnswer({
      behaviour,
      path: seen.path,
      body: seen.body,
      head,
      response,
      clock,
      signal: AbortSignal.any([over.signal, closing.signal]),
    });
  };

  /** The list of models is for those who show a key; codex's own question for it is let through. */
  const listRefusal = (request: IncomingMessage): Refusal | null => {
    const url = new URL(request.url ?? '/', 'http://loopback');
    if (!url.pathname.endsWith('/models') || url.searchParams.has('client_version')) return null;
    const token = tokenOf(request);
    const behaviour = behaviourFor(table.get(token) ?? otherwise(token), served.get(token) ?? 0);
    return refusalFor(behaviour, token, Math.floor(clock.now() / 1000));
  };

  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://loopback');
    if (request.method === 'GET' && backend !== undefined && pathname.startsWith(backendPath)) {
      backend.serve(pathname.slice(backendPath.length), request, response);
      return;
    }
    if (request.method === 'GET') {
      const refusal = listRefusal(request);
      response.writeHead(refusal?.status ?? 200, refusal?.headers ?? jsonType);
      response.end(refusal?.body ?? JSON.stringify({ object: 'list', data: [], models: [] }));
      return;
    }
    answer(request, response).catch(() => response.destroy());
  });
  server.on('upgrade', (request, socket) => {
    const seen = record(request, 'upgrade', null);
    seen.status = 426;
    seen.answeredAt = clock.now();
    socket.on('error', () => socket.destroy());
    socket.end('HTTP/1.1 426 Upgrade Required\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP address');

  let closed: Promise<void> | null = null;
  return {
    baseUrl: `http://127.0.0.1:${address.port}/v1`,
    chatgptBaseUrl: `http://127.0.0.1:${address.port}${backendPath}`,
    requests,
    set: (token, behaviour) => {
      table.set(token, behaviour);
      served.set(token, 0);
    },
    requestsOf: (token) => requests.filter((request) => request.token === fingerprint(token)),
    close: () => {
      closed ??= new Promise((resolve) => {
        closing.abort();
        server.close(() => resolve());
        server.closeAllConnections();
      });
      return closed;
    },
  };
};
