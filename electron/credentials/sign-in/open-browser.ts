import { spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';

import { isWebPage } from '../../base/is-web-page.ts';

/** Opens a page in the person's browser; false when that did not work. Never rejects. */
export type OpenBrowser = (url: string) => Promise<boolean>;

const opener = 'xdg-open';
/** xdg-open ends at once, or stays for as long as a browser that it started itself. */
const settledMs = 5_000;

const inPath = async (path: string): Promise<string | null> => {
  for (const folder of path.split(delimiter)) {
    if (!isAbsolute(folder)) continue;
    const file = join(folder, opener);
    try {
      await access(file, constants.X_OK);
      return file;
    } catch {
      continue;
    }
  }
  return null;
};

/**
 * Makes the function that opens pages with `xdg-open` of the PATH. The address is one argument of
 * its own, and no shell is in between.
 */
export const createOpenBrowser =
  (env: Readonly<Record<string, string | undefined>>): OpenBrowser =>
  async (url) => {
    if (!isWebPage(url)) return false;
    const command = await inPath(env.PATH ?? '');
    if (command === null) return false;
    return new Promise((resolve) => {
      const child = spawn(command, [url], { env: { ...env }, stdio: 'ignore', detached: true });
      const done = (opened: boolean): void => {
        clearTimeout(timer);
        resolve(opened);
      };
      const timer = setTimeout(() => done(true), settledMs);
      child.once('error', () => done(false));
      child.once('exit', (code) => done(code === 0));
      child.unref();
    });
  };
