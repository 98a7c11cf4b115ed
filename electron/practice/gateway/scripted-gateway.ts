import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

import { WebSocketServer } from 'ws';

import { PracticeConnection } from './connection.ts';
import type { ShownProof } from './handshake.ts';
import { answerHttp } from './http-answer.ts';
import { LoginDesk, type LoginScript } from './login-desk.ts';
import { ModelDesk, type DeskLogin, type KeyVerdict } from './model-desk.ts';
import { playRefusedTurn } from './refused-turn.ts';
import { refusals, type ErrorShape, type RefusalName } from './refusals.ts';
import { SessionBook } from './session-book.ts';
import type { ScriptedGatewayOptions } from './scripted-gateway-options.ts';
import { playTurn } from './turn.ts';

/** How long a client may take to answer a close. */
const graceMs = 250;

/** One `connect` that came in. */
export interface ConnectAttempt {
  readonly at: number;
  readonly proof: ShownProof;
  readonly admitted: boolean;
}

/**
 * A gateway of ours on loopback (gateway protocol 4), with a token and port of its own, that does
 * as the real one does and can be told to misbehave.
 */
export class ScriptedGateway {
  readonly book: SessionBook;
  /** Its own sign-ins to model providers. */
  readonly models: ModelDesk;
  readonly logins = new LoginDesk();
  /** What a provider does with a key; good until a test says otherwise. */
  verdict: (provider: string, key: string) => KeyVerdict = () => 'good';
  /** What a sign-in at this gateway asks; by default it is done at once. */
  loginScript: (provider: string, login: DeskLogin) => LoginScript = () => ({
    steps: [],
    end: { status: 'done' },
  });
  readonly attempts: ConnectAttempt[] = [];
  /** What it lets in by: nothing else than that is looked at. */
  mode: 'token' | 'password' = 'token';
  /** The shared token or password; changing it changes what is accepted from now on. */
  token = randomBytes(24).toString('base64url');
  /** Answered to every connect in place of what is right; null does what is right. */
  refusal: RefusalName | null = null;
  /** Answered to requests of that method in place of what is right. */
  readonly failing = new Map<string, ErrorShape>();
  /** How often each method was asked for. */
  readonly asked = new Map<string, number>();
  /** What `/readyz` says. */
  ready = true;
  /** Null grants every scope that is asked for. */
  grantOnly: readonly string[] | null = null;
  readonly #options: ScriptedGatewayOptions;
  readonly #deviceTokens = new Map<string, string>();
  readonly #connections = new Set<PracticeConnection>();
  readonly #held = new Set<() => void>();
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;
  #port = 0;
  #bootId = '';
  #frozen = false;
  #running = new AbortController();
  readonly #jobs = new Set<Promise<void>>();

  constructor(options: ScriptedGatewayOptions) {
    this.#options = options;
    this.models = new ModelDesk({
      clock: options.clock,
      verdict: (provider, key) => this.verdict(provider, key),
      onConfigChanged: () => {
        this.emit('config.changed', { path: 'practice', hash: null, ts: options.clock.now() });
      },
    });
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

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `${this.#options.tls === undefined ? 'ws' : 'wss'}://127.0.0.1:${this.#port}`;
  }

  /** New with every start. */
  get bootId(): string {
    return this.#bootId;
  }

