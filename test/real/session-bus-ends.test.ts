import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { startSessionBus } from '../../build/system/session-bus.mjs';
import { fingerprint, startProvider } from '../stand-ins/loopback-provider.ts';
import type { LoopbackProvider } from '../stand-ins/loopback-provider.ts';
import { startPanelApp } from '../support/panel-app.ts';
import type { PanelApp } from '../support/panel-app.ts';
import { isRunning, processesNaming } from '../support/processes.ts';
import { waitFor } from '../support/wait-for.ts';
import type { RealGateway } from './support/gateway-process.ts';
import { startRealGateway } from './support/real-gateway.ts';
import { realPrograms } from './support/real-programs.ts';
import { addTemplate, connected, helperIn, spawnHelper } from './support/story.ts';

const slow = {
  kind: 'good',
  deltas: 2_000,
  paceMs: 100,
  text: 'and so on '.repeat(2_000),
} as const;

let folder: string;
let bus: Awaited<ReturnType<typeof startSessionBus>>;
let provider: LoopbackProvider;
let gateway: RealGateway;
let app: PanelApp;

const start = async (): Promise<PanelApp> =>
  startPanelApp({
    home: join(folder, 'home'),
    env: {
      ...bus.env,
      OPENCLAW_STATE_DIR: gateway.stateDir,
      OPENCLAW_CONFIG_PATH: gateway.configPath,
      BULKHEAD_CODEX: (await realPrograms()).codex,
    },
  });

beforeAll(async () => {
  folder = await mkdtemp(join(process.env.TMPDIR ?? '/tmp', 'bus-'));
  bus = await startSessionBus(folder);
  provider = await startProvider({ tokens: { slow } });
  gateway = await startRealGateway({
    providers: { mockai: { baseUrl: provider.baseUrl, apiKey: 'session-token' } },
  });
  app = await start();
}, 240_000);

afterAll(async () => {
  await app.quit();
  await bus.stop();
  await gateway.stop();
  await provider.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}, 60_000);

const byId = (one: { readonly id: string }, other: { readonly id: string }): number =>
  one.id.localeCompare(other.id);

it('Chromium ends with the session bus; link and helpers are there at the next start, and go on by a click', async () => {
  await connected(app);
  const template = await addTemplate(app, provider, 'Slow', 'slow');
  const ids = [await spawnHelper(app, template, 'one'), await spawnHelper(app, template, 'two')];
  const rows = await Promise.all(ids.map((id) => helperIn(app, id, ['running'], 60_000)));

  const ended = once(app.electron.process(), 'exit');
  await bus.stop();
  const [code, signal] = (await ended) as [number | null, string | null];
  expect(code).toBe(null);
  expect(['SIGILL', 'SIGTRAP', 'SIGABRT']).toContain(signal);
  await waitFor(
    'all to be gone',
    async () => (await processesNaming(app.home)).length === 0,
    10_000,
  );
  for (const { pid } of rows) expect(await isRunning(pid ?? NaN)).toBe(false);

  bus = await startSessionBus(folder);
  app = await start();
  const { helpers } = await connected(app);
  expect(
    helpers.map(({ id, phase, failure }) => ({ id, phase, kind: failure?.kind })).sort(byId),
  ).toEqual(ids.map((id) => ({ id, phase: 'failed', kind: 'exited' })).sort(byId));
  // Here is no password store: the key was in the memory of the app that ended.
  await app.json(['credentials', 'set', `key-${fingerprint('slow')}`, '--stdin'], 'slow');
  for (const id of ids) {
    expect((await app.cli(['retry', id])).code).toBe(0);
    await helperIn(app, id, ['running'], 60_000);
  }
}, 180_000);
