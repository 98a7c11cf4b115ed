import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { systemClock } from '../../electron/base/clock.ts';
import { createStartAccountServer } from '../../electron/codex/start-account-server.ts';
import type { StartCodexClient } from '../../electron/codex/client.ts';
import type { Looks } from '../../electron/base/folder-look.ts';
import { silentLog } from '../../electron/base/log.ts';
import type { Panel } from '../../electron/ports/panel-port.ts';
import { openPanel } from '../../electron/panel/panel.ts';
import { pathsFor, preparePaths } from '../../electron/base/paths.ts';
import type { PanelDeps } from '../../electron/panel/deps.ts';
import { createRedactor } from '../../electron/base/redact.ts';
import { ok } from '../../shared/result.ts';
import { builtInTemplate, defaultSettings, type Provider } from '../../shared/settings.ts';
import { nothingKnown } from '../../shared/state.ts';
import { streamShape } from './stream-shape.ts';
import { nothingAbout } from '../../test/fakes/nothing-about.ts';

const credential = 'bench';

/** Which helpers a panel of the benchmark has. */
export interface BenchHelpers {
  /** Everything that is written lies below it. */
  readonly folder: string;
  readonly provider: Provider;
  readonly startClient: StartCodexClient;
  /** Told every secret that becomes known. */
  readonly know?: (secret: string) => void;
  readonly findProgram: PanelDeps['findProgram'];
  readonly looks: Looks;
  /** How many may start at once. */
  readonly starting: number;
}

/** A whole panel without a window. */
export const openBenchPanel = async (helpers: BenchHelpers): Promise<Panel> => {
  const { folder, provider } = helpers;
  const env = { BULKHEAD_HOME: join(folder, 'home'), PATH: process.env.PATH };
  const personHome = join(folder, 'person');
  await mkdir(personHome, { recursive: true });
  const paths = pathsFor({ env, userHome: personHome });
  preparePaths(paths);
  const redactor = createRedactor();
  const edges = { redact: (text: string) => redactor.text(text), clock: systemClock };
  const settings = {
    ...defaultSettings,
    limits: { ...defaultSettings.limits, alive: 200, starting: helpers.starting },
    templates: [{ ...builtInTemplate, provider, credential }],
    credentials: [{ id: credential, label: 'Bench', provider: 'Bench', kind: 'api-key' }],
  };
  const panel = await openPanel({
    paths,
    env: { ...env, HOME: personHome },
    personHome,
    app: {
      pid: process.pid,
      version: '0.0.0-bench',
      electron: '0',
      standIn: false,
      practice: true,
      tray: 'none',
      askShortcut: { phase: 'off' },
      startedAt: Date.now(),
    },
    after: { state: 0, sessions: 0 },
    ambient: {
      clock: systemClock,
      log: silentLog,
      random: Math.random,
      newId: () => randomUUID().slice(0, 8),
    },
    cores: 8,
    redactor: {
      ...redactor,
      know: (secret) => {
        redactor.know(secret);
        helpers.know?.(secret);
      },
    },
    settingsFile: { read: () => settings, write: () => undefined, quarantine: () => 'memory' },
    secretBox: {
      probe: () => Promise.resolve({ phase: 'none', why: 'a benchmark stores nothing' }),
      encrypt: () => new Uint8Array(),
      decrypt: () => '',
    },
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
    findProgram: helpers.findProgram,
    looks: helpers.looks,
    lookAtSandboxes: () => Promise.resolve(nothingKnown),
    startClient: helpers.startClient,
    drill: {
      // Nobody drills here.
      program: { command: 'false', args: [], version: '0', env: {} },
      startClient: helpers.startClient,
    },
    recentEvents: () => [],
    accounts: {
      startServer: createStartAccountServer({ ...edges, log: silentLog }),
      keyringReady: () => Promise.resolve(false),
      openBrowser: () => Promise.resolve(false),
    },
    // nothing listens there
    gateway: { url: 'ws://127.0.0.1:1', token: '' },
    switchTo: () => Promise.resolve(ok(null)),
  });
  await panel.dispatch('gateway.disconnect', {}, 'window');
  await panel.dispatch('credentials.set', { id: credential, secret: streamShape.key }, 'window');
  return panel;
};
