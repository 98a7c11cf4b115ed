import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';

import { standInBrowser } from '../../../build/demo/stand-in-browser.mjs';

/** An `xdg-open` that opens nothing and notes what it was asked to open. */
export interface FakeBrowser {
  /** A PATH on which it comes first. */
  readonly path: string;
  /** Every address so far, the oldest first. */
  opened(): Promise<readonly string[]>;
}

/** Puts it into a folder of its own. */
export const makeFakeBrowser = async (): Promise<FakeBrowser> => {
  const { folder, opened } = await standInBrowser(
    await mkdtemp(join(process.env.TMPDIR ?? '/tmp', 'browser-')),
  );
  return { path: `${folder}:${process.env.PATH ?? ''}`, opened };
};
