import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { FolderLooks } from '../../electron/base/folder-look.ts';
import { systemClock } from '../../electron/base/clock.ts';
import { createStartClient } from '../../electron/codex/start-client.ts';
import { type FleetDeps, HelperFleet } from '../../electron/helpers/fleet.ts';
import { silentLog } from '../../electron/base/log.ts';
import type { Behaviour } from '../stand-ins/provider-behaviour.ts';
import { startProvider, type LoopbackProvider } from '../stand-ins/loopback-provider.ts';
import { builtInTemplate } from '../../shared/settings.ts';
import type { HelperView, Sandbox } from '../../shared/state.ts';
import { ScriptedCredentials } from '../fakes/scripted-credentials.ts';

interface Asked {
  readonly credential: string;
  readonly prompt: string;
  readonly isolated?: boolean;
  readonly sandbox?: Sandbox;
}

/** A fleet whose helpers are processes, in the time that really passes, on a provider of its own. */
export class ProcessFleet {
  readonly fleet: HelperFleet;
  readonly provider: LoopbackProvider;
  readonly credentials: ScriptedCredentials;
  /** Everything of it is below this folder. */
  readonly base: string;

  private constructor(parts: Pick<ProcessFleet, 'fleet' | 'provider' | 'credentials' | 'base'>) {
    this.fleet = parts.fleet;
    this.provider = parts.provider;
    this.credentials = parts.credentials;
    this.base = parts.base;
  }

  /** Opens it; `tokens` are what the provider does with each key. */
  static async open({
    tokens,
    ...own
  }: Pick<FleetDeps, 'program'> &
    Partial<FleetDeps> & {
      readonly tokens: Readonly<Record<string, Behaviour>>;
    }): Promise<ProcessFleet> {
    const base = await mkdtemp(path.join(tmpdir(), 'process-fleet-'));
    await mkdir(path.join(base, 'work'));
    const provider = await startProvider({ tokens });
    const credentials = new ScriptedCredentials();
    let ids = 0;
    const fleet = await HelperFleet.open({
      home: path.join(base, 'home'),
      env: { PATH: process.env.PATH, HOME: base, LANG: 'C.UTF-8' },
      personHome: base,
      looks: new FolderLooks(),
      credentials,
      startClient: createStartClient({
        redact: (text) => text,
        clock: systemClock,
        log: silentLog,
      }),
      sandboxFailure: () => Promise.resolve(null),
      chatgptBaseUrl: () => null,
      limits: () => ({ alive: 20, starting: 0 }),
      watchdog: () => ({ firstEventMs: 30_000, progressMs: 60_000, interruptMs: 5_000 }),
      parkedProcessMs: () => 600_000,
      retention: () => ({ most: 200, days: 0 }),
      sampleGateway: () => ({ connId: null, bootId: null, sessionsTotal: 0, sessionsRunning: [] }),
      ambient: {
        clock: systemClock,
        random: Math.random,
        newId: () => `h-${(ids += 1)}`,
        log: silentLog,
      },
      cores: 2,
      onHelpers: () => undefined,
      onOutput: () => undefined,
      onNoticeGone: () => undefined,
      onNotice: () => undefined,
      ...own,
    });
    return new ProcessFleet({ fleet, provider, credentials, base });
  }

  /** Starts a helper in the folder `work`; answers its id. */
  spawn({ credential, prompt, isolated = true, sandbox = 'read-only' }: Asked): string {
    const { baseUrl } = this.provider;
    const provider = { name: 'Loopback', baseUrl, wireApi: 'responses' } as const;
    const template = { ...builtInTemplate, provider, sandbox, credential };
    const cwd = path.join(this.base, 'work');
    const request = { template, prompt, cwd, isolated, spawnedBy: null, name: null };
    const reply = this.fleet.spawn(request);
    if (!reply.ok) throw new Error('not accepted');
    return reply.value.id;
  }

  view(id: string): HelperView {
    const found = this.fleet.views().find((one) => one.id === id);
    if (found === undefined) throw new Error(`there is no helper ${id}`);
    return found;
  }

  /** What a helper has put out so far. */
  textOf(id: string): string {
    const reply = this.fleet.output(id, 0);
    return reply.ok ? reply.value.chunk.text : '';
  }

  async close(): Promise<void> {
    await this.fleet.close();
    await this.provider.close();
    await rm(this.base, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }
}
