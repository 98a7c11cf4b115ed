import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';

import { pathsFor } from '../../electron/base/paths.ts';
import { startGateway } from '../../test/real/support/gateway-process.ts';
import { startAsking, type Asked } from './ask-health.ts';
import { startBare } from './bare-app-server.ts';
import { openApp, openHello, type OpenedApp, type OpenedWindow } from './open-windows.ts';
import { median, percentile } from './percentile.ts';
import {
  cpuSeconds,
  mainThreadSeconds,
  pagesOf,
  processTree,
  proportionalBytes,
} from './process-tree.ts';
import { say } from './say.ts';
import { startApart } from './start-apart.ts';
import { streamShape } from './stream-shape.ts';

// The built app with its window, beside the real gateway and with the real codex.
const [folder = '', part = '', codex = '', node26 = '', ...more] = process.argv.slice(2);
const [openclawEntry = '', cli = '', hello = '', command = '', ...args] = more;

/** `starting` is what the panel itself chooses on two cores. */
const counts = {
  starting: 4,
  refused: 15,
  streaming: 20,
  watching: 5,
  windows: 2,
  starts: 2,
};
/** A window at rest is one whose first minute is over, in which the age of its link counts seconds. */
const spans = { settleMs: 2_000, standMs: 65_000, idleMs: 8_000 } as const;
const { key } = streamShape;
/** Each refusal of each round has a key of its own: one that is known to be dead is not tried again. */
const refusedKey = (round: number, n: number): string => `bench-key-that-is-refused-${round}-${n}`;
const refusedIds = Array.from({ length: counts.refused }, (_, n) => `bad-${n}`);
/** One that is refused follows one that is not. */
const order = refusedIds.flatMap((id) => ['good', id]);

const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

const home = join(folder, 'app');
const env = {
  ...process.env,
  HOME: join(folder, 'app-person'),
  BULKHEAD_HOME: home,
};
const { socket } = pathsFor({ env, userHome: env.HOME });
await mkdir(env.HOME, { recursive: true });
await mkdir(home, { recursive: true, mode: 0o700 });

const held = await startApart(join(folder, 'held', 'held.mjs'));
const paced = await startApart(join(folder, 'provider', 'provider.mjs'));
const provider = {
  name: 'Bench',
  baseUrl: held.baseUrl,
  wireApi: 'responses',
} as const;
const template = (id: string, baseUrl: string, credential: string): object => ({
  ...{
    id,
    name: id,
    model: 'gpt-5.5',
    provider: { ...provider, baseUrl },
    credential,
  },
  ...{ cwd: null, sandbox: 'read-only', approvals: 'never' },
});
const credential = (id: string): object => ({
  id,
  label: id,
  provider: 'Bench',
  kind: 'api-key',
});
const settings = {
  limits: { alive: 60, starting: counts.starting },
  templates: [
    template('good', held.baseUrl, 'good'),
    template('paced', paced.baseUrl, 'good'),
    ...refusedIds.map((id) => template(id, held.baseUrl, id)),
  ],
  credentials: [credential('good'), ...refusedIds.map(credential)],
};
await writeFile(join(home, 'settings.json'), JSON.stringify(settings), {
  mode: 0o600,
});

const gateway = await startGateway(
  { node26, openclawEntry },
  { providers: { none: { baseUrl: held.baseUrl, apiKey: key } } },
);
const asker = await startAsking(join(folder, 'health', 'health.mjs'), gateway);

const openBoth = {
  hello: () => {
    const own = [...args.slice(0, -1), `--user-data-dir=${join(folder, 'hello-data')}`, hello];
    return openHello({ command, args: own, env });
  },
  app: () => {
    const { stateDir, configPath } = gateway;
    const beside = {
      OPENCLAW_STATE_DIR: stateDir,
      OPENCLAW_CONFIG_PATH: configPath,
    };
    const codexToo = { ...env, ...beside, BULKHEAD_CODEX: codex };
    return openApp({ command, args, env: codexToo }, socket);
  },
};

