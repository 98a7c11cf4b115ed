import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

import { systemClock } from '../../electron/base/clock.ts';
import { FolderLooks } from '../../electron/base/folder-look.ts';
import { silentLog } from '../../electron/base/log.ts';
import { permissionProfile, threadConfig } from '../../electron/codex/config.ts';
import { findCodex } from '../../electron/codex/program.ts';
import { secretPlaces } from '../../electron/helpers/client/secret-places.ts';
import { Keepers } from '../../electron/keeper/keepers.ts';
import { createStartKeptClient } from '../../electron/keeper/kept-client.ts';
import { builtInTemplate } from '../../shared/settings.ts';
import { startBare, type BareStart } from './bare-app-server.ts';
import { openBenchPanel } from './open-bench-panel.ts';
import { median } from './percentile.ts';
import { say } from './say.ts';
import { startApart } from './start-apart.ts';
import { streamShape } from './stream-shape.ts';

/** So many may start at once, as on two cores. */
const starting = 4;
/** One start is measured so often, many at once less often; the median counts. */
const rounds = { one: 7, many: 3 };

const [folder = '', codex = ''] = process.argv.slice(2);

const apart = await startApart(join(folder, 'held', 'held.mjs'));
const provider = { name: 'Bench', baseUrl: apart.baseUrl, wireApi: 'responses' } as const;
const { key } = streamShape;

/** What a helper's conversation is opened with: its sandbox, and what no command may read. */
const asHelpers = {
  permissions: permissionProfile('read-only'),
  config: threadConfig({
    options: {},
    sandbox: 'read-only',
    unreadable: secretPlaces({ env: process.env, personHome: folder, home: join(folder, 'home') }),
    untrusted: [folder],
  }),
};

/** Until `count` bare app-servers stream, in ms. */
const bareMs = async (count: number, thread = {}): Promise<number> => {
  const from = performance.now();
  const all: Promise<BareStart>[] = [];
  const inLine = async (): Promise<void> => {
    while (all.length < count) {
      const one = startBare(codex, { provider, key, folder, thread });
      all.push(one);
      await (
        await one
      ).ready;
    }
  };
  await Promise.all(Array.from({ length: Math.min(starting, count) }, inLine));
  const started = await Promise.all(all);
  await Promise.all(started.map(({ firstDelta }) => firstDelta));
  const took = performance.now() - from;
  await Promise.all(started.map((one) => one.close()));
  return took;
};

const looks = new FolderLooks();
const keepers = new Keepers({
  script: join(folder, 'keeper', 'keeper.mjs'),
  clock: systemClock,
  log: silentLog,
});
const panel = await openBenchPanel({
  folder,
  provider,
  startClient: createStartKeptClient({
    keepers,
    newId: () => randomUUID().slice(0, 8),
    looks,
  }),
  know: (secret) => keepers.know(secret),
  findProgram: (_setting, signal) => {
    const cacheFile = join(folder, 'codex.json');
    return findCodex({ setting: codex, env: process.env, roots: [], cacheFile, looks, signal });
  },
  looks,
  starting,
});

/** Until `count` helpers stream, in ms. */
const helpersMs = async (count: number): Promise<number> => {
  const from = performance.now();
  const streaming = new Set<string>();
  const all = new Promise<number>((resolve) => {
    const stop = panel.onOutput(({ helperId }) => {
      streaming.add(helperId);
      if (streaming.size < count) return;
      stop();
      resolve(performance.now() - from);
    });
  });
  for (let n = 0; n < count; n += 1) {
    const input = { templateId: builtInTemplate.id, prompt: `helper ${n}`, isolated: true };
    void panel.dispatch('helpers.spawn', input, 'window');
  }
  const took = await all;
  for (const { id } of panel.state().helpers) {
    await panel.dispatch('helpers.stop', { id }, 'window');
    await panel.dispatch('helpers.remove', { id }, 'window');
  }
  return took;
};

/** The same for one that a client was prepared for, as the dialog has it while a prompt is typed. */
const preparedMs = async (): Promise<number> => {
  await panel.dispatch('helpers.prepare', { templateId: builtInTemplate.id }, 'window');
  // As long as a person needs for a few words.
  await systemClock.pause(2_000, new AbortController().signal);
  return helpersMs(1);
};

/** Takes turns, so that what else the machine does meets all of them. */
const medians = async (
  times: number,
  measures: readonly (() => Promise<number>)[],
): Promise<readonly number[]> => {
  const found: number[][] = measures.map(() => []);
  for (let n = 0; n < times; n += 1) {
    for (const [which, measure] of measures.entries()) found[which]?.push(await measure());
  }
  return found.map(median);
};

const compare = (what: string, took: number, bare: number, asOurs: number): void => {
  const floor = `bare ${bare.toFixed(0)} ms; bare in our sandbox ${asOurs.toFixed(0)} ms`;
  say(what, took / bare, `${took.toFixed(0)} ms; ${floor}, ${(took / asOurs).toFixed(2)} times`);
};

try {
  keepers.prepare();
  await helpersMs(1);
  const [bare = 0, asOurs = 0, one = 0, prepared = 0] = await medians(rounds.one, [
    () => bareMs(1),
    () => bareMs(1, asHelpers),
    () => helpersMs(1),
    preparedMs,
  ]);
  compare('spawn to first piece, 1 helper', one, bare, asOurs);
  compare('spawn to first piece, a client prepared', prepared, bare, asOurs);
  const [bareMany = 0, asOursMany = 0, many = 0] = await medians(rounds.many, [
    () => bareMs(20),
    () => bareMs(20, asHelpers),
    () => helpersMs(20),
  ]);
  compare('spawn to first piece, 20 helpers', many, bareMany, asOursMany);
} finally {
  await panel.close();
  await keepers.close();
  await apart.close();
}
