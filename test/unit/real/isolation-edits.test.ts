import { expect, it } from 'vitest';

import { noIsolation, refusalEndsClient } from '../../real/support/isolation-edits.ts';
import { edited } from '../../support/edited.ts';

it.each([noIsolation, refusalEndsClient])(
  'the fault that the long tier builds into $file still finds its place there',
  async (edit) => {
    expect(await edited(edit)).toContain(edit.to);
  },
);
