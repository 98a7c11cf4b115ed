import { rm } from 'node:fs/promises';

import type { AppState } from '../../shared/state.ts';
import { closeAll } from '../base/open-parts.ts';
import type { CodexProgram } from '../codex/client.ts';
import { findCodex } from '../codex/program.ts';
import type { SecretBox } from '../credentials/vault/secret-box.ts';
import { openPanel } from './panel.ts';
import type { PanelDeps } from './deps.ts';
import type { OpenPanel } from './host.ts';
import type { Panel } from '../ports/panel-port.ts';
import { pathsFor, preparePaths, type Paths } from '../base/paths.ts';
import { writeLauncher } from '../practice/program/command.ts';

type OfModes = 'paths' | 'settingsFile' | 'secretBox' | 'findProgram' | 'lookAtSandboxes';

/** What panels of both modes share, and what only the real one has. */
export interface PanelModeDeps extends Omit<PanelDeps, OfModes | 'after' | 'app' | 'gateway'> {
  readonly app: () => Omit<AppState, 'notices' | 'reminders' | 'keyring' | 'codex' | 'practice'>;
  readonly real: Pick<PanelDeps, OfModes>;
  readonly practiceProgram: CodexProgram;
  /** Opens the socket of the practice panel; settles with how to close it. */
  readonly serve: (panel: Panel, paths: Paths) => Promise<() => Promise<void>>;
}

/** Practice keys last as long as practice does. */
const noSecretBox: SecretBox = {
  probe: () => Promise.resolve({ phase: 'practice' }),
  encrypt: () => {
    throw new Error('practice stores no secret');
  },
  decrypt: () => {
    throw new Error('practice stores no secret');
  },
};

const openPractice = async (deps: PanelModeDeps, after: PanelDeps['after']): Promise<Panel> => {
  const paths = pathsFor({ env: deps.env, userHome: deps.personHome, practice: true });
  preparePaths(paths);
  const launcher = await writeLauncher(paths.bin, deps.practiceProgram);
  // With it comes a whole gateway, which the real panel does not wait for.
  const { leaveEndedSignIn, startPracticeWorld } = await import('../practice/practice-world.ts');
  const world = await startPracticeWorld(deps.ambient.clock);
  // The account of practice lasts as long as practice does, as its keys do.
  const forget = (): Promise<void> => rm(paths.accounts, { recursive: true, force: true });
  const closers: (() => Promise<void>)[] = [() => world.close(), forget];
  try {
    await leaveEndedSignIn(world.endedSignIn, paths, deps.ambient.log);
    const panel = await openPanel({
      ...deps,
      paths,
      after,
      app: { ...deps.app(), practice: true },
      gateway: world.gateway,
      settingsFile: world.settingsFile,
      secretBox: noSecretBox,
      // The setting is for real helpers: these are found in one place only.
      findProgram: async (_setting, signal) => {
        const found = await findCodex({
          setting: launcher,
          env: { PATH: deps.env.PATH },
          roots: [],
          cacheFile: paths.codexPrograms,
          signal,
        });
        return { ...found, env: { ...found.env, ...world.env }, reservesMemory: true };
      },
      // Practice helpers run no command: nothing of theirs could reach a socket.
      lookAtSandboxes: () =>
        Promise.resolve({ 'read-only': 'closed', 'workspace-write': 'closed' }),
      startClient: world.guard(deps.startClient),
      // Practice keeps nothing, in the password store as little as elsewhere.
      accounts: { ...deps.accounts, keyringReady: () => Promise.resolve(false) },
    });
    closers.unshift(() => panel.close());
    for (const [id, secret] of world.secrets) {
      await panel.dispatch('credentials.set', { id, secret }, 'window');
    }
    closers.unshift(await deps.serve(panel, paths));
    let closed: Promise<void> | null = null;
    return { ...panel, close: () => (closed ??= closeAll(closers)) };
  } catch (thrown) {
    await closeAll(closers).catch((error: unknown) => {
      deps.ambient.log.error('practice not closed', { error });
    });
    throw thrown;
  }
};

/**
 * Makes the function that opens the real panel, or the one that practises. Practice has a folder,
 * socket, history and credentials of its own and never reads where a real gateway is.
 */
export const createOpenPanel =
  (deps: PanelModeDeps): OpenPanel =>
  async (mode, after) => {
    switch (mode) {
      case 'real':
        preparePaths(deps.real.paths);
        return openPanel({
          ...deps,
          ...deps.real,
          after,
          app: { ...deps.app(), practice: false },
          gateway: null,
        });
      case 'practice':
        return openPractice(deps, after);
    }
  };
