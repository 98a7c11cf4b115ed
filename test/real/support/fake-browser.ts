import { chmod, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** An `xdg-open` that opens nothing and notes what it was asked to open. */
export interface FakeBrowser {
  /** A PATH on which it comes first. */
  readonly path: string;
  /** Every address so far, the oldest first. */
  opened(): Promise<readonly string[]>;
}

/** Puts it into a folder of its own. */
export const makeFakeBrowser = async (): Promise<FakeBrowser> => {
  const folder = await mkdtemp(join(process.env.TMPDIR ?? '/tmp', 'browser-'));
  const bin = join(folder, 'bin');
  const log = join(folder, 'opened.txt');
  await mkdir(bin);
  await writeFile(log, '');
  await writeFile(join(bin, 'xdg-open'), `#!/bin/sh\nprintf '%s\\n' "$1" >> '${log}'\n`);
  await chmod(join(bin, 'xdg-open'), 0o755);
  return {
    path: `${bin}:${process.env.PATH ?? ''}`,
    opened: async () => (await readFile(log, 'utf8')).split('\n').filter((line) => line !== ''),
  };
};
