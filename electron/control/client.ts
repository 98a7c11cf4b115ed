import { createConnection, type Socket } from 'node:net';
import { failure, type Failure } from '../../shared/failure.ts';
import { failed, ok, type Reply } from '../../shared/result.ts';
import type { PanelState, SessionView } from '../../shared/state.ts';
import { LineSplitter } from '../base/line-splitter.ts';
import { FailureError } from '../base/errors.ts';
import { isRecord } from '../base/values.ts';
import { controlVersion, maxReplyBytes, type Waits } from './protocol.ts';

/** Thrown when nobody listens on the socket: the app is not running. */
export class NotRunningError extends Error {
  constructor(path: string, cause: unknown) {
    super(`Nothing listens on ${path}.`, { cause });
    this.name = 'NotRunningError';
  }
}

/** The state with the session rows that belong to it. */
export interface Seen {
  readonly state: PanelState;
  readonly sessions: readonly SessionView[];
}

type Fields = Readonly<Record<string, unknown>>;

// The other end is our own app behind a socket that only its owner can open: the shape is checked
// as far as it takes to tell it from another version or another program.
const isState = (value: unknown): value is PanelState =>
  isRecord(value) &&
  typeof value.revision === 'number' &&
  isRecord(value.app) &&
  isRecord(value.gateway) &&
  isRecord(value.gateway.state) &&
  isRecord(value.settings) &&
  Array.isArray(value.helpers) &&
  Array.isArray(value.credentials) &&
  Array.isArray(value.templates);

const isSessions = (value: unknown): value is readonly SessionView[] =>
  Array.isArray(value) && value.every((row) => isRecord(row) && typeof row.key === 'string');

const isFailure = (value: unknown): value is Failure =>
  isRecord(value) && typeof value.kind === 'string' && typeof value.detail === 'string';

const isWaits = (value: unknown): value is Waits =>
  isRecord(value) && typeof value.what === 'string' && typeof value.ms === 'number';

const protocolError = (detail: string): FailureError =>
  new FailureError(failure({ kind: 'protocol' }, detail));

const droppedError = (detail: string): FailureError =>
  new FailureError(
    failure({ kind: 'unreachable', reason: 'dropped', target: 'the control socket' }, detail),
  );

const timeoutError = (path: string, silentMs: number): FailureError =>
  new FailureError(
    failure({ kind: 'unreachable', reason: 'timeout', target: path }, `${silentMs} ms`),
  );

const goneErrors: ReadonlySet<unknown> = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTDIR']);

const connect = (path: string, timeoutMs: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = createConnection(path);
    const timer = setTimeout(() => {
      socket.destroy(timeoutError(path, timeoutMs));
    }, timeoutMs);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.removeAllListeners('error');
      socket.on('error', () => undefined);
      resolve(socket);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      reject(goneErrors.has(error.code) ? new NotRunningError(path, error) : error);
    });
  });

/** A connection to the app's control socket. One request or watch at a time. */
export class ControlClient {
  readonly #socket: Socket;
  readonly #path: string;
  readonly #lines = new LineSplitter(maxReplyBytes);
  #lastId = 0;

  private constructor(socket: Socket, path: string) {
    this.#socket = socket;
    this.#path = path;
  }

  /** Rejects with NotRunningError when nobody listens there. */
  static async connect(path: string, timeoutMs = 5_000): Promise<ControlClient> {
    return new ControlClient(await connect(path, timeoutMs), path);
  }

  /**
   * The reply to one command; rejects when the connection breaks or nothing comes in time. `onWaits`
   * is told when the reply waits for the person.
   */
  async request(
    command: string,
    input: unknown,
    timeoutMs = 15_000,
    onWaits?: (waits: Waits) => void,
  ): Promise<Reply<unknown>> {
    const asked = { command, input };
    const id = this.#send(onWaits === undefined ? asked : { ...asked, waits: true });
    for await (const reply of this.#replies(timeoutMs)) {
      if (reply.id !== id && reply.id !== null) continue;
      if (isWaits(reply.waits)) {
        onWaits?.(reply.waits);
        continue;
      }
      if (reply.ok === true) return ok(reply.value);
      if (reply.ok === false && isFailure(reply.failure)) return failed(reply.failure);
      throw protocolError('the reply is neither a value nor a failure');
    }
    throw droppedError('the connection ended before the reply');
  }

  /** The state and the sessions now. */
  async look(): Promise<Seen> {
    for await (const seen of this.watch(15_000)) return seen;
    throw droppedError('the connection ended before the state');
  }

  /** The newest state from now on, at most 30 times a second, the present one first; ends when the app ends the connection. */
  async *watch(timeoutMs: number | null = null): AsyncGenerator<Seen, void, void> {
    const id = this.#send({ watch: true });
    let sessions: readonly SessionView[] = [];
    for await (const reply of this.#replies(timeoutMs)) {
      if (reply.ok === false && isFailure(reply.failure)) {
        throw new FailureError(reply.failure);
      }
      if (reply.id !== id || !isRecord(reply.watch)) continue;
      const { state, sessions: changed } = reply.watch;
      if (!isState(state)) throw protocolError('the state is of another version');
      if (isSessions(changed)) sessions = changed;
      yield { state, sessions };
    }
  }

  close(): void {
    this.#socket.destroy();
  }

  #send(request: Fields): number {
    const id = (this.#lastId += 1);
    this.#socket.write(`${JSON.stringify({ v: controlVersion, id, ...request })}\n`);
    return id;
  }

  /** Lines as they come; the socket is read only as fast as they are taken. */
  async *#replies(timeoutMs: number | null): AsyncGenerator<Fields, void, void> {
    const socket = this.#socket;
    const timer =
      timeoutMs === null
        ? null
        : setTimeout(() => socket.destroy(timeoutError(this.#path, timeoutMs)), timeoutMs);
    try {
      for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
        if (!Buffer.isBuffer(chunk)) continue;
        for (const line of this.#lines.push(chunk)) yield this.#parse(line);
      }
    } finally {
      if (timer !== null) clearTimeout(timer);
    }
  }

  #parse(line: string): Fields {
    let reply: unknown;
    try {
      reply = JSON.parse(line);
    } catch {
      throw protocolError('a line that is not JSON');
    }
    if (!isRecord(reply) || reply.v !== controlVersion) {
      throw protocolError('a line of another version');
    }
    return reply;
  }
}
