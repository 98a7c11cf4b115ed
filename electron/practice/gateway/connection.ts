import { randomUUID } from 'node:crypto';

import { validateRequestFrame } from '@openclaw/gateway-protocol';
import { PROTOCOL_VERSION } from '@openclaw/gateway-protocol/version';
import type { RawData, WebSocket } from 'ws';

import type { Clock } from '../../base/clock.ts';
import { admit, type ShownProof } from './handshake.ts';
import { answer, methods, practiceVersion, type Answer, type MethodContext } from './methods.ts';
import type { ModelContext } from './model-methods.ts';
import type { ErrorShape, Refusal } from './refusals.ts';
import type { SessionBook } from './session-book.ts';

/** What a connection asks of its gateway. */
export interface ConnectionHost {
  readonly clock: Clock;
  readonly book: SessionBook;
  readonly mode: () => 'token' | 'password';
  readonly token: () => string;
  readonly bootId: () => string;
  readonly deviceTokens: ReadonlyMap<string, string>;
  /** The token for a device that was let in; the same one for the same device. */
  readonly tokenFor: (deviceId: string) => string;
  /** A refusal that the script wants in place of whatever is right. */
  readonly scriptedRefusal: () => Refusal | null;
  /** An error that the script wants in place of the answer to a request. */
  readonly scriptedError: (method: string) => ErrorShape | null;
  /** What of the scopes asked for is granted. */
  readonly grant: (scopes: readonly string[]) => readonly string[];
  readonly onConnect: (proof: ShownProof, admitted: boolean) => void;
  readonly startTurn: MethodContext['startTurn'];
  readonly models: Omit<ModelContext, 'owner'>;
}

const events = ['agent', 'chat', 'sessions.changed', 'tick', 'shutdown', 'health'];
const policy = { maxPayload: 26_214_400, maxBufferedBytes: 52_428_800, tickIntervalMs: 30_000 };

/** The gateway's end of one WebSocket (gateway protocol 4). */
export class PracticeConnection {
  readonly #socket: WebSocket;
  readonly #host: ConnectionHost;
  readonly #nonce = randomUUID();
  #scopes: readonly string[] | null = null;
  #subscribed = false;
  #frozen: string[] | null = null;
  #seq = 0;

  constructor(socket: WebSocket, host: ConnectionHost) {
    this.#socket = socket;
    this.#host = host;
    // A socket that breaks says so by closing; the error adds nothing.
    socket.on('error', () => undefined);
    socket.on('close', () => host.models.logins.left(this));
    socket.on('message', (data) => this.#receive(textOf(data)));
    const payload = { nonce: this.#nonce, ts: host.clock.now(), capabilities: [] };
    this.#send({ type: 'event', event: 'connect.challenge', payload });
  }

  get admitted(): boolean {
    return this.#scopes !== null;
  }

  /** Sends an event to a client that was let in; `sessions.changed` only to subscribers. */
  emit(event: string, payload: unknown): void {
    if (!this.admitted || (event === 'sessions.changed' && !this.#subscribed)) return;
    this.#seq += 1;
    this.#send({ type: 'event', event, payload, seq: this.#seq });
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
    for (const text of held) this.#receive(text);
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  /** Cuts it without a close frame, as the death of the process does. */
  terminate(): void {
    this.#socket.terminate();
  }

  #receive(text: string): void {
    if (this.#frozen !== null) {
      this.#frozen.push(text);
      return;
    }
    const frame = parse(text);
    if (!validateRequestFrame(frame)) {
      this.close(1008, 'invalid request frame');
      return;
    }
    if (this.#scopes === null) this.#connect(frame.id, frame.method, frame.params);
    else this.#call(frame.id, frame.method, frame.params, this.#scopes);
  }

  #connect(id: string, method: string, params: unknown): void {
    const { mode, token, deviceTokens, scriptedRefusal, onConnect } = this.#host;
    if (method !== 'connect') {
      this.close(1008, 'first request must be connect');
      return;
    }
    const admission = admit(params, {
      mode: mode(),
      token: token(),
      nonce: this.#nonce,
      deviceTokens,
    });
    const refusal = scriptedRefusal() ?? (admission.ok ? null : admission.refusal);
    onConnect(admission.proof, refusal === null);
    if (refusal !== null || !admission.ok) {
      if (refusal !== null) this.#refuse(id, refusal);
      return;
    }
    this.#scopes = this.#host.grant(admission.params.scopes ?? []);
    this.#respond(id, this.#hello(admission.deviceId, this.#scopes));
  }

  #refuse(id: string, { error, close }: Refusal): void {
    this.#fail(id, error);
    this.close(close.code, close.reason);
  }

  #hello(deviceId: string | null, scopes: readonly string[]): unknown {
    const { bootId, tokenFor } = this.#host;
    const connId = randomUUID();
    const deviceToken = deviceId === null ? {} : { deviceToken: tokenFor(deviceId) };
    return {
      type: 'hello-ok',
      protocol: PROTOCOL_VERSION,
      server: { version: practiceVersion, bootId: bootId(), connId },
      features: { methods: Object.keys(methods), events, capabilities: [] },
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

  #call(id: string, method: string, params: unknown, scopes: readonly string[]): void {
    const { clock, book, models, startTurn, scriptedError } = this.#host;
    const error = scriptedError(method);
    if (error !== null) {
      this.#fail(id, error);
      return;
    }
    const subscribe = (): void => {
      this.#subscribed = true;
    };
    const context = {
      clock,
      book,
      models: { ...models, owner: this },
      scopes,
      subscribe,
      startTurn,
    };
    const tell = (result: Answer): void => {
      if (result.ok) this.#respond(id, result.payload);
      else this.#fail(id, result.error);
    };
    const result = answer(method, params, context);
    if (result instanceof Promise) void result.then(tell);
    else tell(result);
  }

  #respond(id: string, payload: unknown): void {
    this.#send({ type: 'res', id, ok: true, payload });
  }

  #fail(id: string, error: ErrorShape): void {
    this.#send({ type: 'res', id, ok: false, error });
  }

  #send(frame: unknown): void {
    if (this.#frozen === null && this.#socket.readyState === this.#socket.OPEN) {
      this.#socket.send(JSON.stringify(frame));
    }
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
