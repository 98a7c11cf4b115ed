import { chmod } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { failure } from '../../shared/failure.ts';
import { FailureError } from '../base/errors.ts';
import { controlVersion, type ControlReply } from './protocol.ts';
import { ServedClient, type ServedClientDeps } from './served-client.ts';
import { clearSocketPlace } from './socket-place.ts';
import { WatchFeed } from './watch-feed.ts';

export interface ControlServerDeps extends Omit<ServedClientDeps, 'confirm'> {
  /** As `ServedClientDeps` has it; one question at a time. */
  readonly confirm: (what: string, signal: AbortSignal) => Promise<boolean>;
  readonly path: string;
  /** Whose socket it is; by default the process's user. */
  readonly uid?: number;
}

const mostClients = 64;
/** Beyond those, as many are told that there is no room; who comes then is hung up on. */
const mostTold = 32;
const lingerMs = 500;

const listen = (server: Server, path: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    // The socket is bound within this call; it must never have been open to others.
    const before = process.umask(0o177);
    try {
      server.listen(path, () => {
        server.off('error', reject);
        resolve();
      });
    } finally {
      process.umask(before);
    }
  });

/** Says that there is no room; what is asked meanwhile is read away, or the word would be lost. */
const turnAway = (socket: Socket): void => {
  const full = failure(
    { kind: 'unreachable', reason: 'busy', target: 'Bulkhead' },
    `${mostClients} programs speak with it already.`,
  );
  const reply: ControlReply = { v: controlVersion, id: null, ok: false, failure: full };
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.on('error', () => socket.destroy());
  socket.once('close', () => clearTimeout(timer));
  socket.resume();
  socket.end(`${JSON.stringify(reply)}\n`);
};

/**
 * The control socket: line-delimited JSON (see ControlRequest), readable and writable by its owner
 * only. Every command is dispatched with origin `socket`, within the socket's policy.
 */
export class ControlServer {
  readonly #deps: ControlServerDeps;
  readonly #server: Server;
  readonly #clients = new Set<Socket>();
  readonly #ended = new AbortController();
  #asking = false;
  #closed: Promise<void> | null = null;

  constructor(deps: ControlServerDeps) {
    this.#deps = deps;
    const { panel, clock, log } = deps;
    const feed = new WatchFeed({ panel, clock, signal: this.#ended.signal });
    this.#server = createServer({ allowHalfOpen: true }, (socket) => {
      if (this.#clients.size >= mostClients) {
        turnAway(socket);
        return;
      }
      this.#clients.add(socket);
      socket.once('close', () => this.#clients.delete(socket));
      new ServedClient(socket, feed, {
        panel,
        clock,
        log,
        confirm: (what, signal, onAsked) => this.#confirm(what, signal, onAsked),
      });
    });
    this.#server.maxConnections = mostClients + mostTold;
  }

  /** Takes its place; rejects with a FailureError when that is not free, and then holds nothing. */
  async open(): Promise<void> {
    const { path, log, uid = process.getuid?.() ?? 0 } = this.#deps;
    await clearSocketPlace(path, uid);
    try {
      await listen(this.#server, path);
      await chmod(path, 0o600);
    } catch (error) {
      await this.close();
      const what = `the control socket ${path} cannot be opened`;
      const detail = error instanceof Error ? error.message : String(error);
      throw new FailureError(failure({ kind: 'misconfigured', what }, detail), { cause: error });
    }
    this.#server.on('error', (error) => {
      log.error('control socket', { error });
    });
  }

  /** Ends every connection and gives the place back. Twice is safe. */
  close(): Promise<void> {
    this.#ended.abort();
    this.#closed ??= new Promise((resolve) => {
      this.#server.close(() => {
        resolve();
      });
      for (const socket of this.#clients) {
        // Answers that are on their way still arrive, unless nobody reads them.
        socket.destroySoon();
        setTimeout(() => socket.destroy(), lingerMs).unref();
      }
    });
    return this.#closed;
  }

  /** One question at a time: a second one while the first is open is declined. */
  async #confirm(what: string, signal: AbortSignal, onAsked: () => void): Promise<boolean> {
    if (this.#asking || signal.aborted) return false;
    this.#asking = true;
    try {
      onAsked();
      return await this.#deps.confirm(what, signal);
    } finally {
      this.#asking = false;
    }
  }
}
