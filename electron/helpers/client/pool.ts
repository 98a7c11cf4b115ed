import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import { raceAbort } from '../../base/promises.ts';
import type { CodexClient } from '../../codex/client.ts';
import type { Granted, CredentialGrants } from '../../credentials/grants.ts';

/** A client that was just started, with what has to be cleared away once it is gone. */
export interface OpenedClient {
  readonly client: CodexClient;
  readonly credentialId: string;
  /** Its CODEX_HOME; gone once it is discarded. */
  readonly codexHome: string;
  /** Called before it is closed, while it still can be looked at; may not reject. */
  readonly beforeEnd?: () => Promise<void>;
  /** Called once, after the process is gone; may not reject. */
  readonly discard: () => Promise<void>;
}

/** A client in the pool's keeping: its sign-in, who leases it, and its one end. */
export class PooledClient {
  readonly client: CodexClient;
  readonly credentialId: string;
  readonly codexHome: string;
  /** Settles once the process is gone and its compartment is cleared away. */
  readonly gone: Promise<void>;
  readonly #beforeEnd: (() => Promise<void>) | undefined;
  #generation = 0;
  #isGone = false;
  #login: Promise<void> = Promise.resolve();

  constructor(opened: OpenedClient) {
    this.client = opened.client;
    this.credentialId = opened.credentialId;
    this.codexHome = opened.codexHome;
    this.#beforeEnd = opened.beforeEnd;
    this.gone = opened.client.exited.then(() => {
      this.#isGone = true;
      return opened.discard();
    });
  }

  /** True once the process ended, by itself or closed. */
  get isGone(): boolean {
    return this.#isGone;
  }

  /** The credential generation that the process holds; 0 before the first sign-in. */
  get generation(): number {
    return this.#generation;
  }

  /** Signs in unless this generation, or a newer one, is already in; one sign-in at a time. */
  signIn({ grant, generation }: Granted, signal: AbortSignal): Promise<void> {
    const next = this.#login.then(async () => {
      if (this.#generation >= generation) return;
      await this.client.login(grant, signal, generation);
      this.#generation = generation;
    });
    this.#login = next.catch(() => undefined);
    return next;
  }

  /** Settles when nothing of it is left. Twice is safe. */
  async close(): Promise<void> {
    if (!this.#isGone) await this.#beforeEnd?.();
    await this.client.close();
    await this.gone;
  }
}

/** How long a client may take to accept what it is handed. */
const pushMs = 10_000;

/**
 * Hands what a credential grants now to clients that live, so that their next request leaves with
 * it; also to those in the middle of a turn. One that does not take it meets that again when it is
 * used next. Never rejects.
 */
export const pushGrant = async (
  credentialId: string,
  clients: readonly Pick<PooledClient, 'signIn' | 'client'>[],
  { credentials, log }: { readonly credentials: CredentialGrants; readonly log: Log },
): Promise<void> => {
  if (clients.length === 0) return;
  const lost = (client: string | null) => (thrown: unknown) => {
    log.warn('grant.not-pushed', { credentialId, client, error: String(thrown) });
    return null;
  };
  const granted = await credentials.grant(credentialId).catch(lost(null));
  if (granted === null) return;
  const signal = AbortSignal.timeout(pushMs);
  await Promise.all(
    clients.map((pooled) => pooled.signIn(granted, signal).catch(lost(pooled.client.id))),
  );
};

export interface AcquireRequest {
  /** Binary, configuration and credential: runs with the same key may share a client. */
  readonly startKey: string;
  /** The session that asked for the run; not empty means a client of its own. */
  readonly spawnedBy?: string | null;
  /** True when the person chose a client of its own for a run that nobody spawned. */
  readonly isolated?: boolean;
  readonly open: (signal: AbortSignal) => Promise<OpenedClient>;
  readonly signal: AbortSignal;
}

/** One run's hold on a client. */
export interface ClientLease {
  readonly pooled: PooledClient;
  readonly isolated: boolean;
  /** False when the client was already running for others. */
  readonly fresh: boolean;
  /**
   * Ends the hold; twice is safe. An isolated client is closed, awaited. A shared one stays for
   * others, unless `spoiled`: then it leaves the map at once and is closed when its last run ends.
   */
  release(spoiled: boolean): Promise<void>;
}

/** True when a run gets a client of its own. A session key says nothing, only `spawnedBy` does. */
export const isIsolated = (request: {
  readonly spawnedBy?: string | null;
  readonly isolated?: boolean;
}): boolean => request.isolated === true || (request.spawnedBy ?? '').trim() !== '';

interface SharedEntry {
  readonly opening: Promise<PooledClient>;
  readonly abort: AbortController;
  leases: number;
  idle: AbortController;
}

/** How long a shared client that nobody uses is kept for the next run. */
const idleMs = 60_000;

