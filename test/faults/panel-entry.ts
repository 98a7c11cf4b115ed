import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { serialize } from 'node:v8';

import { systemClock } from '../../electron/base/clock.ts';
import { createFileLog } from '../../electron/base/log-file.ts';
import { pathsFor, preparePaths } from '../../electron/base/paths.ts';
import { createRedactor } from '../../electron/base/redact.ts';
import type { CodexProgram } from '../../electron/codex/client.ts';
import type { KeeperFault } from '../../electron/faults/fault.ts';
import { BystanderEar, LoopWatch } from '../../electron/faults/measure.ts';
import { faultVariable } from '../../electron/faults/run-fault.ts';
import { ControlServer } from '../../electron/control/server.ts';
import { Keepers } from '../../electron/keeper/keepers.ts';
import { createStartKeptAccount } from '../../electron/keeper/kept-account.ts';
import { createStartKeptClient } from '../../electron/keeper/kept-client.ts';
import { createKeptLooks } from '../../electron/keeper/kept-looks.ts';
import { openPanel } from '../../electron/panel/panel.ts';
import { PageFeed } from '../../electron/shell/page-feed.ts';
import { channels } from '../../shared/contract.ts';
import { ok } from '../../shared/result.ts';
import { builtInTemplate, defaultSettings } from '../../shared/settings.ts';
import { nothingKnown, type OutputChunk } from '../../shared/state.ts';
import { MemorySettingsFile } from '../fakes/memory-settings-file.ts';
import { ScriptedSecretBox } from '../fakes/scripted-secret-box.ts';
import type { PanelOrder, PanelTaken } from './panel-apart.ts';
import { nothingAbout } from '../fakes/nothing-about.ts';

/** What this process is told when it is started. */
export interface PanelPlan {
  readonly folder: string;
  readonly socket: string;
  readonly gateway: { readonly url: string; readonly token: string };
  readonly program: CodexProgram;
  readonly keeperScript: string;
  /** What is planted, and known to the app as a secret. */
  readonly secret: string;
  readonly bystander: string;
  /** A template and a key of its own for each way to behave, by its name; and how its keeper fails. */
  readonly ways: readonly { readonly name: string; readonly keeper?: KeeperFault }[];
}

const key = 'sk-key-0123456789-of-a-row';

/**
 * The app without Electron, in a process where nothing else happens: the panel, its keepers, its log,
 * its control socket, and the feed of a page that can be seen.
 */
