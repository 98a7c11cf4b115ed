import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import * as v from 'valibot';

import { projectRoot } from '../../../build/electron/pinned.mjs';
import { runCommand } from '../../../build/run-command.mjs';

const Report = v.object({
  testResults: v.array(
    v.object({
      name: v.string(),
      status: v.string(),
      message: v.optional(v.string(), ''),
      assertionResults: v.array(
        v.object({
          title: v.string(),
          status: v.string(),
          duration: v.optional(v.nullable(v.number()), null),
          failureMessages: v.array(v.string()),
        }),
      ),
    }),
  ),
});

/** How one story ended. */
export interface StoryEnd {
  readonly title: string;
  /** `passed`, `failed`, `skipped` or `pending`. */
  readonly status: string;
  readonly ms: number;
  readonly failure: string;
}

/**
 * Runs files of the real tier in the checkout `root` in a process of its own, and answers how each
 * test ended. A root other than the project is built first. Throws what was printed when a file
 * could not be run at all.
 */
export const runStories = async (
  root: string,
  args: readonly string[],
  timeoutMs: number,
): Promise<readonly StoryEnd[]> => {
  const folder = await mkdtemp(join(process.env.TMPDIR ?? '/tmp', 'stories-'));
  const outputFile = join(folder, 'report.json');
  const built = root === projectRoot ? '1' : '';
  const { code, output } = await runCommand(
    join(root, 'node_modules/.bin/vitest'),
    [
      'run',
      '--config=build/vitest.config.ts',
      '--project=real',
      '--reporter=json',
      `--outputFile.json=${outputFile}`,
      ...args,
    ],
    { cwd: root, env: { ...process.env, VITEST: '', BULKHEAD_TEST_BUILT: built }, timeoutMs },
  );
  const text = await readFile(outputFile, 'utf8').catch(() => 'null');
  const report = v.safeParse(Report, JSON.parse(text));
  if (!report.success) throw new Error(`vitest ended with ${code}:\n${output}`);
  return report.output.testResults.flatMap((file) => {
    if (file.status === 'failed' && file.assertionResults.every((one) => one.status !== 'failed')) {
      throw new Error(`${file.name} could not be run:\n${file.message}\n${output}`);
    }
    return file.assertionResults.map(({ title, status, duration, failureMessages }) => ({
      title,
      status,
      ms: Math.round(duration ?? 0),
      failure: failureMessages.join('\n'),
    }));
  });
};
