import { stat } from 'node:fs/promises';
import { createConnection, type Socket } from 'node:net';
import { failure, type Failure } from '../../shared/failure.ts';
import { duration } from '../../shared/format.ts';
import { failed, ok, type Reply } from '../../shared/result.ts';
import type { PanelState, SessionView } from '../../shared/state.ts';
import { LineSplitter } from '../base/line-splitter.ts';
import { FailureError } from '../base/errors.ts';
import { errnoOf, isRecord } from '../base/values.ts';
import { controlVersion, maxReplyBytes, type Waits } from './protocol.ts';

/** Thrown when nobody listens on any of the places that were tried: the app is not running. */
export class NotRunningError extends Error {
  /** Each that was tried, the first one first. */
  readonly tried: readonly string[];

  constructor(tried: readonly string[], cause: unknown) {
    super(`Nothing listens on ${tried.join(' or ')}.`, { cause });
    this.name = 'NotRunningError';
    this.tried = tried;
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

/** Whoever sits at the other end, as a failure names it. */
const target = 'Bulkhead';

const droppedError = (path: string, why: string, cause?: unknown): FailureError =>
  new FailureError(
    failure({ kind: 'unreachable', reason: 'dropped', target }, `${why} (${path})`, errnoOf(cause)),
    { cause },
  );

const timeoutError = (path: string, silentMs: number): FailureError =>
  new FailureError(
    failure(
      { kind: 'unreachable', reason: 'timeout', target },
      `It said nothing for ${duration(silentMs)} (${path})`,
    ),
  );

const goneErrors: ReadonlySet<unknown> = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTDIR']);

/** What a connection that could not be made stands for. */
const connectError = (path: string, error: NodeJS.ErrnoException): Error => {
  const code = errnoOf(error);
  if (goneErrors.has(code)) return new NotRunningError([path], error);
  // The system's own queue before a socket that nobody accepts from is full.
  if (code === 'EAGAIN') {
    const busy = failure({ kind: 'unreachable', reason: 'busy', target }, `(${path})`, code);
    return new FailureError(busy, { cause: error });
  }
  const what = `the control socket ${path} cannot be opened`;
  return new FailureError(failure({ kind: 'misconfigured', what }, error.message, code), {
    cause: error,
  });
};

const ourUid = (): number => process.getuid?.() ?? 0;

/** A key is sent to nobody who took our place in a folder that all may write to. */
const refuseForeign = async (path: string, uid: number): Promise<void> => {
  const found = await stat(path).catch(() => null);
  if (found === null || uid === 0 || found.uid === uid) return;
  const what = `the control socket ${path} belongs to someone else`;
  throw new FailureError(failure({ kind: 'misconfigured', what }));
};

const connect = (path: string, timeoutMs: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = createConnection(path);
    const timer = setTimeout(() => {
      socket.destroy();
      reject(timeoutError(path, timeoutMs));
    }, timeoutMs);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.removeAllListeners('error');
      socket.on('error', () => undefined);
      resolve(socket);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      reject(connectError(path, error));
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

  /** Rejects with NotRunningError when nobody listens there; what belongs to others is refused. */
  static async connect(path: string, timeoutMs = 5_000, uid = ourUid()): Promise<ControlClient> {
    await refuseForeign(path, uid);
    return new ControlClient(await connect(path, timeoutMs), path);
  }

  /** The first of several places where somebody listens. */
  static async connectToAny(paths: readonly string[]): Promise<ControlClient> {
    let why: unknown = null;
    for (const path of paths) {
      try {
        return await ControlClient.connect(path);
      } catch (error) {
        if (!(error instanceof NotRunningError)) throw error;
        why = error;
      }
    }
    throw new NotRunningError(paths, why);
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
      if (reply.ok === false && isFailure(reply.failure)) {
        // Of no request: it is about the connection, and nothing more comes of that.
        if (reply.id === null) throw new FailureError(reply.failure);
        return failed(reply.failure);
      }
      throw protocolError('the reply is neither a value nor a failure');
    }
    throw droppedError(this.#path, 'It hung up before it answered');
  }

  /** The state and the sessions now. */
  async look(): Promise<Seen> {
    for await (const seen of this.watch()) return seen;
    throw droppedError(this.#path, 'It hung up before it answered');
  }

  /**
   * The newest state from now on, at most 30 times a second, the present one first; ends when the app
   * ends the connection. Rejects when that comes before the first state, or none comes within `firstMs`.
   */
  async *watch(firstMs = 15_000): AsyncGenerator<Seen, void, void> {
    const id = this.#send({ watch: true });
    let sessions: readonly SessionView[] = [];
    let isFirst = true;
    for await (const reply of this.#replies(firstMs, 'first')) {
      if (reply.ok === false && isFailure(reply.failure)) {
        throw new FailureError(reply.failure);
      }
      if (reply.id !== id || !isRecord(reply.watch)) continue;
      const { state, sessions: changed } = reply.watch;
      if (!isState(state)) throw protocolError('the state is of another version');
      if (isSessions(changed)) sessions = changed;
      isFirst = false;
      yield { state, sessions };
    }
    if (isFirst) throw droppedError(this.#path, 'It hung up before it answered');
  }

  close(): void {
    this.#socket.destroy();
  }

  #send(request: Fields): number {
    const id = (this.#lastId += 1);
    this.#socket.write(`${JSON.stringify({ v: controlVersion, id, ...request })}\n`);
    return id;
  }

  /**
   * Lines as they come; the socket is read only as fast as they are taken. The time is that of the
   * first line, or of all of them.
   */
  async *#replies(timeoutMs: number, of: 'first' | 'all' = 'all'): AsyncGenerator<Fields> {
    const socket = this.#socket;
    const timer = setTimeout(() => socket.destroy(timeoutError(this.#path, timeoutMs)), timeoutMs);
    try {
      for await (const chunk of this.#chunks()) {
        for (const line of this.#lines.push(chunk)) {
          if (of === 'first') clearTimeout(timer);
          yield this.#parse(line);
        }
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** A connection that breaks is no broken pipe of our own output, and says what it was. */
  async *#chunks(): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of this.#socket.iterator({ destroyOnReturn: false })) {
        if (Buffer.isBuffer(chunk)) yield chunk;
      }
    } catch (error) {
      if (error instanceof FailureError) throw error;
      throw droppedError(this.#path, 'The connection broke', error);
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