const open = async (plan: PanelPlan): Promise<void> => {
  const personHome = join(plan.folder, 'person');
  const cwd = join(plan.folder, 'work');
  for (const folder of [personHome, cwd]) await mkdir(folder, { recursive: true });
  const env = { BULKHEAD_HOME: join(plan.folder, 'home'), PATH: process.env.PATH };
  const paths = pathsFor({ env, userHome: personHome });
  preparePaths(paths);
  const clock = systemClock;
  const known = createRedactor();
  const log = createFileLog(paths.logs, known, () => clock.now());
  const keepers = new Keepers({ script: plan.keeperScript, clock, log });
  const redactor = {
    ...known,
    know: (secret: string) => {
      known.know(secret);
      keepers.know(secret);
    },
  };
  redactor.know(plan.secret);
  const looks = createKeptLooks(keepers);
  const start = createStartKeptClient({
    keepers,
    newId: () => `client-${randomUUID().slice(0, 8)}`,
    looks,
  });
  const ids = plan.ways.map((_, n) => `way-${n}`);
  const settings = {
    ...defaultSettings,
    limits: { alive: 100, starting: 4 },
    parkedProcessMs: 100,
    templates: plan.ways.map(({ name }, n) => ({
      ...builtInTemplate,
      id: `way-${n}`,
      name,
      cwd,
      provider: { name: 'Faulty', baseUrl: 'http://127.0.0.1:9/v1', wireApi: 'responses' },
      credential: `way-${n}`,
    })),
    credentials: ids.map((id) => ({ id, label: id, provider: 'Faulty', kind: 'api-key' })),
  };
  const panel = await openPanel({
    paths,
    env: { ...env, HOME: personHome },
    personHome,
    app: {
      pid: process.pid,
      version: '0.0.0-test',
      electron: '0',
      standIn: false,
      practice: false,
      tray: 'none',
      askShortcut: { phase: 'off' },
      startedAt: clock.now(),
    },
    after: { state: 0, sessions: 0 },
    ambient: { clock, log, random: Math.random, newId: () => randomUUID().slice(0, 8) },
    cores: 2,
    redactor,
    settingsFile: new MemorySettingsFile(settings),
    secretBox: new ScriptedSecretBox(),
    desktop: {
      show: () => undefined,
      ask: { open: () => undefined, keep: () => undefined, close: () => undefined },
      quit: () => undefined,
      restart: () => undefined,
      about: nothingAbout,
      copy: () => Promise.resolve(),
      chooseFolder: () => Promise.resolve(null),
      chooseFile: () => Promise.resolve(null),
      chooseNewFile: () => Promise.resolve(null),
      autostart: () => Promise.resolve(ok(false)),
      testNotice: () => Promise.resolve({ outcome: 'none', why: 'no-bus' } as const),
      follow: () => () => undefined,
    },
    findProgram: () => Promise.resolve(plan.program),
    looks,
    lookAtSandboxes: () => Promise.resolve(nothingKnown),
    // Each way has a key of its own: that is how its program learns which it is.
    startClient: (client, credential, signal) => {
      const { name = '', keeper = '' } = plan.ways[ids.indexOf(credential.id)] ?? {};
      const env = { ...client.program.env, [faultVariable]: name, BULKHEAD_KEEPER: keeper };
      return start({ ...client, program: { ...client.program, env } }, credential, signal);
    },
    accounts: {
      startServer: createStartKeptAccount(keepers),
      keyringReady: () => Promise.resolve(false),
      openBrowser: () => Promise.resolve(false),
    },
    // It has a suite of its own.
    drill: { program: plan.program, startClient: start },
    recentEvents: () => [],
    gateway: plan.gateway,
    switchTo: () => Promise.resolve(ok(null)),
  });
  for (const id of ids) await panel.dispatch('credentials.set', { id, secret: key }, 'window');
  const server = new ControlServer({
    panel,
    path: plan.socket,
    clock,
    log,
    confirm: () => Promise.resolve(true),
  });
  await server.open();
  keepers.prepare();

  const ear = new BystanderEar();
  const isBystander = (id: string): boolean =>
    panel.state().helpers.find((one) => one.id === id)?.templateName === plan.bystander;
  const feed = new PageFeed(
    {
      webContents: {
        send: (channel, value) => {
          // As Electron does: what goes to the page is copied.
          serialize(value);
          if (channel !== channels.output) return;
          const { helperId, text } = value as OutputChunk;
          if (isBystander(helperId)) ear.hear(helperId, text, Date.now());
        },
        on: (event: string, listener: () => void) => {
          if (event === 'dom-ready') setImmediate(listener);
        },
      },
      isDestroyed: () => false,
      isVisible: () => true,
      isMinimized: () => false,
      on: () => undefined,
    },
    {
      clock,
      state: panel.state,
      allSessions: () => ({ ...panel.sessions(), reset: true, removed: [] }),
    },
  );
  panel.onState((state) => feed.offerState(state));
  panel.onSessions((change) => feed.offerSessions(change));
  panel.onOutput((chunk) => feed.offerOutput(chunk));

  const loop = new LoopWatch(true);
  const say = (taken: PanelTaken): void => void process.send?.(taken);
  const close = async (): Promise<void> => {
    feed.close();
    await server.close();
    await panel.close();
    await keepers.close();
    process.exit(0);
  };
  process.on('message', (order: PanelOrder) => {
    if (order === 'take') {
      say({ what: 'taken', ...loop.take(), pieces: ear.take().pieces });
      return;
    }
    if (order === 'memory') {
      globalThis.gc?.();
      const { heapUsed, external, rss } = process.memoryUsage();
      say({ what: 'memory', held: heapUsed + external, rss });
      // The collection was asked for by the test, not by a helper.
      setTimeout(() => loop.take(), 50);
      return;
    }
    void close();
  });
  say({ what: 'open', pid: process.pid });
};

process.on('disconnect', () => process.exit(1));
process.once('message', (plan: PanelPlan) => void open(plan));
