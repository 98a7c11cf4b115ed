import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

import { FinishedSteps } from '../../../../electron/helpers/helper/finished-steps.ts';

/** Steps of a failed turn, in a codex home whose record of the thread is made by `make`. */
const keep = async (make: (file: string) => Promise<unknown>): Promise<FinishedSteps> => {
  const codexHome = await mkdtemp(path.join(tmpdir(), 'codex-home-'));
  const file = path.join(codexHome, 'sessions', '2026', 'rollout-x-thread-1.jsonl');
  await mkdir(path.dirname(file), { recursive: true });
  await make(file);
  const steps = new FinishedSteps();
  steps.failed({ threadId: 'thread-1', turnId: 'turn-1' }, 'go');
  // More than there are threads for files: one that waits would hold up all others for good.
  await Promise.all(Array.from({ length: 6 }, () => steps.keep(codexHome)));
  return steps;
};

describe('the record of a thread', () => {
  it('is kept when it is a file', async () => {
    expect((await keep((file) => writeFile(file, '{}'))).isKept).toBe(true);
  });

  it.each([
    ['a FIFO', (file: string) => Promise.resolve(execFileSync('mkfifo', [file]))],
    ['a folder', (file: string) => mkdir(file)],
    [
      'more than 32 MB',
      async (file: string) => {
        await writeFile(file, '');
        await truncate(file, 33 * 1024 * 1024);
      },
    ],
  ])('that is %s holds nobody up, and its steps are not kept', async (_what, make) => {
    expect((await keep(make)).isKept).toBe(false);
  });
});
