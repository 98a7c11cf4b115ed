import type { CodexClient } from '../../codex/client.ts';
import type { Granted } from '../../credentials/grants.ts';

/** A client that was just started, with what has to be cleared away once it is gone. */
export interface OpenedClient {
  readonly client: CodexClient;
  readonly credentialId: string;
  /** Its CODEX_HOME; gone once it is discarded. */
  readonly codexHome: string;
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
  #generation = 0;
  #isGone = false;
  #login: Promise<void> = Promise.resolve();

  constructor(opened: OpenedClient) {
    this.client = opened.client;
    this.credentialId = opened.credentialId;
    this.codexHome = opened.codexHome;
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
    await this.client.close();
    await this.gone;
  }
}
