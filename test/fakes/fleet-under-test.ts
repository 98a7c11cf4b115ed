import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { type FleetDeps, HelperFleet } from '../../electron/helpers/fleet.ts';
import { silentLog } from '../../electron/base/log.ts';
import { builtInTemplate } from '../../shared/settings.ts';
import type { HelperView, OutputChunk } from '../../shared/state.ts';
import { promptLooks } from './prompt-looks.ts';
import { ManualClock, settle } from './manual-clock.ts';
import { ScriptedCodex, scriptedProgram } from './scripted-codex.ts';
import { FleetCredentials } from './fleet-credentials.ts';

/** A fleet on scripted parts, with folders of its own. */
export interface FleetUnderTest {
  readonly fleet: HelperFleet;
  readonly clock: ManualClock;
  readonly codex: ScriptedCodex;
  readonly credentials: FleetCredentials;
  readonly home: string;
  readonly cwd: string;
  readonly deps: FleetDeps;
  readonly notices: { readonly id: string; readonly title: string; readonly text: string }[];
  readonly chunks: OutputChunk[];
  /** Spawns on the built-in template and waits until all that can happen at once has. */
  readonly spawn: (prompt: string, how?: Partial<SpawnHow>) => Promise<string>;
  readonly view: (id: string) => HelperView;
  readonly dispose: () => Promise<void>;
}

interface SpawnHow {
  readonly isolated: boolean;
  readonly spawnedBy: string | null;
  readonly cwd: string;
  readonly credential: string;
}

/**
 * Opens a fleet; `patch` replaces parts, `root` reuses the folders of an earlier one. With
 * `isKnownRefused` its key is one that an earlier run saw refused.
 */
export const openFleet = async (
  patch: Partial<FleetDeps> = {},
  root?: string,
  isKnownRefused = false,
): Promise<FleetUnderTest> => {
  const base = root ?? (await mkdtemp(path.join(tmpdir(), 'bulkhead-fleet-')));
  const home = path.join(base, 'bulkhead');
  const cwd = path.join(base, 'work');
  await mkdir(home, { recursive: true, mode: 0o700 });
  await mkdir(cwd, { recursive: true });
  const clock = new ManualClock();
  const codex = new ScriptedCodex();
  const credentials = await FleetCredentials.open(home, () => clock.now());
  credentials.give('openai', 'key-1');
  if (isKnownRefused) credentials.refused('openai', credentials.generation('openai'), 'earlier');
  const notices: { id: string; title: string; text: string }[] = [];
  const chunks: OutputChunk[] = [];
  let ids = 0;
  const prefix = root === undefined ? 'h' : 'later';
  const deps: FleetDeps = {
    home,
    env: { PATH: '/usr/bin', HOME: base },
    personHome: base,
    looks: promptLooks,
    program: () => Promise.resolve(scriptedProgram),
    sandboxFailure: () => Promise.resolve(null),
    startClient: codex.start,
    chatgptBaseUrl: () => null,
    credentials,
    limits: () => ({ alive: 20, starting: 0 }),
    watchdog: () => ({ firstEventMs: 30_000, progressMs: 120_000, interruptMs: 5_000 }),
    parkedProcessMs: () => 600_000,
    retention: () => ({ most: 200, days: 0 }),
    sampleGateway: () => ({
      connId: 'conn-1',
      bootId: 'boot-1',
      sessionsTotal: 2,
      sessionsRunning: ['main'],
    }),
    ambient: {
      clock,
      random: () => 0,
      newId: () => `${prefix}-${(ids += 1)}`,
      log: silentLog,
    },
    cores: 2,
    onHelpers: () => undefined,
    onOutput: (chunk) => chunks.push(chunk),
    onNotice: (notice) => notices.push(notice),
    onNoticeGone: (id) => {
      for (const [n, one] of notices.entries()) if (one.id === id) notices.splice(n, 1);
    },
    ...patch,
  };
  const fleet = await HelperFleet.open(deps);
  const view = (id: string): HelperView => {
    const found = fleet.views().find((one) => one.id === id);
    if (found === undefined) throw new Error(`there is no helper ${id}`);
    return found;
  };
  return {
    fleet,
    clock,
    codex,
    credentials,
    home,
    cwd,
    deps,
    notices,
    chunks,
    view,
    spawn: async (prompt, how = {}) => {
      const reply = fleet.spawn({
        template: { ...builtInTemplate, credential: how.credential ?? builtInTemplate.credential },
        prompt,
        cwd: how.cwd ?? cwd,
        isolated: how.isolated ?? true,
        spawnedBy: how.spawnedBy ?? null,
        name: null,
      });
      if (!reply.ok) throw new Error('the helper was not accepted');
      await settle();
      return reply.value.id;
    },
    dispose: async () => {
      await fleet.close();
      await rm(base, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    },
  };
};
