import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { systemClock } from '../../../electron/base/clock.ts';
import type { ClientPlan, CodexClient } from '../../../electron/codex/client.ts';
import { createStartClient } from '../../../electron/codex/start-client.ts';
import { silentLog } from '../../../electron/base/log.ts';
import { startProvider } from '../../stand-ins/loopback-provider.ts';
import type { LoopbackProvider } from '../../stand-ins/loopback-provider.ts';
import { keyCredential, keyGrant } from '../../fakes/key-credential.ts';
import { cuedHelper } from '../../support/practice-helper.ts';

const startClient = createStartClient({
  redact: (text) => text,
  clock: systemClock,
  log: silentLog,
});

/** Clients on the practice helper program, with a provider and folders of their own. */
export class PracticeClients {
  static readonly key = 'sk-practice-0123456789abcdef';
  readonly root: string;
  readonly provider: LoopbackProvider;
  readonly #clients: CodexClient[] = [];

  private constructor(root: string, provider: LoopbackProvider) {
    this.root = root;
    this.provider = provider;
  }

  static async open(): Promise<PracticeClients> {
    const provider = await startProvider({ tokens: { [PracticeClients.key]: { kind: 'good' } } });
    return new PracticeClients(await mkdtemp(join(tmpdir(), 'practice-client-')), provider);
  }

  /** A folder for one more client. */
  newHome(): Promise<string> {
    return mkdtemp(join(this.root, 'compartment-'));
  }

  /** Starts a client; `patch` replaces parts of its plan, `baseUrl` the provider's address. */
  async start(
    patch: Partial<ClientPlan> = {},
    signal = AbortSignal.timeout(8_000),
    baseUrl = this.provider.baseUrl,
  ): Promise<CodexClient> {
    const client = await startClient(
      {
        program: await cuedHelper(),
        home: patch.home ?? (await this.newHome()),
        env: { PATH: process.env.PATH ?? '' },
        provider: { name: 'Practice', baseUrl, wireApi: 'responses' },
        chatgptBaseUrl: null,
        unreadable: [],
        ...patch,
      },
      keyCredential('practice'),
      signal,
    );
    this.#clients.push(client);
    return client;
  }

  /** Starts a client whose program misbehaves as `cue` says. */
  async startCued(cue: string): Promise<CodexClient> {
    return this.start({
      program: { ...(await cuedHelper()), env: { BULKHEAD_PRACTICE_CUE: cue } },
    });
  }

  /** Starts a client and gives it the key. */
  async signedIn(patch: Partial<ClientPlan> = {}): Promise<CodexClient> {
    const client = await this.start(patch);
    await client.login(keyGrant(PracticeClients.key), AbortSignal.timeout(5_000));
    return client;
  }

  async close(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
    await this.provider.close();
    await rm(this.root, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }
}
