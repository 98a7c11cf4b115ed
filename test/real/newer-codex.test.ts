import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { pathsFor } from '../../electron/base/paths.ts';
import { DeltaGate } from '../stand-ins/delta-gate.ts';
import { startProvider, type LoopbackProvider } from '../stand-ins/loopback-provider.ts';
import { startPanelApp, type PanelApp } from '../support/panel-app.ts';
import { waitFor } from '../support/wait-for.ts';
import { realPrograms } from './support/real-programs.ts';
import { addTemplate, helperIn, spawnHelper } from './support/story.ts';

const token = 'sk-newer-good-0123456789abcdef';
const gate = new DeltaGate();

let provider: LoopbackProvider;
let app: PanelApp;

beforeAll(async () => {
  const { newerCodex } = await realPrograms();
  provider = await startProvider({ tokens: { [token]: { kind: 'good', gate } } });
  const folder = await mkdtemp(join(process.env.TMPDIR ?? '/tmp', 'newer-'));
  // Nothing listens there.
  const env = { BULKHEAD_CODEX: newerCodex, OPENCLAW_GATEWAY_URL: 'ws://127.0.0.1:1' };
  app = await startPanelApp({ home: join(folder, 'home'), env });
}, 900_000);

afterAll(async () => {
  gate.open();
  await app.quit();
  await provider.close();
});

test('with the newer codex the command line acts at once while a helper lives', async () => {
  const { codexPrograms } = pathsFor({ env: { BULKHEAD_HOME: app.home } });
  await waitFor(
    'the look at the sandboxes',
    async () => (await readFile(codexPrograms, 'utf8')).includes('"workspace-write":"closed"'),
    20_000,
  );
  const template = await addTemplate(app, provider, 'Newer', token);
  const id = await spawnHelper(app, template, 'tell me a story');
  await helperIn(app, id, ['running']);
  const at = performance.now();
  for (const args of [
    ['settings', 'set', 'theme', 'dark'],
    ['credentials', 'set', 'openai', '--stdin'],
  ]) {
    expect(await app.cli(args, 'sk-other')).toMatchObject({ code: 0, stderr: '' });
  }
  expect(performance.now() - at).toBeLessThan(20_000);
  await helperIn(app, id, ['running']);
}, 60_000);