  /** How many clients are let in at present. */
  get connected(): number {
    return [...this.#connections].filter(({ admitted }) => admitted).length;
  }

  /** Listens; the first time on a free port, afterwards on the same one. */
  async start(): Promise<void> {
    if (this.#server !== null) return;
    this.#running = new AbortController();
    this.#bootId = randomUUID();
    const { tls } = this.#options;
    const respond = (request: IncomingMessage, response: ServerResponse): void => {
      this.#whenThawed(() => answerHttp(request.url ?? '', this.ready, response));
    };
    const server: Server =
      tls === undefined ? createServer(respond) : createTlsServer(tls, respond);
    const upgrades = new WebSocketServer({ noServer: true });
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    server.on('upgrade', (request, socket, head) => {
      this.#whenThawed(() => {
        if (socket.destroyed) return;
        upgrades.handleUpgrade(request, socket, head, (accepted) => {
          const connection = new PracticeConnection(accepted, this.#host());
          this.#connections.add(connection);
          if (this.#frozen) connection.freeze();
          accepted.on('close', () => this.#connections.delete(connection));
        });
      });
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
    this.#run(this.#tick(this.#running.signal));
  }

  /** Sends an event, of whatever name, to every client. */
  emit(event: string, payload: unknown): void {
    for (const connection of this.#connections) connection.emit(event, payload);
  }

  /** Sends text that need not be a frame to every client. */
  sendRaw(text: string): void {
    for (const connection of this.#connections) connection.sendRaw(text);
  }

  /** Starts a turn as if a person had sent a message. */
  startTurn(sessionKey: string, words: readonly string[], runId: string = randomUUID()): void {
    const row = this.book.get(sessionKey);
    const { modelProvider: provider, model } = row ?? { modelProvider: 'practice', model: '' };
    this.#run(this.#play({ sessionKey, runId, provider, model, words }).then(() => undefined));
  }

  /** Plays a turn with whatever its provider does; settles with what that was. */
  async #play(turn: {
    readonly sessionKey: string;
    readonly runId: string;
    readonly provider: string;
    readonly model: string;
    readonly words: readonly string[];
  }): Promise<KeyVerdict | 'resting'> {
    const { clock, wordEveryMs } = this.#options;
    const deps = { clock, book: this.book, emit: this.emit.bind(this) };
    const met = this.models.ask(turn.provider);
    if (met === 'good') await playTurn({ ...turn, wordEveryMs }, deps, this.#running.signal);
    else playRefusedTurn({ ...turn, met }, deps);
    return met;
  }

  /** Every device token becomes stale. */
  forgetDevices(): void {
    this.#deviceTokens.clear();
  }

  /** Takes connections and frames and answers nothing, as a stopped process does. */
  freeze(): void {
    this.#frozen = true;
    for (const connection of this.#connections) connection.freeze();
  }

  thaw(): void {
    this.#frozen = false;
    for (const connection of this.#connections) connection.thaw();
    const held = [...this.#held];
    this.#held.clear();
    for (const go of held) go();
  }

  /** Says `shutdown`, closes every socket with 1012 and stops listening. */
  async stop(restartExpectedMs: number | null = null): Promise<void> {
    const restarting = restartExpectedMs === null ? {} : { restartExpectedMs };
    const reason = restartExpectedMs === null ? 'gateway stopping' : 'gateway restarting';
    this.emit('shutdown', { reason, ...restarting });
    for (const connection of this.#connections) connection.close(1012, 'service restart');
    await this.#end();
  }

  /** Goes away without a word. */
  async crash(): Promise<void> {
    for (const connection of this.#connections) connection.terminate();
    for (const socket of this.#sockets) socket.destroy();
    await this.#end();
  }

  /** Settles when nothing of it is left; twice is safe. */
  close(): Promise<void> {
    return this.crash();
  }

  async #end(): Promise<void> {
    this.#running.abort();
    this.#frozen = false;
    this.#held.clear();
    const server = this.#server;
    this.#server = null;
    if (server !== null) {
      await new Promise<void>((resolve) => {
        const cut = setTimeout(() => {
          for (const socket of this.#sockets) socket.destroy();
        }, graceMs);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        server.closeIdleConnections();
      });
    }
    await Promise.all(this.#jobs);
  }

  #host(): ConstructorParameters<typeof PracticeConnection>[1] {
    const { clock, answer } = this.#options;
    return {
      clock,
      book: this.book,
      mode: () => this.mode,
      token: () => this.token,
      bootId: () => this.#bootId,
      deviceTokens: this.#deviceTokens,
      tokenFor: (deviceId) => {
        const known = this.#deviceTokens.get(deviceId) ?? randomBytes(24).toString('base64url');
        this.#deviceTokens.set(deviceId, known);
        return known;
      },
      scriptedRefusal: () => (this.refusal === null ? null : refusals[this.refusal]),
      scriptedError: (method) => {
        this.asked.set(method, (this.asked.get(method) ?? 0) + 1);
        return this.failing.get(method) ?? null;
      },
      grant: (scopes) => scopes.filter((scope) => this.grantOnly?.includes(scope) ?? true),
      onConnect: (proof, admitted) => this.attempts.push({ at: clock.now(), proof, admitted }),
      startTurn: (sessionKey, runId, message) => this.startTurn(sessionKey, answer(message), runId),
      models: {
        desk: this.models,
        logins: this.logins,
        loginScript: (provider, login) => this.loginScript(provider, login),
        probe: (provider) => {
          const runId = `probe-${provider}-${randomUUID()}`;
          const sessionKey = `agent:main:internal-session-effects:${runId}`;
          return this.#play({ sessionKey, runId, provider, model: 'any', words: ['OK'] });
        },
      },
    };
  }

  #whenThawed(go: () => void): void {
    if (this.#frozen) this.#held.add(go);
    else go();
  }

  async #tick(signal: AbortSignal): Promise<void> {
    const { clock, tickEveryMs } = this.#options;
    for (;;) {
      await clock.pause(tickEveryMs, signal);
      if (signal.aborted) return;
      this.emit('tick', { ts: clock.now() });
    }
  }

  #run(job: Promise<void>): void {
    this.#jobs.add(job);
    void job.finally(() => this.#jobs.delete(job));
  }
}
