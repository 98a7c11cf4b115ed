import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { projectRoot } from '../../build/electron/pinned.mjs';
import { runCommand } from '../../build/run-command.mjs';
import { leavesNothing } from '../support/leaves-nothing.ts';

it('npm run demo plays its story without a display, keeps pictures of it, and leaves nothing', async () => {
  const temporary = await mkdtemp(join(process.env.TMPDIR ?? '/tmp', 'demo-'));
  const { code, output } = await runCommand('npm', ['run', 'demo'], {
    cwd: projectRoot,
    env: { ...process.env, DISPLAY: '', TMPDIR: temporary },
    timeoutMs: 100_000,
  });
  expect(code, output).toBe(0);
  const pictures = [...output.matchAll(/^Saved (.+\.png)$/gm)].map(([, path]) => path ?? '');
  expect(pictures.length, output).toBeGreaterThanOrEqual(3);
  const contents = await Promise.all(pictures.map((path) => readFile(path)));
  for (const content of contents) {
    expect(content.subarray(1, 4).toString()).toBe('PNG');
    // an empty window of that size compresses to a tenth of this
    expect(content.length).toBeGreaterThan(20_000);
  }
  expect(new Set(contents.map((content) => content.toString('base64'))).size).toBe(pictures.length);
  await leavesNothing(temporary);
}, 120_000);
