import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { projectRoot } from '../../build/electron/pinned.mjs';
import { runCommand } from '../../build/run-command.mjs';
import { killLeftovers } from '../../build/test/leftovers.mjs';
import { waitFor } from '../support/wait-for.ts';

it('Ctrl+C ends the panel that npm start runs without a display, and leaves nothing', async () => {
  const home = join(await mkdtemp(join(process.env.TMPDIR ?? '/tmp', 'ctrl-c-')), 'home');
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    DISPLAY: '',
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
  } finally {
    expect(await killLeftovers(home)).toEqual([]);
  }
});
