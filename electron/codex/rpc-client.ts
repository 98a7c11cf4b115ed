import type { Readable, Writable } from 'node:stream';
import * as v from 'valibot';
import { failure, type Failure } from '../../shared/failure.ts';
import { FailureError } from '../base/errors.ts';
import { LineSplitter, maxLineBytes } from '../base/line-splitter.ts';
import { parseJson } from '../base/parse-json.ts';
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

/** What is known of a line that is no message, or is too long for one: whose it seems to be. */
export interface BadLine {
  readonly failure: Failure;
  readonly method: string | null;
  readonly threadId: string | null;
}

export interface RpcPeer {
  /** Every notification, by its own name; names are never used as keys or event names. */
  readonly onNotification: (method: string, params: unknown) => void;
  /**
   * Decides every request of the other side; none stays unanswered, because that would block its
   * turn. One that takes time is answered when the promise settles, which may not reject.
   */
  readonly answer: (method: string, params: unknown) => RpcAnswer | Promise<RpcAnswer>;
  /** A line that cannot be read; what comes behind it still can. */
  readonly onBadLine: (line: BadLine) => void;
  /**
   * Told once, when nothing more can come or go: `broken-pipe`. Pending requests wait for `fail`,
   * because the owner may know a better cause (the process is gone).
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

/** `unread`: its stdin is full; `full`: whoever hears what it says has enough for now. */
type Hold = 'unread' | 'full';

/** How long a process may leave its stdin full before it counts as deaf. */
const unreadMs = 10_000;
/** Of a line that cannot be read, this much of its beginning is looked at. */
const headLength = 4 * 1024;

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * JSON-RPC over newline-delimited JSON without a `jsonrpc` member, as `codex app-server` 0.169.0
 * speaks it on stdio. A line that is no JSON object is somebody's log and passed over; one that is
 * no message, of more values than one has, or longer than 16 MiB, is told and skipped. A failed write, an ended stream, or a
 * stdin that is not read while answers wait for it is `broken-pipe`: after it nothing is read or
 * written any more.
 */
export class RpcClient {
  readonly #stdin: Writable;
  readonly #stdout: Readable;
  /** Why nothing is read now. */
  readonly #holds = new Set<Hold>();
  readonly #peer: RpcPeer;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;
  #silent = false;
  #failed: Failure | null = null;

  constructor(stdin: Writable, stdout: Readable, peer: RpcPeer) {
    this.#stdin = stdin;
    this.#stdout = stdout;
    this.#peer = peer;
    const lines = new LineSplitter(maxLineBytes, (head) => this.#badLine(head, 'oversized-line'));
    stdin.on('error', (error) => this.#trouble(brokenPipe(error)));
    stdout.on('error', (error) => this.#trouble(brokenPipe(error)));
    stdout.on('end', () => this.#trouble(brokenPipe('stdout ended')));
    stdout.on('data', (chunk: unknown) => {
      if (!Buffer.isBuffer(chunk)) return;
      for (const line of lines.push(chunk)) {
        if (this.#silent) return;
        this.#take(line);
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

  /** Reads no more for now, for a reason that `letGo` takes back; the process waits meanwhile. */
  hold(why: Hold): void {
    this.#holds.add(why);
    this.#stdout.pause();
  }

  letGo(why: Hold): void {
    this.#holds.delete(why);
    if (this.#holds.size === 0) this.#stdout.resume();
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
    // A log line, of a wrapper around codex say, is nobody's message.
    if (!line.startsWith('{')) return;
    const message = v.safeParse(Incoming, parseJson(line));
    if (!message.success) {
      this.#badLine(line.slice(0, headLength), 'bad-line');
      return;
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
    if (!this.#stdin.write(`${JSON.stringify(message)}\n`)) this.#waitForReader();
  }

  /** What is said while nobody reads would pile up: so nothing more is taken that asks for answers. */
  #waitForReader(): void {
    if (this.#holds.has('unread')) return;
    this.hold('unread');
    const timer = setTimeout(
      () => this.#trouble(brokenPipe('it does not read what it is told')),
      unreadMs,
    );
    const over = (): void => {
      clearTimeout(timer);
      this.#stdin.off('drain', over).off('close', over);
      this.letGo('unread');
    };
    this.#stdin.once('drain', over).once('close', over);
  }

  #badLine(head: string, code: 'bad-line' | 'oversized-line'): void {
    const what = code === 'bad-line' ? 'a line that is no message' : 'a line of more than 16 MiB';
    const bad = failure({ kind: 'protocol' }, what, code);
    const method = /"method"\s{0,8}:\s{0,8}"([^"\\]{1,200})"/.exec(head)?.[1] ?? null;
    const id = /^\{\s{0,8}"id"\s{0,8}:\s{0,8}(\d{1,15})\s{0,8}[,}]/.exec(head)?.[1];
    const pending = id === undefined || method !== null ? undefined : this.#pending.get(Number(id));
    if (pending !== undefined) {
      pending.reject(new FailureError(bad));
      return;
    }
    const threadId = /"threadId"\s{0,8}:\s{0,8}"([^"\\]{1,200})"/.exec(head)?.[1] ?? null;
    this.#peer.onBadLine({ failure: bad, method, threadId });
  }
}

const text = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const brokenPipe = (error: unknown): Failure =>
  failure({ kind: 'broken-pipe' }, text(error), errnoOf(error));

const cancelled = (method: string): FailureError =>
  new FailureError(failure({ kind: 'unexpected' }, `${method} was cancelled`, 'cancelled'));
