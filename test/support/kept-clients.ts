import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

import { bundleProgram } from '../../build/bundle/bundle-program.mjs';
import { projectRoot } from '../../build/electron/pinned.mjs';
import { systemClock } from '../../electron/base/clock.ts';
import { FolderLooks } from '../../electron/base/folder-look.ts';
import { silentLog, type Log } from '../../electron/base/log.ts';
import type { ClientCredential, CodexClient, CodexProgram } from '../../electron/codex/client.ts';
import type { ScopePlan } from '../../electron/codex/own-scope.ts';
import type { KeeperFault } from '../../electron/faults/fault.ts';
import type { Place } from '../../electron/keeper/place.ts';
import type { KeeperTimings } from '../../electron/keeper/keeper.ts';
import { Keepers } from '../../electron/keeper/keepers.ts';
import { createStartKeptClient } from '../../electron/keeper/kept-client.ts';
import { keyCredential } from '../fakes/key-credential.ts';
import { TestBench } from './test-bench.ts';

const bundled = new Map<string, Promise<string>>();

/** An entry as this Node runs it, bundled once per test process. */
export const bundledScript = (entry: string): Promise<string> => {
  const known = bundled.get(entry);
  if (known !== undefined) return known;
  const bundling = (async () => {
    const script = join(await mkdtemp(join(tmpdir(), 'bundled-')), 'script.mjs');
    await bundleProgram(entry, relative(projectRoot, script));
    return script;
  })();
  bundled.set(entry, bundling);
  return bundling;
};

/** Clients in keepers of their own, on a program that misbehaves by name. */
export class KeptClients extends TestBench {
  async keepers(timings?: KeeperTimings, log: Log = silentLog): Promise<Keepers> {
    const script = await bundledScript('test/stand-ins/faulty-keeper.ts');
    const parts = { script, clock: systemClock, log };
    const keepers = new Keepers(timings === undefined ? parts : { ...parts, timings });
    this.later(() => keepers.close());
    return keepers;
  }

  async program(fault: string, keeper?: KeeperFault): Promise<CodexProgram> {
    const script = await bundledScript('test/stand-ins/faulty-codex.ts');
    return {
      command: process.execPath,
      args: [script],
      version: '0.169.0',
      env: { BULKHEAD_FAULT: fault, ...(keeper === undefined ? {} : { BULKHEAD_KEEPER: keeper }) },
    };
  }

  async start(
    keepers: Keepers,
    fault: string,
    given: {
      /** How its keeper misbehaves itself, once a run is handed to it. */
      readonly keeper?: KeeperFault;
      readonly credential?: ClientCredential;
      readonly signal?: AbortSignal;
      readonly home?: string;
      readonly place?: Place;
      readonly scope?: ScopePlan;
      readonly onProcess?: (pid: number) => Promise<void>;
    } = {},
  ): Promise<CodexClient> {
    let ids = 0;
    const start = createStartKeptClient({
      keepers,
      newId: () => `client-${(ids += 1)}`,
      looks: new FolderLooks(),
      ...(given.place === undefined ? {} : { place: given.place }),
    });
    const client = await start(
      {
        program: await this.program(fault, given.keeper),
        home: given.home ?? (await this.folder()),
        env: { PATH: process.env.PATH ?? '' },
        provider: { name: 'Faulty', baseUrl: 'http://127.0.0.1:9/v1', wireApi: 'responses' },
        chatgptBaseUrl: null,
        unreadable: [],
        ...(given.scope === undefined ? {} : { scope: given.scope }),
      },
      given.credential ?? keyCredential('faulty'),
      given.signal ?? AbortSignal.timeout(8_000),
      given.onProcess,
    );
    this.later(() => client.close());
    return client;
  }
}
