import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

import { expect, it } from 'vitest';

import { projectRoot } from '../../build/electron/pinned.mjs';
import { runCommand } from '../../build/run-command.mjs';
import { killLeftovers } from '../../build/test/leftovers.mjs';
import { leavesNothing } from '../support/leaves-nothing.ts';
import { waitFor } from '../support/wait-for.ts';

it('Ctrl+C ends the panel that npm start runs without a display, and leaves nothing', async () => {
  const home = join(await mkdtemp(join(process.env.TMPDIR ?? '/tmp', 'ctrl-c-')), 'home');
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    DISPLAY: '',
    // Chromium crashes on it
    DBUS_SESSION_BUS_ADDRESS: 'autolaunch:',
    BULKHEAD_HOME: home,
    OPENCLAW_GATEWAY_URL: 'ws://127.0.0.1:1',
  };
  const start = spawn('npm', ['start'], { cwd: projectRoot, env, detached: true });
  let printed = '';
  for (const stream of [start.stdout, start.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
  }
  const exited = once(start, 'exit');
  try {
    const cli = join(projectRoot, 'build/bin/bulkhead.mjs');
    await waitFor(
      'the panel',
      async () =>
        (await runCommand(process.execPath, [cli, 'status'], { env, timeoutMs: 10_000 })).code ===
        0,
      60_000,
    );
    if (start.pid === undefined) throw new Error('npm did not start');
    // as a terminal does: to every process of the foreground group
    process.kill(-start.pid, 'SIGINT');
    await exited;
    expect(printed).toContain('the panel runs on a virtual one');
    expect(printed).not.toContain('FATAL');
    await leavesNothing(home);
  } finally {
    await killLeftovers(home);
  }
});

it.each([
  ['npm start', ['build/start.mjs']],
  ['npm test', ['build/test/run.mjs', 'e2e']],
])(
  'Ctrl+C ends %s while it fetches, and leaves nothing half done',
  async (_what, args) => {
    const folder = await mkdtemp(join(process.env.TMPDIR ?? '/tmp', 'fetch-'));
    const [bin, cache, note] = [join(folder, 'bin'), join(folder, 'cache'), join(folder, 'pid')];
    await mkdir(bin);
    // a registry that never answers
    const script = `#!/bin/sh\necho $$ > ${note}.new && mv ${note}.new ${note}\nsleep 60\n`;
    await writeFile(join(bin, 'npm'), script, { mode: 0o755 });
    const start = spawn(process.execPath, args, {
      cwd: projectRoot,
      env: {
        ...process.env,
        PATH: [bin, process.env.PATH ?? ''].join(delimiter),
        BULKHEAD_CACHE: cache,
        BULKHEAD_ELECTRON: 'stand-in',
      },
      stdio: 'ignore',
      detached: true,
    });
    const exited = once(start, 'exit');
    try {
      await waitFor('the fetch', () => existsSync(note), 30_000);
      const pid = (await readFile(note, 'utf8')).trim();
      if (start.pid === undefined) throw new Error('it did not start');
      process.kill(-start.pid, 'SIGINT');
      expect(await exited).toEqual([130, null]);
      expect(existsSync(`/proc/${pid}`)).toBe(false);
      expect(await readdir(join(cache, 'electron'))).toEqual([]);
    } finally {
      await killLeftovers(folder);
    }
  },
  60_000,
);
