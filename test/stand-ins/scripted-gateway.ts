import { randomUUID } from 'node:crypto';
import type { RequestListener, Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';

import type { WebSocket } from 'ws';

import { ClientConnection } from '../../electron/practice/gateway/client-connection.ts';
import type { Caller } from '../../electron/practice/gateway/client-connection.ts';
import { admit } from '../../electron/practice/gateway/handshake.ts';
import type {
  Admission,
  ErrorShape,
  ShownProof,
} from '../../electron/practice/gateway/handshake.ts';
import { LoopbackGateway } from '../../electron/practice/gateway/loopback-gateway.ts';
import type { DueTurn, GatewayOptions } from '../../electron/practice/gateway/loopback-gateway.ts';
import { answer, methods } from '../../electron/practice/gateway/methods.ts';
import type { Answer } from '../../electron/practice/gateway/methods.ts';
import { connectRefusals, type RefusalName } from './connect-refusals.ts';
import { LoginDesk, type LoginScript } from './login-desk.ts';
import { ModelDesk, type DeskLogin, type KeyVerdict } from './model-desk.ts';
import { modelMethods } from './model-methods.ts';
import { playRefusedTurn } from './refused-turn.ts';

/** How long a client may take to answer a close. */
const graceMs = 250;

/** How a scripted gateway is to be. */
export interface ScriptedGatewayOptions extends GatewayOptions {
  /** PEM; with it the gateway is behind wss://. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** One `connect` that came in. */
export interface ConnectAttempt {
  readonly at: number;
  readonly proof: ShownProof;
  readonly admitted: boolean;
}

const scriptedMethods = { ...methods, ...modelMethods };

/** A connection that may stand still, and say what is no frame. */
class ScriptedConnection extends ClientConnection {
  readonly #socket: WebSocket;
  /** What is sent in place of a frame. */
  rewrite: (frame: unknown) => unknown = (frame) => frame;
  #frozen: string[] | null = null;

  constructor(...parts: ConstructorParameters<typeof ClientConnection>) {
    super(...parts);
    [this.#socket] = parts;
  }

  /** Sends whatever this is, as it is. */
  sendRaw(data: string): void {
    this.#socket.send(data);
  }

  /** While frozen it takes frames and answers none. */
  freeze(): void {
    this.#frozen ??= [];
  }

  thaw(): void {
    const held = this.#frozen ?? [];
    this.#frozen = null;
    for (const text of held) this.receive(text);
  }

  protected override receive(text: string): void {
    if (this.#frozen === null) super.receive(text);
    else this.#frozen.push(text);
  }

  protected override send(frame: unknown): void {
    if (this.#frozen === null) super.send(this.rewrite(frame));
  }
}

/** The gateway of practice, which a test can tell to misbehave, with sign-ins to model providers. */
export class ScriptedGateway extends LoopbackGateway {
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
  /** What it lets in by: nothing else than that is looked at; `token` is what it must be. */
  mode: 'token' | 'password' = 'token';
  /** Answered to every connect in place of what is right; null does what is right. */
  refusal: RefusalName | null = null;
  /** Answered to requests of that method in place of what is right. */
  readonly failing = new Map<string, ErrorShape>();
  /** What those methods answer in place of what is right. */
  readonly replies = new Map<string, unknown>();
  /** What is sent in place of a frame. */
  rewrite: (frame: unknown) => unknown = (frame) => frame;
  /** How often each method was asked for. */
  readonly asked = new Map<string, number>();
  /** What `/readyz` says. */
  ready = true;
  /** Null grants every scope that is asked for. */
  grantOnly: readonly string[] | null = null;
  readonly #tls: ScriptedGatewayOptions['tls'];
  readonly #scripted = new Set<ScriptedConnection>();
  readonly #held = new Set<() => void>();
  #frozen = false;

  constructor({ tls, ...options }: ScriptedGatewayOptions) {
    super(options);
    this.#tls = tls;
    this.models = new ModelDesk({
      clock: options.clock,
      verdict: (provider, key) => this.verdict(provider, key),
      onConfigChanged: () => {
        this.emit('config.changed', { path: 'practice', hash: null, ts: options.clock.now() });
      },
    });
  }

  override get url(): string {
    return this.#tls === undefined ? super.url : super.url.replace('ws:', 'wss:');
  }

  override get methodNames(): readonly string[] {
    return Object.keys(scriptedMethods);
  }

  /** How many clients are let in at present. */
  get connected(): number {
    return [...this.connections].filter(({ admitted }) => admitted).length;
  }

  /** Sends text that need not be a frame to every client. */
  sendRaw(text: string): void {
    for (const connection of this.#scripted) connection.sendRaw(text);
  }

  /** Every device token becomes stale. */
  forgetDevices(): void {
    this.deviceTokens.clear();
  }

  /** Takes connections and frames and answers nothing, as a stopped process does. */
  freeze(): void {
    this.#frozen = true;
    for (const connection of this.#scripted) connection.freeze();
  }

  thaw(): void {
    this.#frozen = false;
    for (const connection of this.#scripted) connection.thaw();
    const held = [...this.#held];
    this.#held.clear();
    for (const go of held) go();
  }

  /** Says `shutdown`, closes every socket with 1012 and stops listening. */
  async stop(restartExpectedMs: number | null = null): Promise<void> {
    const restarting = restartExpectedMs === null ? {} : { restartExpectedMs };
    const reason = restartExpectedMs === null ? 'gateway stopping' : 'gateway restarting';
    this.emit('shutdown', { reason, ...restarting });
    for (const connection of this.connections) connection.close(1012, 'service restart');
    await this.end(graceMs);
  }

  /** Goes away without a word. */
  crash(): Promise<void> {
    return this.close();
  }

  override admit(params: unknown, nonce: string): Admission {
    const { mode, token, deviceTokens, refusal } = this;
    const right = admit(params, { mode, token, nonce, deviceTokens });
    const { proof } = right;
    const admission: Admission =
      refusal === null ? right : { ok: false, proof, refusal: connectRefusals[refusal] };
    this.attempts.push({ at: this.clock.now(), proof, admitted: admission.ok });
    if (!admission.ok) return admission;
    const scopes = admission.scopes.filter((scope) => this.grantOnly?.includes(scope) ?? true);
    return { ...admission, scopes };
  }

  override answer(method: string, params: unknown, caller: Caller): Answer | Promise<Answer> {
    this.asked.set(method, (this.asked.get(method) ?? 0) + 1);
    const error = this.failing.get(method);
    if (error !== undefined) return { ok: false, error };
    if (this.replies.has(method)) return { ok: true, payload: this.replies.get(method) };
    return answer(scriptedMethods, method, params, {
      ...this.context(caller),
      models: {
        desk: this.models,
        logins: this.logins,
        owner: caller,
        loginScript: (provider, login) => this.loginScript(provider, login),
        probe: (provider) => {
          const runId = `probe-${provider}-${randomUUID()}`;
          const sessionKey = `agent:main:internal-session-effects:${runId}`;
          return this.play({ sessionKey, runId, provider, model: 'any', words: ['OK'] });
        },
      },
    });
  }

  override left(caller: Caller): void {
    super.left(caller);
    this.logins.left(caller);
    for (const one of this.#scripted) if (one === caller) this.#scripted.delete(one);
  }

  protected override let(go: () => void): void {
    if (this.#frozen) this.#held.add(go);
    else go();
  }

  protected override isReady(): boolean {
    return this.ready;
  }

  protected override listener(respond: RequestListener): Server {
    return this.#tls === undefined ? super.listener(respond) : createTlsServer(this.#tls, respond);
  }

  protected override connection(socket: WebSocket): ClientConnection {
    const connection = new ScriptedConnection(socket, this);
    connection.rewrite = (frame) => this.rewrite(frame);
    this.#scripted.add(connection);
    return connection;
  }

  /** Plays a turn with whatever its provider does; settles with what that was. */
  protected override async play(turn: DueTurn): Promise<KeyVerdict | 'resting'> {
    const met = this.models.ask(turn.provider);
    if (met === 'good') await super.play(turn);
    else {
      const emit = this.emit.bind(this);
      playRefusedTurn({ ...turn, met }, { clock: this.clock, book: this.book, emit });
    }
    return met;
  }

  protected override async end(grace: number): Promise<void> {
    this.#frozen = false;
    this.#held.clear();
    await super.end(grace);
  }
}
