import { describe, expect, it } from 'vitest';

import { copyProject } from '../support/project-copy.ts';
import type { Edit } from '../support/edited.ts';
import { noIsolation, refusalEndsClient } from './support/isolation-edits.ts';
import { runStories } from './support/run-stories.ts';
import type { StoryEnd } from './support/run-stories.ts';

const storyOne = async (edits: readonly Edit[]): Promise<StoryEnd> => {
  const ends = await runStories(
    await copyProject(edits),
    ['test/real/stories.test.ts', '-t', 'story 1'],
    300_000,
  );
  const [end, ...more] = ends.filter(({ status }) => status === 'passed' || status === 'failed');
  if (end === undefined || more.length > 0) throw new Error(JSON.stringify(ends));
  console.log(`story 1 ${end.status} in ${end.ms} ms`);
  return end;
};

describe('the app built with its isolation taken out', () => {
  it('fails story 1, because the refused helper takes a good one with it', async () => {
    const end = await storyOne([refusalEndsClient, noIsolation]);
    expect(end.status).toBe('failed');
    expect(end.failure).toMatch(/to be completed.*"phase":"failed".*"isolated":false/);
  }, 400_000);

  it('passes story 1 when it is the isolation that is left in', async () => {
    const end = await storyOne([refusalEndsClient]);
    expect(end).toMatchObject({ status: 'passed' });
  }, 400_000);
});
