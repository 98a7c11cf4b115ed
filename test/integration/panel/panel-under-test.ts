import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import type { Ambient } from '../../../electron/base/ambient.ts';
import { systemClock } from '../../../electron/base/clock.ts';
import { silentLog } from '../../../electron/base/log.ts';
import type { DesktopPort } from '../../../electron/ports/desktop-port.ts';
import type { PanelDeps } from '../../../electron/panel/deps.ts';
import { openPanel } from '../../../electron/panel/panel.ts';
import type { Panel } from '../../../electron/ports/panel-port.ts';
import { pathsFor, preparePaths } from '../../../electron/base/paths.ts';
import { createRedactor } from '../../../electron/base/redact.ts';
import type { CommandInput, CommandName, CommandResult } from '../../../shared/contract.ts';
import { ok, type Reply } from '../../../shared/result.ts';
import { nothingKnown } from '../../../shared/state.ts';
import { MemorySettingsFile } from '../../fakes/memory-settings-file.ts';
import { ScriptedAccountServers } from '../../fakes/scripted-account-servers.ts';
import { ScriptedCodex, scriptedProgram } from '../../fakes/scripted-codex.ts';
import { ScriptedSecretBox } from '../../fakes/scripted-secret-box.ts';
import { GatewayBench } from '../../support/gateway-bench.ts';
import { nothingAbout } from '../../fakes/nothing-about.ts';

/** Nothing listens there, and the usual port is left alone. */
export const nowhere = 'ws://127.0.0.1:1';

/** A whole panel on scripted edges, with folders of its own. */
export interface PanelUnderTest {
  readonly panel: Panel;
  readonly file: MemorySettingsFile;
  readonly codex: ScriptedCodex;
  readonly deps: PanelDeps;
  /** Gives a command as the window does. */
  readonly command: <N extends CommandName>(
    name: N,
    input: CommandInput<N>,
  ) => Promise<Reply<CommandResult<N>>>;
}

/** A desktop where nobody is. */
export const scriptedDesktop: DesktopPort = {
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
};

/** The real time, no log, no chance; `patch` replaces parts. */
export const scriptedAmbient = (patch: Partial<Ambient> = {}): Ambient => ({
  clock: systemClock,
  log: silentLog,
  random: () => 0.5,
  newId: () => randomUUID().slice(0, 8),
  ...patch,
});

/** A bench with panels on it. */
export class PanelBench extends GatewayBench {
  /** What a panel is made from; `patch` replaces parts. */
  async deps(patch: Partial<PanelDeps> = {}): Promise<PanelDeps> {
    const folder = await this.folder();
    const env = { BULKHEAD_HOME: join(folder, 'home'), PATH: '/usr/bin' };
    const personHome = join(folder, 'person');
    await mkdir(personHome);
    const paths = pathsFor({ env, userHome: personHome });
    preparePaths(paths);
    return {
      paths,
      env: { ...env, HOME: personHome, OPENCLAW_GATEWAY_URL: nowhere },
      personHome,
      app: {
        pid: process.pid,
        version: '0.0.0-test',
        electron: '33.2.1',
        standIn: true,
        practice: false,
        tray: 'unknown',
        askShortcut: { phase: 'off' },
        startedAt: systemClock.now(),
      },
      after: { state: 0, sessions: 0 },
      ambient: scriptedAmbient(),
      cores: 2,
      redactor: createRedactor(),
      settingsFile: new MemorySettingsFile(),
      secretBox: new ScriptedSecretBox(),
      desktop: scriptedDesktop,
      findProgram: () => Promise.resolve(scriptedProgram),
      lookAtSandboxes: () => Promise.resolve(nothingKnown),
      startClient: new ScriptedCodex().start,
      accounts: {
        startServer: new ScriptedAccountServers().start,
        keyringReady: () => Promise.resolve(false),
        openBrowser: () => Promise.resolve(false),
      },
      drill: { program: scriptedProgram, startClient: new ScriptedCodex().start },
      recentEvents: () => [],
      gateway: null,
      switchTo: () => Promise.resolve(ok(null)),
      ...patch,
    };
  }

  async panel(patch: Partial<PanelDeps> = {}): Promise<PanelUnderTest> {
    const file = new MemorySettingsFile();
    const codex = new ScriptedCodex();
    const deps = await this.deps({ settingsFile: file, startClient: codex.start, ...patch });
    const panel = await openPanel(deps);
    this.later(() => panel.close());
    const command = async <N extends CommandName>(
      name: N,
      input: CommandInput<N>,
    ): Promise<Reply<CommandResult<N>>> =>
      // Dispatch checks the input against the name; what comes back is that name's result.
      (await panel.dispatch(name, input, 'window')) as Reply<CommandResult<N>>;
    return { panel, file, codex, deps, command };
  }
}