/** Whose memory and time it is: of main, of the page, or of Chromium's other processes. */
const owners = ['main', 'page', 'others'] as const;

/** What a window costs that nobody touches. */
interface Rest {
  /** Of each owner. */
  readonly bytes: readonly number[];
  /** Of each owner, of a core. */
  readonly idle: readonly number[];
  readonly tookMs: number;
}

const atRest = async ({ pid, tookMs }: OpenedWindow): Promise<Rest> => {
  await delay(spans.standMs);
  const tree = await processTree(pid);
  const pages = await pagesOf(tree);
  const others = tree.filter((one) => one !== pid && !pages.includes(one));
  const each = [[pid], pages, others];
  const before = await Promise.all(each.map(cpuSeconds));
  await delay(spans.idleMs);
  const after = await Promise.all(each.map(cpuSeconds));
  const idle = after.map((one, n) => (one - (before[n] ?? NaN)) / (spans.idleMs / 1000));
  return { bytes: await Promise.all(each.map(proportionalBytes)), idle, tookMs };
};

const total = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);

const measureWindows = async (): Promise<void> => {
  const rests: { readonly app: Rest; readonly world: Rest }[] = [];
  for (let n = 0; n < counts.windows; n += 1) {
    const world = await openBoth.hello();
    const restOfWorld = await atRest(world).finally(world.close);
    const app = await openBoth.app();
    rests.push({
      world: restOfWorld,
      app: await atRest(app).finally(app.close),
    });
  }
  const tell = (
    what: 'bytes' | 'idle',
    of: 'app' | 'world',
    unit: (n: number) => string,
  ): string => {
    const each = owners.map(
      (owner, n) => `${owner} ${unit(median(rests.map((one) => one[of][what][n] ?? NaN)))}`,
    );
    return `${unit(middle(what, of))} (${each.join(', ')})`;
  };
  const middle = (what: 'bytes' | 'idle', of: 'app' | 'world'): number =>
    median(rests.map((one) => total(one[of][what])));
  const tookMs = median(rests.map(({ app }) => app.tookMs));
  const leastMs = median(rests.map(({ world }) => world.tookMs));
  say(
    'memory of the app',
    middle('bytes', 'app') / middle('bytes', 'world'),
    `${tell('bytes', 'app', mb)}; hello-world ${tell('bytes', 'world', mb)}`,
  );
  say(
    'start of the app to its answer',
    tookMs / leastMs,
    `${tookMs.toFixed(0)} ms; hello-world to its page ${leastMs.toFixed(0)} ms`,
  );
  say(
    'idle, in % of a core',
    middle('idle', 'app') * 100,
    `${tell('idle', 'app', percent)}; hello-world ${tell('idle', 'world', percent)}`,
  );
};

/** As many bare app-servers, as many at a time, of which as many are refused. */
const startBareOnes = async (round: number, ends: (() => Promise<void>)[]): Promise<void> => {
  const left = [...order.entries()];
  const seen: Promise<number>[] = [];
  const inLine = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [n, id] = next;
      const own = {
        provider,
        key: id === 'good' ? key : refusedKey(round, n),
        folder,
      };
      const one = await startBare(codex, own);
      ends.push(() => one.close());
      seen.push(one.firstDelta);
      await one.ready;
    }
  };
  await Promise.all(Array.from({ length: counts.starting }, inLine));
  await Promise.all(seen);
};

