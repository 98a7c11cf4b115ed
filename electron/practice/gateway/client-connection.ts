import { randomUUID } from 'node:crypto';

import { validateRequestFrame } from '@openclaw/gateway-protocol';
import { PROTOCOL_VERSION } from '@openclaw/gateway-protocol/version';
import type { RawData, WebSocket } from 'ws';

import type { Clock } from '../../base/clock.ts';
import type { Admission, ErrorShape, Refusal } from './handshake.ts';
import { practiceVersion, type Answer } from './methods.ts';

/** Who asks for something: a client that was let in. */
export interface Caller {
  /** What it may do. */
  readonly scopes: readonly string[];
  /** From here on it is told about sessions. */
  subscribe(): void;
}

/** What a connection asks of its gateway. */
export interface ConnectionHost {
  readonly clock: Clock;
  readonly bootId: string;
  /** The names of what it answers. */
  readonly methodNames: readonly string[];
  admit(params: unknown, nonce: string): Admission;
  answer(method: string, params: unknown, caller: Caller): Answer | Promise<Answer>;
  /** The token for a device that was let in; the same one for the same device. */
  tokenFor(deviceId: string): string;
  /** The connection is gone. */
  left(caller: Caller): void;
}

const events = ['agent', 'chat', 'sessions.changed', 'tick', 'shutdown', 'health'];
const policy = { maxPayload: 26_214_400, maxBufferedBytes: 52_428_800, tickIntervalMs: 30_000 };

/** The gateway's end of one WebSocket (gateway protocol 4). */
export class ClientConnection implements Caller {
  readonly #socket: WebSocket;
  readonly #host: ConnectionHost;
  readonly #nonce = randomUUID();
  #scopes: readonly string[] | null = null;
  #subscribed = false;
  #seq = 0;

  constructor(socket: WebSocket, host: ConnectionHost) {
    this.#socket = socket;
    this.#host = host;
  }

  get admitted(): boolean {
    return this.#scopes !== null;
  }

  get scopes(): readonly string[] {
    return this.#scopes ?? [];
  }

  /** Begins to listen, and asks who is there. */
  open(): void {
    // A socket that breaks says so by closing; the error adds nothing.
    this.#socket.on('error', () => undefined);
    this.#socket.on('close', () => this.#host.left(this));
    this.#socket.on('message', (data) => this.receive(textOf(data)));
    const payload = { nonce: this.#nonce, ts: this.#host.clock.now(), capabilities: [] };
    this.send({ type: 'event', event: 'connect.challenge', payload });
  }

  subscribe(): void {
    this.#subscribed = true;
  }

  /** Sends an event to a client that was let in; `sessions.changed` only to subscribers. */
  emit(event: string, payload: unknown): void {
    if (!this.admitted || (event === 'sessions.changed' && !this.#subscribed)) return;
    this.#seq += 1;
    this.send({ type: 'event', event, payload, seq: this.#seq });
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  /** Cuts it without a close frame, as the death of the process does. */
  terminate(): void {
    this.#socket.terminate();
  }

  /** Takes a frame as it came. */
  protected receive(text: string): void {
    const frame = parse(text);
    if (!validateRequestFrame(frame)) {
      this.close(1008, 'invalid request frame');
      return;
    }
    if (this.#scopes === null) this.#connect(frame.id, frame.method, frame.params);
    else this.#call(frame.id, frame.method, frame.params);
  }

  protected send(frame: unknown): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  #connect(id: string, method: string, params: unknown): void {
    if (method !== 'connect') {
      this.close(1008, 'first request must be connect');
      return;
    }
    const admission = this.#host.admit(params, this.#nonce);
    if (!admission.ok) {
      this.#refuse(id, admission.refusal);
      return;
    }
    this.#scopes = admission.scopes;
    this.#respond(id, this.#hello(admission.deviceId, this.#scopes));
  }

  #refuse(id: string, { error, close }: Refusal): void {
    this.#fail(id, error);
    this.close(close.code, close.reason);
  }

  #hello(deviceId: string | null, scopes: readonly string[]): unknown {
    const { bootId, methodNames } = this.#host;
    const connId = randomUUID();
    const deviceToken = deviceId === null ? {} : { deviceToken: this.#host.tokenFor(deviceId) };
    return {
      type: 'hello-ok',
      protocol: PROTOCOL_VERSION,
      server: { version: practiceVersion, bootId, connId },
      features: { methods: methodNames, events, capabilities: [] },
      snapshot: {
        presence: [],
        health: { ok: true },
        stateVersion: { presence: 0, health: 0 },
        uptimeMs: 1,
      },
      auth: { role: 'operator', scopes, ...deviceToken },
      policy,
    };
  }

  #call(id: string, method: string, params: unknown): void {
    const tell = (result: Answer): void => {
      if (result.ok) this.#respond(id, result.payload);
      else this.#fail(id, result.error);
    };
    const result = this.#host.answer(method, params, this);
    if (result instanceof Promise) void result.then(tell);
    else tell(result);
  }

  #respond(id: string, payload: unknown): void {
    this.send({ type: 'res', id, ok: true, payload });
  }

  #fail(id: string, error: ErrorShape): void {
    this.send({ type: 'res', id, ok: false, error });
  }
}

const textOf = (data: RawData): string => {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return (data instanceof ArrayBuffer ? Buffer.from(data) : data).toString('utf8');
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
};