/** The app-server clients that run helpers: one shared per start key, isolated ones apart. */
export class ClientPool {
  readonly #clock: Clock;
  readonly #shared = new Map<string, SharedEntry>();
  readonly #isolated = new Set<PooledClient>();
  /** Every client with a process, retired ones that still drain included. */
  readonly #alive = new Set<PooledClient>();
  /** Closings that nobody else waits for. */
  readonly #pending = new Set<Promise<void>>();
  readonly #closing = new AbortController();

  constructor(deps: { readonly clock: Clock }) {
    this.#clock = deps.clock;
  }

  /** How many clients live in each set; retired ones that still drain are in neither. */
  get size(): { readonly shared: number; readonly isolated: number } {
    return { shared: this.#shared.size, isolated: this.#isolated.size };
  }

  /** Every client that runs on a credential. */
  on(credentialId: string): readonly PooledClient[] {
    return [...this.#alive].filter((one) => one.credentialId === credentialId);
  }

  /** A client for one run. Rejects with what `open` threw, and then nothing of it is left. */
  acquire(request: AcquireRequest): Promise<ClientLease> {
    return isIsolated(request) ? this.#acquireIsolated(request) : this.#acquireShared(request);
  }

  /** Closes every client and settles when all are gone. Twice is safe. */
  async close(): Promise<void> {
    this.#closing.abort();
    for (const { abort } of this.#shared.values()) abort.abort();
    await Promise.allSettled([...this.#shared.values()].map((one) => one.opening));
    await Promise.all([...this.#alive].map((one) => one.close()));
    await Promise.all(this.#pending);
  }

  async #acquireIsolated({ open, signal }: AcquireRequest): Promise<ClientLease> {
    const pooled = await this.#start(open, AbortSignal.any([signal, this.#closing.signal]));
    this.#isolated.add(pooled);
    return {
      pooled,
      isolated: true,
      fresh: true,
      release: async () => {
        await pooled.close();
        this.#isolated.delete(pooled);
      },
    };
  }

  async #acquireShared({ startKey, open, signal }: AcquireRequest): Promise<ClientLease> {
    const known = this.#shared.get(startKey);
    const entry = known ?? this.#openShared(startKey, open);
    entry.leases += 1;
    entry.idle.abort();
    const release = this.#releaser(startKey, entry);
    try {
      const pooled = await raceAbort(entry.opening, signal);
      return { pooled, isolated: false, fresh: known === undefined, release };
    } catch (thrown) {
      // A start-up that nobody waits for any more is ended rather than left to finish.
      await release(!signal.aborted || entry.leases === 1);
      throw thrown;
    }
  }

  #openShared(startKey: string, open: AcquireRequest['open']): SharedEntry {
    const abort = new AbortController();
    const entry: SharedEntry = {
      opening: this.#start(open, AbortSignal.any([abort.signal, this.#closing.signal])),
      abort,
      leases: 0,
      idle: new AbortController(),
    };
    this.#shared.set(startKey, entry);
    // However it ends, by itself or by us: a dead client is never handed out again.
    const forget = (): void => this.#retire(startKey, entry);
    entry.opening.then((pooled) => pooled.client.exited).then(forget, forget);
    return entry;
  }

  #retire(startKey: string, entry: SharedEntry): void {
    if (this.#shared.get(startKey) === entry) this.#shared.delete(startKey);
  }

  #releaser(startKey: string, entry: SharedEntry): ClientLease['release'] {
    let released = false;
    return async (spoiled) => {
      if (released) return;
      released = true;
      entry.leases -= 1;
      if (spoiled) this.#retire(startKey, entry);
      if (entry.leases > 0) return;
      if (this.#shared.get(startKey) !== entry) await this.#closeShared(entry);
      else this.#closeWhenIdle(startKey, entry);
    };
  }

  #closeWhenIdle(startKey: string, entry: SharedEntry): void {
    entry.idle = new AbortController();
    const { signal } = entry.idle;
    const rest = async (): Promise<void> => {
      await this.#clock.pause(idleMs, AbortSignal.any([signal, this.#closing.signal]));
      if (signal.aborted) return;
      this.#retire(startKey, entry);
      await this.#closeShared(entry);
    };
    this.#track(rest());
  }

  async #closeShared(entry: SharedEntry): Promise<void> {
    entry.abort.abort();
    const pooled = await entry.opening.catch(() => null);
    await pooled?.close();
  }

  async #start(open: AcquireRequest['open'], signal: AbortSignal): Promise<PooledClient> {
    signal.throwIfAborted();
    const pooled = new PooledClient(await open(signal));
    this.#alive.add(pooled);
    this.#track(pooled.gone.finally(() => this.#alive.delete(pooled)));
    if (signal.aborted) {
      await pooled.close();
      signal.throwIfAborted();
    }
    return pooled;
  }

  #track(ends: Promise<void>): void {
    const settled = ends.catch(() => undefined).finally(() => this.#pending.delete(settled));
    this.#pending.add(settled);
  }
}
