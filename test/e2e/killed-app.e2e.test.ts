import { mkdtemp, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, expect, it } from 'vitest';

import { startPanelApp } from '../support/panel-app.ts';
import type { PanelApp } from '../support/panel-app.ts';
import { isRunning, processesNaming } from '../support/processes.ts';
import { waitFor } from '../support/wait-for.ts';

interface Seen {
  readonly gateway: { readonly phase: string };
  readonly helpers: readonly { readonly phase: string; readonly pid: number | null }[];
}

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const start = async (home: string): Promise<PanelApp> => {
  const app = await startPanelApp({
    home,
    // nothing listens there
    env: { OPENCLAW_GATEWAY_URL: 'ws://127.0.0.1:1' },
    args: ['--practice'],
  });
  closers.push(() => app.quit());
  return app;
};

/** What a process has open that another one could have as well: sockets, pipes and shared memory. */
const openIn = async (pid: number): Promise<readonly string[]> => {
  const folder = `/proc/${pid}/fd`;
  const links = (await readdir(folder)).map((fd) => readlink(`${folder}/${fd}`).catch(() => ''));
  return (await Promise.all(links)).filter((link) => /^(?:socket|pipe|\/memfd):/.test(link));
};

/** Chromium names what each of its processes is for; what is about to become a helper is none of them. */
const isOfChromium = async (pid: number): Promise<boolean> =>
  (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).includes('--type=');

const kill = (pids: readonly number[], signal: NodeJS.Signals): void => {
  for (const pid of pids) process.kill(pid, signal);
};

it('what Chromium started goes with the app that is killed, though helpers hang; they go at the next start', async () => {
  const home = join(await mkdtemp(join(process.env.TMPDIR ?? '/tmp', 'killed-')), 'home');
  const app = await start(home);
  const seen = async (): Promise<Seen> => (await app.json(['status', '--practice'])) as Seen;
  await waitFor('the link', async () => (await seen()).gateway.phase === 'connected', 20_000);
  await app.page();
  // The second one has the app-server of its account beside it.
  for (const template of ['codex-5.5', 'ended-sign-in']) {
    await app.json(['spawn', '--practice', '--template', template, '--', 'find the flaky test']);
  }
  const helpers = await waitFor(
    'both processes',
    async () => {
      const pids = (await seen()).helpers.flatMap(({ pid }) => pid ?? []);
      return pids.length === 2 ? pids : null;
    },
    30_000,
  );
  const own = `${home}/practice`;
  const accounts = await waitFor('the app-server of the account', async () => {
    const pids = await processesNaming(`${own}/accounts/`);
    return pids.length > 0 ? pids : null;
  });
  const started = await processesNaming(home);
  const areOfChromium = await Promise.all(started.map(isOfChromium));
  // Read last: what practice's helpers, Electron each, start meanwhile is theirs.
  const inCompartments = await processesNaming(own);
  const chromium = started.filter(
    (pid, at) => areOfChromium[at] === true && !inCompartments.includes(pid),
  );
  expect(chromium.length).toBeGreaterThanOrEqual(3);

  const hung = [...new Set([...helpers, ...accounts])];
  const ofChromium = new Set((await Promise.all([app.pid, ...chromium].map(openIn))).flat());
  expect(ofChromium.size).toBeGreaterThan(10);
  const shared = (await Promise.all(hung.map(openIn))).flat().filter((one) => ofChromium.has(one));
  expect(shared).toEqual([]);

  // They see no end of their stdin, and stay.
  kill(hung, 'SIGSTOP');
  process.kill(app.pid, 'SIGKILL');
  await waitFor(
    'the processes of Chromium to be gone',
    async () => !(await Promise.all(chromium.map(isRunning))).includes(true),
    5_000,
  );
  expect((await Promise.all(helpers.map(isRunning))).filter(Boolean)).toHaveLength(2);

  const next = await start(home);
  await waitFor('helpers and account to be gone', async () =>
    (await Promise.all([...hung, ...inCompartments].map(isRunning))).every((is) => !is),
  );
  expect(next.pid).not.toBe(app.pid);
});
