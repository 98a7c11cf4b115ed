import type { Readable, Writable } from 'node:stream';
import * as v from 'valibot';
import { failure, type Failure } from '../../shared/failure.ts';
import { FailureError } from '../base/errors.ts';
import { LineSplitter } from '../base/line-splitter.ts';
import { errnoOf } from '../base/values.ts';
import { unansweredCode } from './client.ts';

/** The other side answered a request with a JSON-RPC error; `message` is its own text, unredacted. */
export class RpcError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.name = 'RpcError';
    this.code = code;
  }
}

/** What a request of the other side is answered with. */
export type RpcAnswer =
  | { readonly result: unknown }
  | { readonly error: { readonly code: number; readonly message: string } };

export interface RpcPeer {
  /** Every notification, by its own name; names are never used as keys or event names. */
  readonly onNotification: (method: string, params: unknown) => void;
  /**
   * Decides every request of the other side; none stays unanswered, because that would block its
   * turn. One that takes time is answered when the promise settles, which may not reject.
   */
  readonly answer: (method: string, params: unknown) => RpcAnswer | Promise<RpcAnswer>;
  /**
   * Told once, when nothing more can come or go: `protocol` or `broken-pipe`. Pending requests
   * wait for `fail`, because the owner may know a better cause (the process is gone).
   */
  readonly onTrouble: (cause: Failure) => void;
}

const Id = v.union([v.string(), v.number()]);
const Incoming = v.union([
  v.object({ id: Id, method: v.string(), params: v.optional(v.unknown()) }),
  v.object({ id: Id, error: v.object({ code: v.number(), message: v.string() }) }),
  v.pipe(
    v.object({ id: Id, result: v.unknown() }),
    v.check((message) => 'result' in message),
  ),
  v.object({
    id: v.optional(v.undefined()),
    method: v.string(),
    params: v.optional(v.unknown()),
  }),
]);

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * JSON-RPC over newline-delimited JSON without a `jsonrpc` member, as `codex app-server` 0.169.0
 * speaks it on stdio. A bad or oversized line is `protocol`, a failed write or an ended stream
 * `broken-pipe`; after either nothing is read or written any more.
 */
export class RpcClient {
  readonly #stdin: Writable;
  readonly #peer: RpcPeer;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;
  #silent = false;
  #failed: Failure | null = null;

  constructor(stdin: Writable, stdout: Readable, peer: RpcPeer) {
    this.#stdin = stdin;
    this.#peer = peer;
    const lines = new LineSplitter();
    stdin.on('error', (error) => this.#trouble(brokenPipe(error)));
    stdout.on('error', (error) => this.#trouble(brokenPipe(error)));
    stdout.on('end', () => this.#trouble(brokenPipe('stdout ended')));
    stdout.on('data', (chunk: unknown) => {
      if (!Buffer.isBuffer(chunk)) return;
      try {
        for (const line of lines.push(chunk)) {
          if (this.#silent) return;
          this.#take(line);
        }
      } catch (error) {
        this.#trouble(
          error instanceof FailureError
            ? error.failure
            : failure({ kind: 'protocol' }, text(error)),
        );
      }
    });
  }

  /**
   * Sends a request and settles with its result. Rejects with an RpcError when refused, with a
   * FailureError `stalled` after `timeoutMs`, with the breaking failure, or when `signal` aborts.
   */
  request(
    method: string,
    params: unknown,
    options: { readonly timeoutMs: number; readonly signal?: AbortSignal },
  ): Promise<unknown> {
    const { timeoutMs, signal } = options;
    return new Promise((resolve, reject) => {
      if (this.#failed !== null) {
        reject(new FailureError(this.#failed));
        return;
      }
      if (signal?.aborted === true) {
        reject(cancelled(method));
        return;
      }
      this.#lastId += 1;
      const id = this.#lastId;
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        this.#pending.delete(id);
      };
      const onAbort = (): void => {
        done();
        reject(cancelled(method));
      };
      const timer = setTimeout(() => {
        done();
        reject(
          new FailureError(
            failure({ kind: 'stalled', phase: method, silentMs: timeoutMs }, '', unansweredCode),
          ),
        );
      }, timeoutMs);
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#pending.set(id, {
        resolve: (result) => {
          done();
          resolve(result);
        },
        reject: (error) => {
          done();
          reject(error);
        },
      });
      this.#write({ id, method, params });
    });
  }

  /** Sends a notification; lost without a word when the connection is broken. */
  notify(method: string): void {
    this.#write({ method });
  }

  /** Ends the connection: rejects everything pending and all that comes; the first cause counts. */
  fail(cause: Failure): void {
    if (this.#failed !== null) return;
    this.#silent = true;
    this.#failed = cause;
    for (const pending of [...this.#pending.values()]) pending.reject(new FailureError(cause));
  }

  #trouble(cause: Failure): void {
    if (this.#silent) return;
    this.#silent = true;
    this.#peer.onTrouble(cause);
  }

  #take(line: string): void {
    const message = v.safeParse(Incoming, parseJson(line));
    if (!message.success) {
      throw new FailureError(
        failure({ kind: 'protocol' }, 'a line that is no message', 'bad-line'),
      );
    }
    const incoming = message.output;
    if ('method' in incoming) {
      if (incoming.id === undefined) {
        this.#peer.onNotification(incoming.method, incoming.params);
        return;
      }
      this.#answer(incoming.id, this.#peer.answer(incoming.method, incoming.params));
      return;
    }
    const pending = typeof incoming.id === 'number' ? this.#pending.get(incoming.id) : undefined;
    if (pending === undefined) return;
    if ('error' in incoming) {
      pending.reject(new RpcError(incoming.error.code, incoming.error.message));
      return;
    }
    pending.resolve(incoming.result);
  }

  #answer(id: string | number, answer: RpcAnswer | Promise<RpcAnswer>): void {
    if (!(answer instanceof Promise)) {
      this.#write({ id, ...answer });
      return;
    }
    void answer.then((late) => this.#write({ id, ...late }));
  }

  #write(message: unknown): void {
    if (this.#silent) return;
    if (!this.#stdin.writable) {
      this.#trouble(brokenPipe('stdin is closed'));
      return;
    }
    this.#stdin.write(`${JSON.stringify(message)}\n`);
  }
}

const parseJson = (line: string): unknown => {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
};

const text = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const brokenPipe = (error: unknown): Failure =>
  failure({ kind: 'broken-pipe' }, text(error), errnoOf(error));

const cancelled = (method: string): FailureError =>
  new FailureError(failure({ kind: 'unexpected' }, `${method} was cancelled`, 'cancelled'));
