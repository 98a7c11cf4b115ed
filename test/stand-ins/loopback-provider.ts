import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Clock } from '../../electron/base/clock.ts';
import { systemClock } from '../../electron/base/clock.ts';
import type { Refusal } from '../../electron/practice/provider/answer.ts';
import { headerOf, PracticeProvider } from '../../electron/practice/provider/provider.ts';
import type { ChatgptBackend } from '../../electron/practice/provider/provider.ts';
import { behaviourFor, playBehaviour, refusalOf } from './provider-behaviour.ts';
import type { Behaviour, DueBehaviour } from './provider-behaviour.ts';
import { wireFor } from './provider-wires.ts';
import { readBody } from './request-body.ts';
import type { RequestBody } from './request-body.ts';

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

/** What a loopback provider is made of. */
export interface LoopbackProviderOptions {
  readonly tokens: Readonly<Record<string, Behaviour>>;
  /** What a token that is not in the table gets; refused when left out. */
  readonly otherwise?: (token: string) => Behaviour;
  /** Knows the access tokens of accounts, and answers the GETs of ChatGPT's backend. */
  readonly backend?: ChatgptBackend;
  /** Told the whole body of each POST; it is judged and answered once this has settled. */
  readonly onBody?: (body: unknown) => unknown;
  readonly clock?: Clock;
}

/**
 * The provider of practice with a record of its requests and a table of behaviours. It also speaks
 * `POST /v1/chat/completions` and `/v1/messages`, and answers in one piece who asks for no stream.
 */
export class LoopbackProvider extends PracticeProvider {
  readonly requests: Readonly<ProviderRequest>[] = [];
  readonly #options: LoopbackProviderOptions;
  readonly #table: Map<string, Behaviour>;
  readonly #served = new Map<string, number>();

  constructor(options: LoopbackProviderOptions) {
    const { clock = systemClock, backend = null } = options;
    const [accounts, unknown] = [{ kind: 'good' }, { kind: 'invalid-token' }] as const;
    super({ clock, backend, accounts, keys: () => unknown });
    this.#options = options;
    this.#table = new Map(Object.entries(options.tokens));
  }

  /** Sets what a token gets from its next request on. */
  set(token: string, behaviour: Behaviour): void {
    this.#table.set(token, behaviour);
    this.#served.set(token, 0);
  }

  /** The requests that carried `token`. */
  requestsOf(token: string): readonly Readonly<ProviderRequest>[] {
    return this.requests.filter((request) => request.token === fingerprint(token));
  }

  protected override tokenOf(request: IncomingMessage): string {
    const bearer = super.tokenOf(request);
    return bearer === '' ? (headerOf(request, 'x-api-key') ?? '') : bearer;
  }

  protected override listRefusal(token: string): Refusal | null {
    return refusalOf(this.#due(token), token, this.#nowS());
  }

  protected override async post(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const token = this.tokenOf(request);
    const sent = await readJson(request);
    const seen = this.#record(request, 'post', readBody(sent));
    await this.#options.onBody?.(sent);
    const behaviour = this.#due(token);
    this.#served.set(token, (this.#served.get(token) ?? 0) + 1);
    const stage = this.stage(response);
    response.on('close', () => {
      seen.endedAt = this.clock.now();
    });
    const head = (status: number, headers: Readonly<Record<string, string>>): void => {
      seen.status = status;
      seen.answeredAt = this.clock.now();
      response.writeHead(status, headers);
    };
    const refusal = refusalOf(behaviour, token, this.#nowS());
    if (refusal !== null) {
      head(refusal.status, refusal.headers);
      response.end(refusal.body);
      return;
    }
    const wire = wireFor(seen.path, seen.body?.model ?? 'practice', this.#nowS());
    await playBehaviour(behaviour, { ...stage, head, wire }, seen.body);
  }

  protected override upgraded(request: IncomingMessage): void {
    const seen = this.#record(request, 'upgrade', null);
    seen.status = 426;
    seen.answeredAt = this.clock.now();
  }

  /** What a token gets that is asked for now. */
  #due(token: string): DueBehaviour {
    const set = this.#table.get(token) ?? this.#worth(token);
    return behaviourFor(set, this.#served.get(token) ?? 0);
  }

  #worth(token: string): Behaviour {
    const worth = this.worthOf(token);
    return worth.kind === 'invalid-token' ? (this.#options.otherwise?.(token) ?? worth) : worth;
  }

  #nowS(): number {
    return Math.floor(this.clock.now() / 1000);
  }

  #record(
    request: IncomingMessage,
    kind: ProviderRequest['kind'],
    body: RequestBody | null,
  ): ProviderRequest {
    const seen: ProviderRequest = {
      at: this.clock.now(),
      kind,
      path: new URL(request.url ?? '/', 'http://loopback').pathname,
      token: fingerprint(this.tokenOf(request)),
      accountId: headerOf(request, 'chatgpt-account-id'),
      body,
      status: null,
      answeredAt: null,
      endedAt: null,
    };
    this.requests.push(seen);
    return seen;
  }
}

/** Starts the provider on a free port of loopback. */
export const startProvider = (options: LoopbackProviderOptions): Promise<LoopbackProvider> =>
  new LoopbackProvider(options).start();
