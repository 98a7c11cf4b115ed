import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { projectRoot } from '../../build/electron/pinned.mjs';
import { packageConfiguration } from '../../build/package/configuration.mjs';
import { runCommand } from '../../build/run-command.mjs';
import { startPanelApp } from '../support/panel-app.ts';
import type { PanelApp } from '../support/panel-app.ts';
import { waitFor } from '../support/wait-for.ts';

let folder: string;
let app: PanelApp;

beforeAll(async () => {
  folder = await mkdtemp(join(process.env.TMPDIR ?? '/tmp', 'class-'));
  // nothing listens there
  const env = { OPENCLAW_GATEWAY_URL: 'ws://127.0.0.1:1' };
  app = await startPanelApp({ home: join(folder, 'home'), env });
});

afterAll(async () => {
  await app.quit();
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
});

const asked = async (command: string, args: readonly string[]): Promise<string> => {
  const { code, output } = await runCommand(command, args, { timeoutMs: 10_000 });
  if (code !== 0) throw new Error(`${command} ended with ${code}: ${output}`);
  return output;
};

/** The windows with that name, as the X server lists them: one shows no list of a window manager. */
const windowsNamed = async (name: string): Promise<readonly string[]> =>
  (await asked('xwininfo', ['-root', '-tree']))
    .split('\n')
    .flatMap((line) => (line.includes(`"${name}"`) ? (/0x[0-9a-f]+/.exec(line)?.[0] ?? []) : []));

/** Instance and class of a window (ICCCM 4.1.2.5). */
const classOf = async (window: string): Promise<unknown> =>
  JSON.parse(`[${(await asked('xprop', ['-id', window, 'WM_CLASS'])).split('=')[1] ?? ''}]`);

it('has windows that the desktop finds the .desktop file of', async () => {
  const text = await readFile(join(projectRoot, 'package.json'), 'utf8');
  const { desktopName } = JSON.parse(text) as { readonly desktopName: string };
  const id = desktopName.replace(/\.desktop$/, '');
  const { linux } = packageConfiguration({ version: '1.0.0', folder: '/e', kind: 'official' });
  expect(linux?.desktop?.entry).toMatchObject({ StartupWMClass: id });

  await app.page();
  const [panel = ''] = await waitFor('the window', async () => {
    const found = await windowsNamed('Bulkhead');
    return found.length > 0 && found;
  });
  expect(await classOf(panel)).toEqual([expect.any(String), id]);

  expect((await app.cli(['ask'])).code).toBe(0);
  const asking = app.electron.windows().find((page) => page.url().endsWith('/ask.html'));
  const title = await (asking ?? (await app.electron.waitForEvent('window'))).title();
  const [ask = ''] = await waitFor('the small window', async () => {
    const found = (await windowsNamed(title)).filter((one) => one !== panel);
    return found.length > 0 && found;
  });
  expect(await classOf(ask)).toEqual([expect.any(String), id]);
});
