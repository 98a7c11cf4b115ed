import { spawn } from 'node:child_process';

import { findInPath } from '../../base/find-program.ts';
import { isWebPage } from '../../base/values.ts';

/** Opens a page in the person's browser; false when that did not work. Never rejects. */
export type OpenBrowser = (url: string) => Promise<boolean>;

const opener = 'xdg-open';
/** xdg-open ends at once, or stays for as long as a browser that it started itself. */
const settledMs = 5_000;

/**
 * Makes the function that opens pages with `xdg-open` of the PATH. The address is one argument of
 * its own, and no shell is in between.
 */
export const createOpenBrowser =
  (env: Readonly<Record<string, string | undefined>>): OpenBrowser =>
  async (url) => {
    if (!isWebPage(url)) return false;
    const command = await findInPath(opener, env.PATH ?? '');
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