const measureHealth = async (app: OpenedApp): Promise<void> => {
  type Span = Asked & { readonly tookMs: number };
  const seen: Record<'idle' | 'helpers' | 'bare', Span[]> = {
    idle: [],
    helpers: [],
    bare: [],
  };
  const see = async (which: keyof typeof seen, work: () => Promise<unknown>): Promise<void> => {
    await delay(spans.settleMs);
    const from = performance.now();
    const asked = await asker.during(work);
    seen[which].push({ ...asked, tookMs: performance.now() - from });
  };
  for (let n = 0; n < counts.starts; n += 1) {
    for (const [at, id] of refusedIds.entries()) {
      await app.request('credentials.set', { id, secret: refusedKey(n, at) });
    }
    await see('idle', () => delay(spans.idleMs));
    await see('helpers', () => app.spawnAll(order));
    await app.removeAll();
    const ends: (() => Promise<void>)[] = [];
    await see('bare', () => startBareOnes(n, ends)).finally(() =>
      Promise.all(ends.map((close) => close())),
    );
  }
  const p99 = (which: keyof typeof seen): number =>
    percentile(
      seen[which].flatMap((one) => one.took),
      0.99,
    );
  for (const [which, what] of [
    ['idle', 'at rest'],
    ['helpers', 'while 30 helpers start, 15 refused'],
    ['bare', 'while 30 bare app-servers start, 15 refused'],
  ] as const) {
    const rounds = seen[which]
      .map((one) => `${percentile(one.took, 0.99).toFixed(0)} of ${one.took.length}`)
      .join(', ');
    const lost = seen[which].reduce((sum, one) => sum + one.lost, 0);
    const seconds = (median(seen[which].map((one) => one.tookMs)) / 1000).toFixed(1);
    say(
      `health ${what}`,
      p99(which) / p99('idle'),
      `p99 ${p99(which).toFixed(1)} ms; the rounds ${rounds}; ${lost} lost; ${seconds} s`,
    );
  }
};

/** Shares of a core: of the thread that all of main runs in, and of its process with the keepers. */
type Share = readonly [thread: number, process: number];

const measureStreams = async (app: OpenedApp): Promise<void> => {
  const bytes = async (): Promise<number> => proportionalBytes(await processTree(app.pid, codex));
  const spent = async (): Promise<Share> => [
    await mainThreadSeconds(app.pid),
    await cpuSeconds([app.pid]),
  ];
  const share = async (): Promise<Share> => {
    await delay(spans.settleMs);
    const before = await spent();
    await delay(spans.idleMs);
    const after = await spent();
    const seconds = spans.idleMs / 1000;
    return [(after[0] - before[0]) / seconds, (after[1] - before[1]) / seconds];
  };
  const quiet = await share();
  const emptyBytes = await bytes();
  await app.spawnAll(Array.from({ length: counts.streaming }, () => 'paced'));
  const busy = await share();
  const each = ((await bytes()) - emptyBytes) / counts.streaming;
  const watchers = Array.from({ length: counts.watching }, () =>
    spawn(process.execPath, [cli, 'watch', '--json'], {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );
  for (const { stdout } of watchers) stdout.resume();
  const watched = await share();
  for (const watcher of watchers) {
    const gone = once(watcher, 'exit');
    watcher.kill();
    await gone;
  }
  await app.removeAll();
  const told = (of: Share): string => `thread ${percent(of[0])}, process ${percent(of[1])}`;
  say('memory of a helper in the app', each / 1e6, 'MB, without its codex');
  say(
    'main with 20 that stream and 5 watchers',
    (watched[0] - quiet[0]) * 100,
    `% of a core more; at rest ${told(quiet)}; streaming ${told(busy)}; watched ${told(watched)}`,
  );
};

/** What else the machine does, or did a minute ago: without it no time says anything. */
const sayLoad = (when: string): void => say('load of the machine', loadavg()[0] ?? NaN, when);

const measureHelpers = async (): Promise<void> => {
  const app = await openBoth.app();
  try {
    await app.request('credentials.set', { id: 'good', secret: key });
    await app.spawnAll(['good']);
    await app.removeAll();
    if (part !== 'streams') await measureHealth(app);
    sayLoad('after the starts');
    if (part !== 'starts') await measureStreams(app);
  } finally {
    await app.close();
  }
};

try {
  sayLoad('before');
  if (part !== 'windows') await measureHelpers();
  sayLoad('between');
  if (part === '' || part === 'windows') await measureWindows();
  sayLoad('after');
} finally {
  await asker.close();
  await gateway.stop();
  await held.close();
  await paced.close();
}
