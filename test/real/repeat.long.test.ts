import { expect, it } from 'vitest';

import { projectRoot } from '../../build/electron/pinned.mjs';
import { runStories } from './support/run-stories.ts';

it.each([1, 2, 3, 4, 5])(
  'the five real stories are green, time %i of five in a row',
  async (nth) => {
    const files = ['test/real/stories.test.ts', 'test/real/kill-stories.test.ts'];
    const ends = await runStories(projectRoot, files, 600_000);
    for (const { title, status, ms } of ends) console.log(`${nth}: ${status} ${ms} ms  ${title}`);
    expect(ends.filter(({ status }) => status !== 'passed')).toEqual([]);
    for (const story of [1, 2, 3, 4, 5]) {
      expect(ends.some(({ title }) => title.endsWith(`(story ${story})`))).toBe(true);
    }
  },
  700_000,
);
