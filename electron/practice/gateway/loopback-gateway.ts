import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

import { WebSocketServer, type WebSocket } from 'ws';

import type { Clock } from '../../base/clock.ts';
import { ClientConnection, type Caller, type ConnectionHost } from './client-connection.ts';
import { admit, type Admission } from './handshake.ts';
import { answer, methods, type Answer, type MethodContext } from './methods.ts';
import { playTurn, SessionBook, type BookRow } from './sessions.ts';

/** How a gateway of practice is to be. */
export interface GatewayOptions {
  readonly clock: Clock;
  readonly sessions: readonly BookRow[];
  /** Words that a turn answers to a message, and how fast. */
  readonly answer: (message: string) => readonly string[];
  readonly wordEveryMs: number;
  readonly tickEveryMs: number;
}

/** A turn of a session that is due. */
export interface DueTurn {
  readonly sessionKey: string;
  readonly runId: string;
  readonly provider: string;
  readonly model: string;
  readonly words: readonly string[];
}

/**
 * A gateway of ours on loopback (gateway protocol 4), with a token and port of its own, that does
 * as the real one does and has no trouble of its own.
 */
export class LoopbackGateway implements ConnectionHost {
  readonly book: SessionBook;
  /** The shared token; changing it changes what is accepted from now on. */
  token = randomBytes(24).toString('base64url');
  protected readonly options: GatewayOptions;
  protected readonly connections = new Set<ClientConnection>();
  protected readonly deviceTokens = new Map<string, string>();
  /** Aborted when it stops. */
  protected running = new AbortController();
  readonly #sockets = new Set<Socket>();
  readonly #jobs = new Set<Promise<unknown>>();
  #server: Server | null = null;
  #port = 0;
  #bootId = '';

  constructor(options: GatewayOptions) {
    this.options = options;
    this.book = new SessionBook(options.sessions, (key, row) => {
      const payload = { sessionKey: key, ts: options.clock.now() };
      this.emit(
        'sessions.changed',
        row === null
          ? { ...payload, reason: 'delete' }
          : { ...payload, reason: 'patch', session: row },
      );
    });
  }

  get clock(): Clock {
    return this.options.clock;
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.#port}`;
  }

  /** New with every start. */
  get bootId(): string {
    return this.#bootId;
  }

  get methodNames(): readonly string[] {
    return Object.keys(methods);
  }

  /** Listens; the first time on a free port, afterwards on the same one. */
  async start(): Promise<void> {
    if (this.#server !== null) return;
    this.running = new AbortController();
    this.#bootId = randomUUID();
    const server = this.listener((request, response) => {
      this.let(() => answerHttp(request.url ?? '', this.isReady(), response));
    });
    const upgrades = new WebSocketServer({ noServer: true });
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    server.on('upgrade', (request, socket, head) => {
      this.let(() => {
        if (socket.destroyed) return;
        upgrades.handleUpgrade(request, socket, head, (accepted) => {
          const connection = this.connection(accepted);
          this.connections.add(connection);
          connection.open();
        });
      });
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
    this.run(this.#tick(this.running.signal));
  }

  /** Sends an event, of whatever name, to every client. */
  emit(event: string, payload: unknown): void {
    for (const connection of this.connections) connection.emit(event, payload);
  }

  /** Starts a turn as if a person had sent a message. */
  startTurn(sessionKey: string, words: readonly string[], runId: string = randomUUID()): void {
    const row = this.book.get(sessionKey);
    const { modelProvider: provider, model } = row ?? { modelProvider: 'practice', model: '' };
    this.run(this.play({ sessionKey, runId, provider, model, words }));
  }

  admit(params: unknown, nonce: string): Admission {
    const { token, deviceTokens } = this;
    return admit(params, { mode: 'token', token, nonce, deviceTokens });
  }

  answer(method: string, params: unknown, caller: Caller): Answer | Promise<Answer> {
    return answer(methods, method, params, this.context(caller));
  }

  tokenFor(deviceId: string): string {
    const known = this.deviceTokens.get(deviceId) ?? randomBytes(24).toString('base64url');
    this.deviceTokens.set(deviceId, known);
    return known;
  }

  left(caller: Caller): void {
    for (const one of this.connections) if (one === caller) this.connections.delete(one);
  }

  /** Goes away without a word; settles when nothing of it is left, twice is safe. */
  close(): Promise<void> {
    for (const connection of this.connections) connection.terminate();
    return this.end(0);
  }

  /** Lets something that came from outside take place. */
  protected let(go: () => void): void {
    go();
  }

  protected isReady(): boolean {
    return true;
  }

  protected listener(respond: RequestListener): Server {
    return createServer(respond);
  }

  protected connection(socket: WebSocket): ClientConnection {
    return new ClientConnection(socket, this);
  }

  protected context(caller: Caller): MethodContext {
    return {
      clock: this.clock,
      book: this.book,
      scopes: caller.scopes,
      subscribe: () => caller.subscribe(),
      startTurn: (sessionKey, runId, message) =>
        this.startTurn(sessionKey, this.options.answer(message), runId),
    };
  }

  /** Plays a turn to its end. */
  protected async play(turn: DueTurn): Promise<unknown> {
    const { clock, wordEveryMs } = this.options;
    const deps = { clock, book: this.book, emit: this.emit.bind(this) };
    await playTurn({ ...turn, wordEveryMs }, deps, this.running.signal);
    return undefined;
  }

  /** Stops listening; clients have `graceMs` to leave by themselves. */
  protected async end(graceMs: number): Promise<void> {
    this.running.abort();
    const server = this.#server;
    this.#server = null;
    const cut = (): void => this.#sockets.forEach((socket) => socket.destroy());
    if (graceMs === 0) cut();
    if (server !== null) {
      await new Promise<void>((resolve) => {
        const late = setTimeout(cut, graceMs);
        server.close(() => {
          clearTimeout(late);
          resolve();
        });
        server.closeIdleConnections();
      });
    }
    await Promise.all(this.#jobs);
  }

  /** Does something that the end waits for. */
  protected run(job: Promise<unknown>): void {
    this.#jobs.add(job);
    void job.finally(() => this.#jobs.delete(job));
  }

  async #tick(signal: AbortSignal): Promise<void> {
    const { clock, tickEveryMs } = this.options;
    for (;;) {
      await clock.pause(tickEveryMs, signal);
      if (signal.aborted) return;
      this.emit('tick', { ts: clock.now() });
    }
  }
}

/** Answers what a gateway answers over plain HTTP: `/healthz` and `/readyz`. */
const answerHttp = (path: string, ready: boolean, response: ServerResponse): void => {
  const answers = new Map<string, readonly [number, unknown]>([
    ['/healthz', [200, { ok: true, status: 'live' }]],
    ['/readyz', ready ? [200, { ready: true, failing: [] }] : [503, { ready: false }]],
  ]);
  const [status, body] = answers.get(path) ?? [404, { error: 'not found' }];
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
  response.end(JSON.stringify(body));
};
